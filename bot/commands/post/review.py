"""/pending, /approve, /reject, /stats and the buttons of review cards."""

from collections.abc import Awaitable
from dataclasses import dataclass, replace
from typing import cast, get_args

from bot.commands.post.author import require_room
from bot.commands.post.permissions import read_arguments, require_discretion, require_reviewer
from bot.errors import PostError
from bot.models.chat import ButtonPress, Person, Request, Span, StyledText
from bot.models.post import CardMessage, Post, PostState, PresetReason
from bot.moderation.card_messages import CardMessages
from bot.moderation.decisions import Decisions
from bot.moderation.review_card import MESSAGE_LIMIT, length_of, render_card
from bot.ports.chat import Permissions, Reply
from bot.ports.posts import PostControls, PostRepository
from bot.texts import Text, administration
from bot.texts import post as texts

_SHOWN = 5
_REASON_LIMIT = 500


@dataclass(frozen=True, slots=True)
class ReviewCommands:
    """What reviewers do. Their right is asked for at every press, of whoever pressed.

    Args:
        desk: the posts.
        decisions: decides about them.
        rules: whether posts are paused.
        members: knows who may.
        board: shows cards.
        review_chat_id: the group in which posts may be shown before they are decided.
    """

    desk: PostRepository
    decisions: Decisions
    rules: PostControls
    members: Permissions
    board: CardMessages
    review_chat_id: int | None = None

    async def pending(self, request: Request, reply: Reply) -> None:
        """Show the posts that have waited longest, each with its card; not in front of others."""
        await require_reviewer(self.members, request.sender.id)
        require_discretion(request, self.review_chat_id, "pending")
        await self._remember(request)
        paused = await self._paused(request)
        counts = await self.desk.counts()
        total = counts.get("review", 0) + counts.get("unknown", 0)
        posts = [
            *await self.desk.waiting("unknown", _SHOWN),
            *await self.desk.waiting("review", _SHOWN),
        ][:_SHOWN]
        if not posts:
            await reply.send(paused + texts.NOTHING_PENDING.to(request.language))
            return
        await reply.send(paused + texts.PENDING.to(request.language, count=total))
        for post in posts:
            await self.board.show(post, request.thread.chat_id, request.thread.topic_id)
        if total > len(posts):
            more = total - len(posts)
            await reply.send(texts.PENDING_MORE.to(request.language, count=more))

    async def approve(self, request: Request, reply: Reply) -> None:
        """`/approve ID`: publish the text that was shown last; show it first where it has changed."""
        await require_reviewer(self.members, request.sender.id)
        post_id, _ = read_arguments(request.text, texts.APPROVE_USAGE)
        version = await self._version_to_decide(post_id, request, reply, "approve")
        if version is None:
            return
        await self.decisions.approve(post_id, by=request.sender.name, version=version)
        sentence = await self._approved()
        await reply.send(sentence.to(request.language, id=post_id))

    async def reject(self, request: Request, reply: Reply) -> None:
        """`/reject ID [reason]`: refuse the text that was shown last, and tell its author why."""
        await require_reviewer(self.members, request.sender.id)
        post_id, reason = read_arguments(request.text, texts.REJECT_USAGE)
        version = await self._version_to_decide(post_id, request, reply, "reject")
        if version is None:
            return
        await self.decisions.reject(
            post_id, by=request.sender.name, reason=reason[:_REASON_LIMIT], version=version
        )
        await reply.send(texts.REJECTED.to(request.language, id=post_id))

    async def stats(self, request: Request, reply: Reply) -> None:
        """Count the posts in each state."""
        await require_reviewer(self.members, request.sender.id)
        counts = await self.desk.counts()
        states: tuple[PostState, ...] = get_args(PostState)
        lines = [
            texts.STATS_LINE.to(
                request.language,
                state=texts.STATES[state].to(request.language),
                count=counts[state],
            )
            for state in states
            if counts.get(state)
        ]
        paused = await self._paused(request)
        if not lines:
            await reply.send(paused + texts.NO_STATS.to(request.language))
            return
        await reply.send(paused + "\n".join((texts.STATS.to(request.language), *lines)))

    async def approve_pressed(self, press: ButtonPress, reply: Reply) -> None:
        """`review:ok:<id>:<version>`."""
        post_id, version = await self._read_decision(press)
        sentence = await self._approved()
        decision = self.decisions.approve(post_id, by=press.sender.name, version=version)
        await self._decided(decision, sentence, press, reply)

    async def reject_pressed(self, press: ButtonPress, reply: Reply) -> None:
        """`review:no:<id>:<version>`: reject at once; the card then offers ready reasons."""
        post_id, version = await self._read_decision(press)
        decision = self.decisions.reject(post_id, by=press.sender.name, version=version)
        await self._decided(decision, texts.REJECTED, press, reply)

    async def reason_pressed(self, press: ButtonPress, reply: Reply) -> None:
        """`review:why:<id>:<version>:<reason>`: tell the author the reason as well."""
        post_id, version = await self._read_press(press)
        reason = texts.READY_REASONS[cast("PresetReason", press.action.rpartition(":")[2])]
        post = await self.desk.get(post_id)
        words = reason.to(post.draft.language if post else press.language)
        decision = self.decisions.add_reason(post_id, words, by=press.sender.name, version=version)
        await self._decided(decision, texts.REASON_ADDED, press, reply)

    async def ban_pressed(self, press: ButtonPress, reply: Reply) -> None:
        """`review:ban:<id>:<version>`: reject, and take no more posts of this author."""
        post_id, version = await self._read_decision(press)
        post = await self.desk.get(post_id)
        if post is not None and await self.members.may_review(post.draft.author_id):
            raise PostError(administration.NOT_BANNABLE)
        decision = self.decisions.reject(post_id, by=press.sender.name, version=version, bans=True)
        await self._decided(decision, texts.BANNED_BY_CARD, press, reply)

    async def rewrite_pressed(self, press: ButtonPress, reply: Reply) -> None:
        """`review:edit:<id>:<version>`: ask for the new text; the answer comes as a reply."""
        post_id, version = await self._read_decision(press)
        post = await self._or_refreshed(
            self.decisions.waits(post_id, version=version), press, reply
        )
        if post is None:
            return
        message_id = await reply.send(_prompt(post, press.sender), force_reply=True)
        await self.desk.add_prompt(CardMessage(press.thread.chat_id, message_id), post_id, version)

    async def take_rewrite(self, request: Request, reply: Reply) -> bool:
        """Publish the text of a reply to such a question; False where it is no such reply."""
        quoted = request.quoted
        if quoted is None or not quoted.by_bot or not request.text:
            return False
        asked = await self.desk.asked_by(CardMessage(request.thread.chat_id, quoted.message_id))
        if asked is None:
            return False
        await require_reviewer(self.members, request.sender.id)
        post_id, version = asked
        post = await self.decisions.waits(post_id, version=version)
        require_room(replace(post.draft, text=request.text))
        await self._require_another_s(post_id, request.sender)
        await self.decisions.rewrite(post_id, request.text, by=request.sender.name, version=version)
        await reply.send(texts.REWRITTEN.to(request.language, id=post_id))
        return True

    async def sent_pressed(self, press: ButtonPress, reply: Reply) -> None:
        """`review:sent:<id>:<version>`: somebody saw the post published."""
        post_id, version = await self._read_press(press)
        decision = self.decisions.confirm_sent(post_id, by=press.sender.name, version=version)
        await self._decided(decision, texts.CONFIRMED, press, reply)

    async def resend_pressed(self, press: ButtonPress, reply: Reply) -> None:
        """`review:again:<id>:<version>`: somebody saw that the post is not there."""
        post_id, version = await self._read_press(press)
        decision = self.decisions.resend(post_id, by=press.sender.name, version=version)
        await self._decided(decision, texts.RESENT, press, reply)

    async def _decided(
        self, decision: Awaitable[Post], sentence: Text, press: ButtonPress, reply: Reply
    ) -> None:
        """Say what came of a press; the pressed card shows the post's state either way."""
        post = await self._or_refreshed(decision, press, reply)
        if post is None:
            return
        values = {"id": post.id, "reason": post.reason, "author": post.draft.author_id}
        await reply.answer_press(sentence.to(press.language, **values))
        await self._refresh(post, press, reply)

    async def _or_refreshed(
        self, decision: Awaitable[Post], press: ButtonPress, reply: Reply
    ) -> Post | None:
        """What `decision` gives; where it comes too late say so, and let the card show why."""
        try:
            return await decision
        except PostError as too_late:
            await reply.answer_press(too_late.say(press.language), alert=True)
        post = await self.desk.get(_id_and_version(press)[0])
        if post is not None:
            await self._refresh(post, press, reply)
        return None

    async def _refresh(self, post: Post, press: ButtonPress, reply: Reply) -> None:
        record = await self.desk.record(post.draft.author_id)
        language = await self.board.language_in(press.thread.chat_id)
        _, version = _id_and_version(press)
        card = render_card(post, record, language, made_for=version)
        await reply.edit(press.message_id, card.text, keyboard=card.keyboard)

    async def _approved(self) -> Text:
        """What follows an approval."""
        paused = await self.rules.paused_by() is not None
        return texts.APPROVED_WHILE_PAUSED if paused else texts.APPROVED

    async def _paused(self, request: Request) -> str:
        """A line that says so where posts are paused."""
        name = await self.rules.paused_by()
        return administration.IS_PAUSED.to(request.language, name=name) + "\n\n" if name else ""

    async def _read_press(self, press: ButtonPress) -> tuple[int, int]:
        await require_reviewer(self.members, press.sender.id)
        await self._remember(press)
        return _id_and_version(press)

    async def _read_decision(self, press: ButtonPress) -> tuple[int, int]:
        post_id, version = await self._read_press(press)
        await self._require_another_s(post_id, press.sender)
        return post_id, version

    async def _version_to_decide(
        self, post_id: int, request: Request, reply: Reply, command: str
    ) -> int | None:
        """The post's version, if its sender has seen it; else it is shown, and None."""
        await self._require_another_s(post_id, request.sender)
        post = await self.decisions.waits(post_id)
        if await self._version_seen(post_id, request) == post.version:
            return post.version
        require_discretion(request, self.review_chat_id, command)
        await reply.send(texts.LOOK_FIRST.to(request.language, id=post_id))
        await self.board.show(post, request.thread.chat_id, request.thread.topic_id)
        return None

    async def _version_seen(self, post_id: int, request: Request) -> int:
        """The version its sender has seen: on the last card above it in the chat, else elsewhere.

        A card below answers an earlier try at this very request; nobody has read it.
        """
        chat_id, cards = request.thread.chat_id, await self.desk.cards(post_id)
        here = [
            card.version
            for card in cards
            if card.chat_id == chat_id and card.message_id < request.message_id
        ]
        elsewhere = [card.version for card in cards if card.chat_id != chat_id]
        return max(here or elsewhere, default=0)

    async def _require_another_s(self, post_id: int, person: Person) -> None:
        """Nobody decides about their own post, unless nobody else could."""
        post = await self.desk.get(post_id)
        is_own = post is not None and post.draft.author_id == person.id
        if is_own and await self.members.has_other_reviewers(person.id):
            raise PostError(texts.OWN_POST, id=post_id)

    async def _remember(self, cause: Request | ButtonPress) -> None:
        """The language of cards in this private chat from now on."""
        if cause.chat_kind == "private":
            await self.desk.remember_language(cause.sender.id, cause.language)


def _id_and_version(press: ButtonPress) -> tuple[int, int]:
    _area, _verb, post_id, version = press.action.split(":")[:4]
    return int(post_id), int(version)


def _prompt(post: Post, asked: Person) -> StyledText:
    """The question for another wording, with the text to copy where both fit in one message.

    It names who is asked: in a group only their app opens an answer (Bot API: ForceReply).
    """
    question = texts.REWRITE_PROMPT.to(asked.language, id=post.id, name=asked.name)
    name_start = length_of(question[: question.index(asked.name)])
    name = Span("text_mention", name_start, length_of(asked.name), user_id=asked.id)
    head = question + texts.REWRITE_ORIGINAL.to(asked.language)
    start, length = length_of(head), length_of(post.text)
    if start + length > MESSAGE_LIMIT:
        return StyledText(question, (name,))
    return StyledText(head + post.text, (name, Span("pre", start, length)))
