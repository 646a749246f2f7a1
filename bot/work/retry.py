"""One policy for every retry: how many attempts, and how long to pause between them."""

import asyncio
import random
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import TypeVar

from tenacity import AsyncRetrying, RetryCallState, retry_if_exception_type, stop_after_attempt

BeforeSleep = Callable[[RetryCallState], Awaitable[None] | None]
_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class RetryPolicy:
    """Exponential backoff with a limit.

    Args:
        base_s: pause after the first attempt; it doubles with each further one.
        max_s: the longest pause.
        attempts: how many there are in all.
        jitter: half of each pause is random, so that what failed together does not return together.
    """

    base_s: float
    max_s: float
    attempts: int
    jitter: bool = True

    def pause_s(self, attempt: int) -> float:
        """How long to pause after that attempt (counted from 1)."""
        pause_s = min(self.max_s, self.base_s * 2.0 ** min(attempt - 1, 60))
        if not self.jitter:
            return pause_s
        return pause_s * (0.5 + random.random() / 2)  # noqa: S311 -- not for cryptography

    async def call(self, function: Callable[[], Awaitable[_T]], *errors: type[BaseException]) -> _T:
        """Call again while it raises one of `errors`; the last attempt's error is raised as it is.

        The first attempt, nearly always the only one, is made without tenacity: that took 7 % of the
        CPU of a command.
        """
        try:
            return await function()
        except errors:
            if self.attempts == 1:
                raise
        await asyncio.sleep(self.pause_s(1))
        result: _T = await self._further(errors, 1)(function)
        return result

    def retrying(
        self, *errors: type[BaseException], before_sleep: BeforeSleep | None = None
    ) -> AsyncRetrying:
        """Repeat a block while it raises one of `errors`; the last attempt's error is raised as it is.

        `async for attempt in policy.retrying(SomeError):` with `with attempt:` inside.
        """
        return self._further(errors, 0, before_sleep)

    def _further(
        self,
        errors: tuple[type[BaseException], ...],
        made: int,
        before_sleep: BeforeSleep | None = None,
    ) -> AsyncRetrying:
        """The attempts after the first `made`."""
        return AsyncRetrying(
            retry=retry_if_exception_type(errors),
            stop=stop_after_attempt(self.attempts - made),
            wait=lambda state: self.pause_s(made + state.attempt_number),
            before_sleep=before_sleep,
            reraise=True,
        )
