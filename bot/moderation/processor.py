"""What a worker does with a post: one step of its way for each claim.

The outcome of a step is stored before the next one begins, so a worker that dies loses one step.
"""

import logging
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, replace

from bot.errors import CensorBusy, CensorClosed, CensorDown, CensorError, ModelError
from bot.models.chat import StyledText
from bot.models.formatting import hidden_links
from bot.models.post import CensorVerdict, PolishNote, Post, Transition
from bot.models.post_states import WORKED_ON, PostState
from bot.models.usage import Caller
from bot.models.utf16 import utf16_len
from bot.models.work import Outcome
from bot.moderation.kept_facts import keeps_facts
from bot.moderation.publisher import Publisher
from bot.moderation.retries import DEFAULT_RETRIES, PostRetries
from bot.moderation.review_card import text_limit
from bot.moderation.transitions import checked, findings_of
from bot.moderation.trust import Trust, is_clean
from bot.ports.llm import Polisher
from bot.ports.posts import Censor, ClaimedPost, PostQueue
from bot.texts import censor as censor_texts
from bot.texts import post as texts
from bot.work.retry import RetryPolicy

log = logging.getLogger(__name__)

Step = Callable[[ClaimedPost], Awaitable[Outcome]]
Alert = Callable[[CensorClosed], Awaitable[None]]
"""Tells the admins, once, that the censor is closed."""


@dataclass(frozen=True, slots=True)
class PostProcessor:
    """Moves posts on.

    Args:
        queue: where their states are.
        censor: judges texts.
        publisher: delivers them.
        alert: tells the admins that the censor is closed.
        provider: the censor's name, for posts it gave no verdict on.
        polisher: improves the wording; None: posts are published, or shown, as they are.
        trust: whose posts need no review; None: nobody's.
        retries: of checks and claims.
    """

    queue: PostQueue
    censor: Censor
    publisher: Publisher
    alert: Alert
    provider: str
    polisher: Polisher | None = None
    trust: Trust | None = None
    retries: PostRetries = DEFAULT_RETRIES

    async def process(self, claimed: ClaimedPost) -> Outcome:
        """Make the next step of a post; raises `errors.StorageDown`."""
        step = self._steps.get(claimed.post.state)
        if step is None:
            return Outcome()  # its author took it back
        if claimed.lease.attempts > self.retries.max_claims:
            return await self._give_up(claimed)
        return await step(claimed)

    @property
    def _steps(self) -> Mapping[PostState, Step]:
        return {
            "queued": self._check,
            "polishing": self._polish,
            "rechecking": self._recheck,
            "sending": self.publisher.publish,
        }

    async def _check(self, claimed: ClaimedPost) -> Outcome:
        try:
            verdict = _with_hits_in_text(
                await self.censor.check(_checked_text(claimed.post)), claimed.post
            )
        except CensorBusy:
            return _later(self.retries.busy, claimed, counts=False)
        except CensorDown:
            if claimed.lease.attempts < self.retries.checks.attempts:
                return _later(self.retries.checks, claimed)
            verdict = self._unchecked
        except CensorClosed as closed:
            await self.alert(closed)
            verdict = self._unchecked
        except CensorError:
            verdict = self._unchecked  # it cannot read this text; a person can
        return await self._judged(claimed, verdict)

    @property
    def _unchecked(self) -> CensorVerdict:
        return CensorVerdict("review", self.provider, ("unchecked",))

    async def _judged(self, claimed: ClaimedPost, verdict: CensorVerdict) -> Outcome:
        post = claimed.post
        if verdict.kind == "reject":
            language = post.draft.language
            findings = findings_of(replace(post, verdict=verdict), language)
            reason = findings or censor_texts.LABELS["other"].to(language)
            return await self._move(claimed, Transition("rejected", verdict=verdict, reason=reason))
        judged = await self._with_trust(post, verdict)
        is_polished = self.polisher is not None and post.draft.may_be_polished
        following = Transition("polishing") if is_polished else _in_own_wording(judged)
        found = replace(
            following,
            verdict=verdict,
            is_trusted=judged.is_trusted,
            clean_in=judged.clean_in,
        )
        return await self._move(claimed, found)

    async def _with_trust(self, post: Post, verdict: CensorVerdict) -> Post:
        """The post with its verdict, whether its author is trusted, and where it counts as clean."""
        judged = replace(post, verdict=verdict)
        if self.trust is None or post.appeal or not is_clean(verdict):
            return judged
        chat_id = (await self.trust.targets.of(post.draft)).group_id
        if chat_id is None:
            return judged
        is_trusted = needs_person(judged) and await self.trust.skips_review(
            post.draft, verdict, chat_id
        )
        return replace(judged, is_trusted=is_trusted, clean_in=chat_id)

    async def _polish(self, claimed: ClaimedPost) -> Outcome:
        post = claimed.post
        try:
            polished = (
                await self.polisher.polish(post.text, _author_of(post))
                if self.polisher
                else post.text
            )
        except ModelError as error:
            log.warning("Post %s keeps its wording: %r", post.id, error)
            return await self._move(claimed, _in_own_wording(post, "failed"))
        polished = polished.strip()
        if polished in ("", post.text):
            return await self._move(claimed, _in_own_wording(post))
        if utf16_len(polished) > text_limit(post.draft):
            return await self._move(claimed, _in_own_wording(post, "too_long"))
        if not keeps_facts(post.text, polished):
            log.info("The polished text of post %s lost a link, a name or a number.", post.id)
            return await self._move(claimed, _in_own_wording(post, "lost_facts"))
        return await self._move(claimed, Transition("rechecking", polished=polished))

    async def _recheck(self, claimed: ClaimedPost) -> Outcome:
        """What is published without a person must have passed; a person may decide about any other."""
        post = claimed.post
        try:
            verdict = await self.censor.check(post.polished)
        except CensorBusy:
            return _later(self.retries.busy, claimed, counts=False)
        except CensorClosed as closed:
            await self.alert(closed)
            verdict = self._unchecked
        except CensorError as error:
            log.info("The wording of post %s was not checked: %r", post.id, error)
            verdict = self._unchecked
        if verdict.kind == "reject":
            return await self._move(claimed, _in_own_wording(post, "rejected"))
        if needs_person(post):
            return await self._move(claimed, Transition("review", polished_verdict=verdict))
        final = post.polished if verdict.kind == "pass" else post.text
        return await self._move(claimed, Transition("sending", final=final))

    async def _give_up(self, claimed: ClaimedPost) -> Outcome:
        """It failed too often. A delivery that was begun is for a person to look at."""
        post = claimed.post
        if post.delivery_started and post.state == "sending":
            return await self._move(claimed, Transition("unknown"))
        reason = texts.CRASHED.to(post.draft.language)
        return await self._move(claimed, Transition("dead", reason=reason))

    async def _move(self, claimed: ClaimedPost, transition: Transition) -> Outcome:
        return await move(self.queue, claimed, transition)


