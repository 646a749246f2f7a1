"""/pause and /resume hold all posts or all model calls, /ban and /unban all posts of an author."""

import re
from dataclasses import dataclass

from bot.commands.post.permissions import require_reviewer
from bot.errors import PostError
from bot.models.chat import QuotedMessage, Request
from bot.models.post import Post
from bot.ports.chat import Permissions, Reply
from bot.ports.posts import PostControls, ReviewQueue
from bot.ports.usage import ModelSwitch
from bot.texts import administration as texts
from bot.texts import usage as usage_texts

_MODEL = ("model", "模型")
_CARD = re.compile(r"#(\d{1,15})\b")


@dataclass(frozen=True, slots=True)
class AdministrationCommands:
    """What admins order for many posts at once. Their right is asked for each time.

    Args:
        queue: the posts whose cards are replied to.
        controls: pauses posts and bans authors, and has every such order on record.
        permissions: who may.
        model_switch: pauses model calls.
    """

    queue: ReviewQueue
    controls: PostControls
    permissions: Permissions
    model_switch: ModelSwitch

    async def pause(self, request: Request, reply: Reply) -> None:
        """`/pause`: let no check or delivery begin, in all replicas; `/pause model`: no model call."""
        await require_reviewer(self.permissions, request.sender.id)
        is_model = _is_about_model(request, "pause")
        await (self.model_switch if is_model else self.controls).pause(request.sender)
        sentence = usage_texts.PAUSED if is_model else texts.PAUSED
        await reply.send(sentence.to(request.language))

    async def resume(self, request: Request, reply: Reply) -> None:
        """`/resume`, `/resume model`: go on after `/pause`, `/pause model`."""
        await require_reviewer(self.permissions, request.sender.id)
        is_model = _is_about_model(request, "resume")
        if await (self.model_switch if is_model else self.controls).resume(request.sender):
            sentence = usage_texts.RESUMED if is_model else texts.RESUMED
        else:
            sentence = usage_texts.NOT_PAUSED if is_model else texts.NOT_PAUSED
        await reply.send(sentence.to(request.language))

    async def ban(self, request: Request, reply: Reply) -> None:
        """`/ban`, as a reply to a person or to a card, or `/ban ID`: take no more of their posts."""
        await require_reviewer(self.permissions, request.sender.id)
        author_id = await self._author(request, "ban")
        if await self.permissions.may_review(author_id):
            raise PostError(texts.NOT_BANNABLE)
        await self.controls.ban(author_id, request.sender)
        await reply.send(texts.BANNED.to(request.language, id=author_id))

    async def unban(self, request: Request, reply: Reply) -> None:
        """`/unban`, in the same ways: take their posts again."""
        await require_reviewer(self.permissions, request.sender.id)
        author_id = await self._author(request, "unban")
        was_banned = await self.controls.unban(author_id, request.sender)
        sentence = texts.UNBANNED if was_banned else texts.NOT_BANNED
        await reply.send(sentence.to(request.language, id=author_id))

    async def _author(self, request: Request, command: str) -> int:
        """The user id that is named, or whose message or card is replied to."""
        given = request.text.strip()
        if given.removeprefix("-").isdecimal():  # a channel that speaks as itself is below zero
            return int(given)
        quoted = request.quoted
        if given or quoted is None:
            raise PostError(texts.BAN_USAGE, command=command)
        if not quoted.by_bot:
            return quoted.sender_id
        post = await self._shown_by(quoted, request.thread.chat_id)
        if post is None:
            raise PostError(texts.BAN_USAGE, command=command)
        return post.draft.author_id

    async def _shown_by(self, quoted: QuotedMessage, chat_id: int) -> Post | None:
        """The post whose card it is; what an author wrote may begin with a number like a card."""
        number = _CARD.match(quoted.text)
        post = await self.queue.get(int(number[1])) if number else None
        cards = await self.queue.cards(post.id) if post else []
        place = (chat_id, quoted.message_id)
        return post if any((card.chat_id, card.message_id) == place for card in cards) else None


def _is_about_model(request: Request, command: str) -> bool:
    """`/pause model` is about the language model, `/pause` about posts; raises PostError for others."""
    word = request.text.strip().lower()
    if word not in ("", *_MODEL):
        raise PostError(usage_texts.PAUSE_USAGE, command=command)
    return word in _MODEL
