"""/deadletter, /audit, /undo, /pause, /resume, /ban and /unban: admins run the moderation."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from typing import cast

from bot.commands.dead_updates import DeadUpdateCommands
from bot.commands.post.own_posts import excerpt_of
from bot.commands.post.permissions import (
    parse_id_and_rest,
    require_confidential_chat,
    require_reviewer,
)
from bot.commands.post.review import parse_action
from bot.errors import (
    ChatGone,
    DeliveryPostponed,
    DeliveryRefused,
    DeliveryUnknown,
    PostError,
)
from bot.models.chat import ButtonPress, Language, Person, QuotedMessage, Request
from bot.models.post import AuditEntry, OrderEntry, Post
from bot.models.post_states import POST_STATES
from bot.moderation.decisions import Decisions
from bot.ports.chat import Messenger, Permissions, Reply
from bot.ports.posts import PostControls, ReviewQueue
from bot.ports.usage import ModelSwitch
from bot.texts import Text
from bot.texts import administration as texts
from bot.texts import post as post_texts
from bot.texts import usage as usage_texts

_SHOWN = 20
_MAX_RETRIED = 500
_AUDIT_LINES = 40
_BEIJING = timezone(timedelta(hours=8))
_MODEL = ("model", "模型")
_CARD = re.compile(r"#(\d{1,15})\b")


@dataclass(frozen=True, slots=True)
class AdministrationCommands:
    """What admins do beside deciding. Their right is asked for each time.

    Args:
        queue: what was given up, and the audit trails.
        decisions: moves posts.
        controls: pauses posts and bans authors, and has every such order on record.
        permissions: who may.
        messenger: deletes published messages.
        model_switch: pauses model calls.
        dead_updates: `/deadletter inbox`.
    """

    queue: ReviewQueue
    decisions: Decisions
    controls: PostControls
    permissions: Permissions
    messenger: Messenger
    model_switch: ModelSwitch
    dead_updates: DeadUpdateCommands

    async def deadletter(self, request: Request, reply: Reply) -> None:
        """`/deadletter`: list the posts that were given up; `retry [ID]`: take them up again.

        `/deadletter inbox`: the same for updates, with `retry ID` and `clear`.
        """
        await require_reviewer(self.permissions, request.sender.id)
        verb, _, rest = request.text.strip().partition(" ")
        if verb.lower() == "retry":
            await self._retry(rest.strip(), request, reply)
        elif verb.lower() == "inbox":
            await require_confidential_chat(self.permissions, request, "deadletter inbox")
            await self.dead_updates.run(rest.strip(), request, reply)
        elif verb:
            raise PostError(texts.DEADLETTER_USAGE)
        else:
            await self._list_dead(request, reply)

    async def audit(self, request: Request, reply: Reply) -> None:
        """`/audit ID`: when, who, from where to where, and why; `/audit`: what admins ordered."""
        await require_reviewer(self.permissions, request.sender.id)
        await require_confidential_chat(self.permissions, request, "audit")
        if not request.text.strip():
            await self._list_orders(request, reply)
            return
        post = await self._named(request, texts.AUDIT_USAGE)
        language = request.language
        entries = await self.queue.audit(post.id)
        lines = [_audit_line(entry, post, language) for entry in entries]
        head = [texts.AUDIT.to(language, id=post.id)]
        if len(lines) > _AUDIT_LINES:
            head.append(texts.AUDIT_LEFT_OUT.to(language, count=len(lines) - _AUDIT_LINES))
        await reply.send("\n".join((*head, *lines[-_AUDIT_LINES:])))

    async def undo(self, request: Request, reply: Reply) -> None:
        """`/undo ID`: delete the published message and tell the author.

        The message goes first: where Telegram refuses, the post stays published, and where a crash
        comes between, the command can be given again. A bot deletes its own messages within 48 hours
        (Bot API: deleteMessage), later only where it may delete those of others.
        """
        await require_reviewer(self.permissions, request.sender.id)
        post = await self._named(request, texts.UNDO_USAGE)
        await self._undo(post, request.sender)
        await reply.send(texts.UNDONE.to(request.language, id=post.id))

    async def undo_pressed(self, press: ButtonPress, reply: Reply) -> None:
        """`review:undo:<id>:<version>`: the same, below the notice about a trusted author's post."""
        await require_reviewer(self.permissions, press.sender.id)
        post_id, _ = parse_action(press)
        await self._undo(await self.decisions.find(post_id), press.sender)
        await reply.answer_press(texts.UNDONE.to(press.sender.language, id=post_id))

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

    async def _undo(self, post: Post, by: Person) -> None:
        if post.state != "published":
            raise PostError(texts.NOT_PUBLISHED, id=post.id, state=POST_STATES[post.state].name)
        await self._delete(post)
        await self.decisions.retract(post, by=by)

    async def _list_orders(self, request: Request, reply: Reply) -> None:
        orders = await self.controls.orders(_AUDIT_LINES)
        if not orders:
            await reply.send(texts.NO_ORDERS.to(request.language))
            return
        lines = [_order_line(entry, request.language) for entry in orders]
        await reply.send("\n".join((texts.ORDERS.to(request.language), *lines)))

    async def _list_dead(self, request: Request, reply: Reply) -> None:
        await require_confidential_chat(self.permissions, request, "deadletter")
        posts = await self.queue.waiting("dead", _SHOWN)
        if not posts:
            await reply.send(texts.NOTHING_DEAD.to(request.language))
            return
        count = (await self.queue.counts()).get("dead", 0)
        lines = [
            texts.DEAD_LINE.to(
                request.language,
                id=post.id,
                name=post.draft.author_name,
                excerpt=excerpt_of(post.text),
                reason=post.reason,
            )
            for post in posts
        ]
        await reply.send("\n".join((texts.DEAD.to(request.language, count=count), *lines)))

    async def _retry(self, rest: str, request: Request, reply: Reply) -> None:
        by = request.sender
        if rest:
            post_id, _ = parse_id_and_rest(rest, texts.DEADLETTER_USAGE)
            await self.decisions.retry(await self.decisions.find(post_id), by=by)
            await reply.send(texts.RETRIED_ONE.to(request.language, id=post_id))
            return
        posts = await self.queue.waiting("dead", _MAX_RETRIED)
        retried = 0
        for post in posts:
            try:
                await self.decisions.retry(post, by=by)
                retried += 1
            except PostError:
                continue  # another admin was first
        sentence = texts.RETRIED if retried else texts.NOTHING_DEAD
        await reply.send(sentence.to(request.language, count=retried))

    async def _named(self, request: Request, usage: Text) -> Post:
        post_id, _ = parse_id_and_rest(request.text, usage)
        return await self.decisions.find(post_id)

    async def _delete(self, post: Post) -> None:
        if post.published_chat_id is None or post.published_message_id is None:
            raise PostError(texts.UNDO_BY_HAND, id=post.id)
        try:
            for message_id in (post.published_message_id, *post.published_album_ids):
                await self.messenger.delete(post.published_chat_id, message_id)
        except ChatGone as error:
            raise PostError(texts.UNDO_NO_ACCESS, id=post.id) from error
        except DeliveryPostponed:
            raise  # the command is run again when the chat may be called
        except DeliveryRefused as error:
            raise PostError(texts.UNDO_TOO_OLD, id=post.id) from error
        except DeliveryUnknown as error:
            raise PostError(texts.UNDO_UNSURE, id=post.id) from error

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


