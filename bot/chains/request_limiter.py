"""Limits how many requests to a model service are open, and how many begin in a second."""

import asyncio


class RequestLimiter:
    """The limits of one model, shared by all its requests.

    langchain's `InMemoryRateLimiter` polls every 0.1 s, lets the first request wait too, and is
    not asked again before a retry (figures in docs/decisions/0042).

    Args:
        max_concurrency: open requests; further ones wait.
        requests_per_s: requests begun in a second, evenly spaced, since a service that counts by
            the second refuses bursts; None: no limit.
    """

    def __init__(self, *, max_concurrency: int, requests_per_s: float | None = None) -> None:
        self.open_requests = asyncio.Semaphore(max_concurrency)
        self._interval_s = 1 / requests_per_s if requests_per_s else 0.0
        self._next_at = 0.0

    async def wait_for_rate(self) -> None:
        """Wait until the next request may begin."""
        if not self._interval_s:
            return
        now = asyncio.get_running_loop().time()
        begins_at = max(now, self._next_at)
        self._next_at = begins_at + self._interval_s
        await asyncio.sleep(begins_at - now)
