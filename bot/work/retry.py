"""How often a failed call is tried again, and after which pauses."""

import random
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

import tenacity


@dataclass(frozen=True, slots=True)
class RetryPolicy:
    """Exponential backoff with an upper bound.

    Args:
        base_s: seconds after the first failed attempt; the pause doubles with each further one.
        max_s: no pause is longer.
        attempts: calls in all, the first included.
        jitter: half of each pause is random, so that replicas do not come back at the same time.
    """

    base_s: float
    max_s: float
    attempts: int
    jitter: bool = True

    def pause_s(self, attempt: int) -> float:
        """Seconds to wait after failed attempt number `attempt`, which counts from 1."""
        pause_s: float = min(self.base_s * 2 ** (attempt - 1), self.max_s)
        return pause_s * (1 + random.random()) / 2 if self.jitter else pause_s  # noqa: S311 -- no secret

    def retrying(
        self,
        *errors: type[BaseException],
        before_sleep: Callable[[tenacity.RetryCallState], Awaitable[None] | None] | None = None,
    ) -> tenacity.AsyncRetrying:
        """Retry on `errors`; the last one is raised as it is.

        `async for attempt in policy.retrying(StorageDown): with attempt: await call()`
        """
        return tenacity.AsyncRetrying(
            retry=tenacity.retry_if_exception_type(errors),
            stop=tenacity.stop_after_attempt(self.attempts),
            wait=lambda state: self.pause_s(state.attempt_number),
            before_sleep=before_sleep,
            reraise=True,
        )
