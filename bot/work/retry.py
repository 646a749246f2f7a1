"""The retry policy: exponential backoff with jitter, for delays and for retry loops."""

import random
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

import tenacity

BeforeSleep = Callable[[tenacity.RetryCallState], Awaitable[None] | None]


@dataclass(frozen=True, slots=True)
class RetryPolicy:
    """How often something is tried, and how long the pauses between the attempts are.

    Args:
        base_s: seconds before the second attempt; doubles with each further one.
        max_s: the longest pause.
        attempts: how many there are, the first included.
        jitter: half of each pause is random, so that what failed together does not come back
            together.
    """

    base_s: float
    max_s: float
    attempts: int
    jitter: bool = True

    def pause_s(self, attempt: int) -> float:
        """Seconds to wait after that attempt; attempts count from 1."""
        full_s = min(self.max_s, self.base_s * 2.0 ** min(attempt - 1, 62))
        return full_s * (0.5 + random.random() / 2) if self.jitter else full_s  # noqa: S311 -- no secret

    def retrying(
        self,
        *errors: type[BaseException],
        before_sleep: BeforeSleep | None = None,
    ) -> tenacity.AsyncRetrying:
        """A retry loop for these errors; the last one is raised.

        Use as `async for attempt in policy.retrying(X): with attempt: ...`.
        """
        return tenacity.AsyncRetrying(
            retry=tenacity.retry_if_exception_type(errors),
            wait=lambda state: self.pause_s(state.attempt_number),
            stop=tenacity.stop_after_attempt(self.attempts),
            before_sleep=before_sleep,
            reraise=True,
        )
