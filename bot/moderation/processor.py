"""What a worker does with a post, state by state; each step's outcome is stored before the next."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace

from bot.errors import CensorBusy, CensorClosed, CensorDown, CensorError, ModelError
from bot.models.post import CensorVerdict, Post, PostState, Transition
from bot.moderation.publisher import Publisher
from bot.moderation.retry_policy import DEFAULT, RetryPolicy
from bot.moderation.review_card import MESSAGE_LIMIT, length_of
from bot.moderation.states import change_of, findings_of
from bot.ports.llm import Polisher
from bot.ports.posts import Censor, ClaimedPost, PostQueue
from bot.texts import post as texts

Step = Callable[[ClaimedPost], Awaitable[Post | None]]
Alert = Callable[[CensorClosed], Awaitable[None]]
"""Tells the admins, once, that the censor is closed."""


@dataclass(frozen=True, slots=True)
class PostProcessor:
    """Carries posts on their way.

    Args:
        line: where their states are.
        censor: judges texts.
        publisher: delivers them.
        alert: tells the admins that the censor is closed.
        provider: the censor's name, for posts it gave no verdict on.
        polisher: improves the wording; None: posts go out as they are.
        pace: of attempts.
    """

    line: PostQueue
    censor: Censor
    publisher: Publisher
    alert: Alert
    provider: str
    polisher: Polisher | None = None
    pace: RetryPolicy = DEFAULT

    async def carry(self, work: ClaimedPost, may_go_on: Callable[[], bool]) -> None:
        """Bring a post as far as it goes without a person, or until `may_go_on` says no."""
        if self._step_of(work.post.state) is None:
            await self.line.finish(work)  # its author took it back
            return
        if work.attempts > self.pace.claims:
            await self._bury(work)
            return
        post: Post | None = work.post
        while post is not None and (step := self._step_of(post.state)) is not None:
            if not may_go_on():
                await self.line.release(work, delay_s=0, count_attempt=False)
                return
            attempts = work.attempts if post.state == work.post.state else 1
            work = replace(work, post=post, attempts=attempts)
            post = await step(work)

    def _step_of(self, state: PostState) -> Step | None:
        steps: dict[PostState, Step] = {
            "queued": self._begin,
            "checking": self._check,
            "polishing": self._polish,
            "rechecking": self._recheck,
            "sending": self.publisher.publish,
        }
        return steps.get(state)

    async def _begin(self, work: ClaimedPost) -> Post | None:
        return await self._move(work, Transition("checking"))

    async def _check(self, work: ClaimedPost) -> Post | None:
        verdict = await self._verdict(work)
        if verdict is None:
            return None
        judged = replace(work.post, verdict=verdict)
        if verdict.kind == "reject":
            language = work.post.draft.language
            reason = findings_of(judged, language) or texts.LABELS["other"].to(language)
            return await self._move(work, Transition("rejected", verdict=verdict, reason=reason))
        if verdict.kind == "review" or work.post.draft.photo:  # no censor has seen the picture
            return await self._move(work, Transition("review", verdict=verdict))
        if self.polisher is None:
            return await self._send(work, work.post.text, verdict)
        return await self._move(work, Transition("polishing", verdict=verdict))

    async def _verdict(self, work: ClaimedPost) -> CensorVerdict | None:
        """The censor's word; "a person decides" where it has none; None to ask again later."""
        try:
            return await self.censor.check(work.post.text)
        except CensorBusy:
            await self._ask_again(work)
            return None
        except CensorDown:
            if work.attempts < self.pace.checks:
                await self.line.release(work, delay_s=self.pace.pause_s(work.attempts))
                return None
        except CensorClosed as closed:
            await self.alert(closed)
        except CensorError:
            pass  # it cannot read this text; a person can
        return CensorVerdict("review", self.provider, ("unchecked",))

    async def _polish(self, work: ClaimedPost) -> Post | None:
        text = work.post.text
        try:
            polished = (await self.polisher.polish(text)).strip() if self.polisher else text
        except ModelError:
            polished = text
        if polished in ("", text) or length_of(polished) > MESSAGE_LIMIT:
            return await self._send(work, text)
        return await self._move(work, Transition("rechecking", polished=polished))

    async def _recheck(self, work: ClaimedPost) -> Post | None:
        """The polished text must pass like any other; else what passed before goes out."""
        try:
            passes = (await self.censor.check(work.post.polished)).kind == "pass"
        except CensorBusy:
            await self._ask_again(work)
            return None
        except CensorError:
            passes = False
        return await self._send(work, work.post.polished if passes else work.post.text)

    async def _send(
        self, work: ClaimedPost, final: str, verdict: CensorVerdict | None = None
    ) -> Post | None:
        return await self._move(work, Transition("sending", final=final, verdict=verdict))

    async def _ask_again(self, work: ClaimedPost) -> None:
        """Too fast is nobody's fault: the attempt does not count."""
        await self.line.release(work, delay_s=self.pace.busy_pause_s(), count_attempt=False)

    async def _bury(self, work: ClaimedPost) -> None:
        """Handling it broke off too often. A delivery that was begun is a person's to judge."""
        if work.post.intent and work.post.state == "sending":
            await self._move(work, Transition("unknown"))
        else:
            reason = texts.CRASHED.to(work.post.draft.language)
            await self._move(work, Transition("dead", reason=reason))

    async def _move(self, work: ClaimedPost, change: Transition) -> Post | None:
        post = await self.line.step(work, change_of(work.post, change))
        if post is None:
            # Withdrawn meanwhile, or lost to another worker: back to the line, if it still is ours.
            await self.line.release(work, delay_s=0, count_attempt=False)
        return post
