"""How often and how soon a worker tries again."""

import random
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class RetryPolicy:
    """Seconds between attempts, and how many there are.

    Args:
        base_s: before the second attempt; doubles with each.
        most_s: the longest pause.
        busy_s: after the censor said "too fast".
        checks: attempts to get a verdict; then a person decides.
        deliveries: attempts to publish that were surely refused; then the post is given up.
        notices: attempts to tell somebody.
        claims: of one item in one state, crashes included.
    """

    base_s: float = 2
    most_s: float = 300
    busy_s: float = 1
    checks: int = 8
    deliveries: int = 20
    notices: int = 5
    claims: int = 60

    def pause_s(self, attempt: int) -> float:
        """How long to wait after that attempt (from 1): half fixed, half by chance.

        The chance keeps posts that failed together from coming back together.
        """
        full = min(self.most_s, self.base_s * float(2 ** min(attempt - 1, 30)))
        return full * (0.5 + random.random() / 2)  # noqa: S311 -- no secret

    def busy_pause_s(self) -> float:
        """How long to wait after "too fast"."""
        return self.busy_s * (1 + random.random())  # noqa: S311 -- no secret


DEFAULT = RetryPolicy()
