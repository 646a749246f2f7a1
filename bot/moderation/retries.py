"""How often the steps of a post are tried, and how long the pauses are."""

from dataclasses import dataclass, field

from bot.work.retry import RetryPolicy


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