def _audit_line(entry: AuditEntry, post: Post, language: Language) -> str:
    at = _time(entry.at_s)
    if entry.before is None:
        author = _signature(post.draft.author_name, post.draft.author_id, language)
        return texts.AUDIT_ARRIVED.to(language, at=at, by=author)
    is_worker = entry.by == "worker" and entry.by_id is None
    sentence = texts.AUDIT_SAME_STATE if entry.before == entry.to else texts.AUDIT_LINE
    line = sentence.to(
        language,
        at=at,
        by=texts.WORKER.to(language) if is_worker else _signature(entry.by, entry.by_id, language),
        before=POST_STATES[entry.before].name.to(language),
        to=POST_STATES[entry.to].name.to(language),
    )
    reason = _reason_of(entry.reason, language)
    return line + post_texts.WITH_REASON.to(language, reason=reason) if reason else line


def _order_line(entry: OrderEntry, language: Language) -> str:
    by = _signature(entry.by.name, entry.by.id, language)
    at, order = _time(entry.at_s), f"/{entry.order} {entry.about}".strip()
    return texts.ORDER_LINE.to(language, at=at, by=by, order=order)


def _signature(name: str, person_id: int | None, language: Language) -> str:
    """The name with the id, since anybody may be called like somebody else."""
    if person_id is None:  # an entry from before ids were noted
        return name
    return texts.SIGNATURE.to(language, name=name, id=person_id)


def _time(at_s: float) -> str:
    return datetime.fromtimestamp(at_s, _BEIJING).strftime("%m-%d %H:%M:%S")


def _reason_of(reason: str, language: Language) -> str:
    known = cast("Mapping[str, Text]", texts.WHY).get(reason)
    return known.to(language) if known else reason