def needs_person(post: Post) -> bool:
    """Is it published only if a person says so? No censor has seen a picture, nor decides an appeal."""
    passes = post.verdict is not None and post.verdict.kind == "pass"
    is_doubtful = not passes or bool(post.draft.pictures)
    is_for_person = post.wording == "asked" or post.appeal is not None
    return is_for_person or (is_doubtful and not post.is_trusted)


def _in_own_wording(post: Post, note: PolishNote = "") -> Transition:
    """On its way as its author wrote it, to a person where one has to decide."""
    to: PostState = "review" if needs_person(post) else "sending"
    final = None if to == "review" else post.text
    return Transition(to, final=final, polished="", polish_note=note)


async def move(queue: PostQueue, claimed: ClaimedPost, transition: Transition) -> Outcome:
    """Store a worker's transition; the next step is due at once where a worker makes it."""
    if not await queue.advance(claimed, checked(claimed.post, transition, "worker")):
        return Outcome("requeue")  # edited or taken back meanwhile, or another worker has it
    return Outcome("retry") if transition.to in WORKED_ON else Outcome()


def _checked_text(post: Post) -> str:
    """The text, and where its links lead: readers may follow what the words hide."""
    links = hidden_links(StyledText(post.text, post.draft.spans))
    return "\n".join((post.text, *(url for _, url in links)))


def _with_hits_in_text(verdict: CensorVerdict, post: Post) -> CensorVerdict:
    """The verdict with the hits that are in the text itself."""
    length = len(post.text)
    inside = tuple(
        replace(hit, end=min(hit.end, length)) for hit in verdict.hits if hit.start < length
    )
    return replace(verdict, hits=inside)


def _author_of(post: Post) -> Caller:
    """The polish of a post counts as the request of the message that it was made from."""
    draft = post.draft
    return Caller.of_message(draft.chat_id, draft.author_id, draft.message_id, version=post.version)


def _later(policy: RetryPolicy, claimed: ClaimedPost, *, counts: bool = True) -> Outcome:
    delay_ms = int(policy.pause_s(claimed.lease.attempts) * 1000)
    return Outcome("retry" if counts else "requeue", delay_ms=delay_ms)
