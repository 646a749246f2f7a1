"""The 申诉 button below a rejection: its author gives a reason, and another reviewer decides again."""

import time
from collections.abc import Callable
from dataclasses import dataclass

from bot.commands.button_action import parse_arguments, parse_number
from bot.errors import PostError
from bot.models.chat import ButtonPress, Request
from bot.models.post import WORKER, Appeal, AuditEntry, Post
from bot.moderation.decisions import Decisions
from bot.ports.awaited_inputs import AwaitedInputs
from bot.ports.chat import Reply
from bot.ports.posts import PostAppeals
from bot.texts import appeals as appeal_texts
from bot.texts import help as help_texts
from bot.texts import post as texts

_WITHIN_S = 7 * 24 * 3600
_MAX_REASON_CHARS = 500


@dataclass(frozen=True, slots=True)
class AppealCommands:
    """Takes appeals: one for each post, so that a second rejection is final.

    Args:
        posts: knows how they were rejected, and about which one a person is asked.
        decisions: brings a post back to the reviewers.
        inputs: lets the author's next message be the reason.
        clock: seconds since 1970.
    """

    posts: PostAppeals
    decisions: Decisions
    inputs: AwaitedInputs
    clock: Callable[[], float] = time.time

    async def pressed(self, press: ButtonPress, reply: Reply) -> None:
        """`post:appeal:<id>`: ask the author for a reason."""
        [number] = parse_arguments(press, 1)
        post = await self.decisions.find(parse_number(number))
        await self._require_open(post, press.sender.id)
        chat_id, person_id = press.thread.chat_id, press.sender.id
        await self.posts.expect_appeal(chat_id, person_id, post.id)
        await self.inputs.expect(press.thread, person_id, "appeal", press.update_id)
        text = appeal_texts.PROMPT.to(press.language, id=post.id)
        if press.chat_kind == "group":
            text += help_texts.SEND_AS_REPLY.to(press.language)
        await reply.send(text)

    async def receive(self, request: Request, reply: Reply) -> None:
        """Take the reason, and bring the post back to the reviewers."""
        post_id = await self.posts.expected_appeal(request.thread.chat_id, request.sender.id)
        if post_id is None:
            raise PostError(appeal_texts.LOST)
        post = await self.decisions.find(post_id)
        reason = request.text.strip()[:_MAX_REASON_CHARS]
        is_repeated = post.state == "review" and post.appeal and post.appeal.reason == reason
        if not is_repeated:
            earlier = await self._require_open(post, request.sender.id)
            by = "" if earlier.by == WORKER else earlier.by
            appeal = Appeal(reason, by, earlier.by_id, post.reason)
            await self.decisions.appeal(post, appeal, by=request.sender)
        await reply.send(appeal_texts.APPEALED.to(request.language, id=post.id))

    async def _require_open(self, post: Post, person_id: int) -> AuditEntry:
        """How it was rejected; raises PostError where this person cannot appeal against that."""
        if post.draft.author_id != person_id:
            raise PostError(texts.NOT_AUTHOR)
        if await self.posts.is_banned(person_id):
            raise PostError(appeal_texts.BANNED)
        if post.appeal is not None:
            raise PostError(appeal_texts.ONCE, id=post.id)
        rejection = await self.posts.rejection(post.id)
        if post.state != "rejected" or rejection is None:
            raise PostError(appeal_texts.NOT_REJECTED, id=post.id)
        if self.clock() - rejection.at_s > _WITHIN_S:
            raise PostError(appeal_texts.TOO_LATE, id=post.id)
        return rejection
