"""How often the steps of a post are tried, how long the pauses are, and what waits for a chat's budget."""

import random
from dataclasses import dataclass, field

from bot.errors import DeliveryPostponed
from bot.models.flood import PROMPT_S
from bot.models.work import Outcome
from bot.work.retry import RetryPolicy

_MIN_DELAY_S = 0.5


def _policy(attempts: int) -> RetryPolicy:
    return RetryPolicy(base_s=2, max_s=300, attempts=attempts)


@dataclass(frozen=True, slots=True)
class PostRetries:
    """Retry policies.

    Args:
        checks: to get a verdict; after the last attempt a person decides.
        deliveries: to publish where the platform surely refused; then the post is given up.
        notifications: to tell somebody something.
        busy: after the censor said "too fast", which never counts as an attempt.
        storage: to store what became of a delivery while Redis is away for a moment.
        max_claims: attempts at one state, crashes included, until the post is given up.
    """

    checks: RetryPolicy = field(default_factory=lambda: _policy(8))
    deliveries: RetryPolicy = field(default_factory=lambda: _policy(20))
    notifications: RetryPolicy = field(default_factory=lambda: _policy(5))
    busy: RetryPolicy = field(default_factory=lambda: RetryPolicy(base_s=2, max_s=2, attempts=1))
    storage: RetryPolicy = field(
        default_factory=lambda: RetryPolicy(base_s=0.2, max_s=8, attempts=7)
    )
    max_claims: int = 60


DEFAULT_RETRIES = PostRetries()


def postponed(busy: DeliveryPostponed) -> Outcome:
    """The item comes back when the chat may be called, after those that wait for the same chat.

    That is no attempt. Half of the times it comes so early that it waits in place for the end, and so
    is called before the replies of that chat that wait: neither always loses to the other.
    """
    early_s = random.choice((0, PROMPT_S))  # noqa: S311 -- not for cryptography
    delay_s = max(_MIN_DELAY_S, busy.after_s - early_s)
    return Outcome("park", delay_ms=int(delay_s * 1000), waits_for=str(busy.chat_id))
