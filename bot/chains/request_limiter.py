"""What every call of a model passes: a limit of calls at once, retries, a watchdog."""

import asyncio
import random
from collections.abc import AsyncGenerator, AsyncIterator, Callable
from contextlib import aclosing
from typing import TypeVar

from bot.chains.idle_timeout import IdleTimeout
from bot.errors import ModelCut, ModelThrottled, ModelUnavailable

T = TypeVar("T")

_TRIES = 3


class RequestLimiter:
    """Guards the streams of one provider.

    Args:
        at_once: calls under way at the same time; more wait their turn.
        per_s: calls begun in a second, evenly spaced; None: as many as come.
        silence_s: seconds without a new chunk until the stream counts as broken.
        pause_s: seconds before the second try, at least; the pause doubles with each.
        jitter: a number in [0, 1) for each pause between two tries, so that replicas do not
            come back together.
    """

    def __init__(
        self,
        *,
        at_once: int,
        per_s: float | None = None,
        silence_s: float = 90,
        pause_s: float = 0.5,
        jitter: Callable[[], float] = random.random,
    ) -> None:
        self._places = asyncio.Semaphore(at_once)
        self._spacing_s = 1 / per_s if per_s else 0.0
        self._next_at = 0.0
        self._silence_s = silence_s
        self._pause_s = pause_s
        self._jitter = jitter

    async def stream(self, start: Callable[[], AsyncIterator[T]]) -> AsyncIterator[T]:
        """Yield what `start()` yields, starting it anew where it fails before its first chunk.

        Only what passes by itself is tried again: `ModelThrottled` and `ModelUnavailable`. Once a
        chunk came a further try would repeat text, so the same errors become `ModelCut`.
        """
        async with self._places:
            for attempt in range(_TRIES):
                began = False
                await self._wait_turn()
                try:
                    async with aclosing(self._watched(start())) as chunks:
                        async for chunk in chunks:
                            began = True
                            yield chunk
                except (ModelThrottled, ModelUnavailable) as error:
                    if began:
                        raise ModelCut from error
                    if isinstance(error, _Silent) or attempt == _TRIES - 1:
                        raise
                else:
                    return
                await asyncio.sleep(self._pause_s * 2**attempt * (1 + self._jitter()))

    async def _wait_turn(self) -> None:
        """Wait for the moment this call may begin; a service that counts by the second bears no burst."""
        if not self._spacing_s:
            return
        now = asyncio.get_running_loop().time()
        begins_at = max(now, self._next_at)
        self._next_at = begins_at + self._spacing_s
        await asyncio.sleep(begins_at - now)

    async def _watched(self, chunks: AsyncIterator[T]) -> AsyncGenerator[T, None]:
        try:
            with IdleTimeout(self._silence_s) as watchdog:
                while True:
                    yield await watchdog.next(chunks)
        except StopAsyncIteration:
            return
        except TimeoutError as error:
            raise _Silent from error
        finally:
            close = getattr(chunks, "aclose", None)
            if close:
                await close()


class _Silent(ModelUnavailable):
    """Nothing came at all; who waited that long is told rather than kept waiting again."""
