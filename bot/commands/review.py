"""/pending, /approve, /reject, /stats and the buttons of review cards."""

from collections.abc import Awaitable
from dataclasses import dataclass
from typing import get_args

from bot.commands.reviewers import read_arguments, require_discretion, require_reviewer
from bot.errors import PostError
from bot.models.chat import Press, Request
from bot.models.post import Card, Post, PostState
from bot.moderation.cards import card_of
from bot.moderation.review import Decisions
from bot.ports.chat import Members, Reply
from bot.ports.posts import PostDesk, PostRules
from bot.texts import Text, moderate
from bot.texts import post as texts

_SHOWN = 5
_REASON_LIMIT = 500


@dataclass(frozen=True, slots=True)
class Review:
    """What reviewers do. Their right is asked for at every press, of whoever pressed.

    Args:
        desk: the posts.
        decisions: decides about them.
        rules: whether posts are paused.
        members: knows who may.
        review_chat_id: the group in which posts may be shown before they are decided.
    """

    desk: PostDesk
    decisions: Decisions
    rules: PostRules
    members: Members
    review_chat_id: int | None = None

    async def pending(self, request: Request, reply: Reply) -> None:
        """Show the posts that have waited longest, each with its card; not in front of others."""
        await require_reviewer(self.members, request.sender.id)
        require_discretion(request, self.review_chat_id, "pending")
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
            await self._show(post, request.thread.chat_id, reply)
        if total > len(posts):
            more = total - len(posts)
            await reply.send(texts.PENDING_MORE.to(request.language, count=more))

    async def approve(self, request: Request, reply: Reply) -> None:
        """`/approve ID`: publish the post as its author wrote it."""
        await require_reviewer(self.members, request.sender.id)
        post_id, _ = read_arguments(request.text, texts.APPROVE_USAGE)
        await self.decisions.approve(post_id, by=request.sender.name)
        await reply.send(texts.APPROVED.to(request.language, id=post_id))

    async def reject(self, request: Request, reply: Reply) -> None:
        """`/reject ID [reason]`: do not publish the post, and tell its author why."""
        await require_reviewer(self.members, request.sender.id)
        post_id, reason = read_arguments(request.text, texts.REJECT_USAGE)
        await self.decisions.reject(post_id, by=request.sender.name, reason=reason[:_REASON_LIMIT])
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

    async def approve_pressed(self, press: Press, reply: Reply) -> None:
        """`review:ok:<id>:<version>`."""
        post_id, version = await self._read_press(press)
        decision = self.decisions.approve(post_id, by=press.sender.name, version=version)
        await self._decided(decision, texts.APPROVED, press, reply)

    async def reject_pressed(self, press: Press, reply: Reply) -> None:
        """`review:no:<id>:<version>`."""
        post_id, version = await self._read_press(press)
        decision = self.decisions.reject(post_id, by=press.sender.name, version=version)
        await self._decided(decision, texts.REJECTED, press, reply)

    async def sent_pressed(self, press: Press, reply: Reply) -> None:
        """`review:sent:<id>:<version>`: somebody saw the post published."""
        post_id, version = await self._read_press(press)
        decision = self.decisions.confirm_sent(post_id, by=press.sender.name, version=version)
        await self._decided(decision, texts.CONFIRMED, press, reply)

    async def resend_pressed(self, press: Press, reply: Reply) -> None:
        """`review:again:<id>:<version>`: somebody saw that the post is not there."""
        post_id, version = await self._read_press(press)
        decision = self.decisions.resend(post_id, by=press.sender.name, version=version)
        await self._decided(decision, texts.RESENT, press, reply)

    async def _decided(
        self, decision: Awaitable[Post], sentence: Text, press: Press, reply: Reply
    ) -> None:
        """Say what came of a press; the pressed card shows the post's state either way."""
        try:
            post = await decision
        except PostError as too_late:
            await reply.notice(too_late.say(press.language), alert=True)
            found = await self.desk.get(_id_and_version(press)[0])
            if found is None:
                return
            post = found
        else:
            await reply.notice(sentence.to(press.language, id=post.id))
        card = card_of(post, await self.desk.record(post.draft.author_id))
        await reply.edit(press.message_id, card.text, keyboard=card.keyboard)

    async def _show(self, post: Post, chat_id: int, reply: Reply) -> None:
        card = card_of(post, await self.desk.record(post.draft.author_id))
        if card.above is not None:
            await reply.send(card.above)
        message_id = await reply.send(card.text, keyboard=card.keyboard)
        await self.desk.add_card(post.id, Card(chat_id, message_id))

    async def _paused(self, request: Request) -> str:
        """A line that says so where posts are paused."""
        name = await self.rules.paused_by()
        return moderate.IS_PAUSED.to(request.language, name=name) + "\n\n" if name else ""

    async def _read_press(self, press: Press) -> tuple[int, int]:
        await require_reviewer(self.members, press.sender.id)
        return _id_and_version(press)


def _id_and_version(press: Press) -> tuple[int, int]:
    _area, _verb, post_id, version = press.action.split(":")
    return int(post_id), int(version)
