"""What happens in the world, as a stream for the chat page (server-sent events)."""

import asyncio
import json
import time
from collections import deque
from collections.abc import AsyncIterator, Mapping

KEPT = 1000
"""How many events a page may have missed and still catch up on."""


class Events:
    """Numbered events; their ids grow over restarts, since they begin at the clock's milliseconds."""

    def __init__(self) -> None:
        self.last_id = time.time_ns() // 1_000_000
        self._kept: deque[tuple[int, str]] = deque(maxlen=KEPT)
        self._news = asyncio.Event()
        self._closed = False

    def publish(self, kind: str, data: Mapping[str, object]) -> None:
        """Tell every page."""
        self.last_id += 1
        body = json.dumps(data, ensure_ascii=False)
        self._kept.append((self.last_id, f"id: {self.last_id}\nevent: {kind}\ndata: {body}\n\n"))
        self._wake()

    def close(self) -> None:
        """End every stream."""
        self._closed = True
        self._wake()

    async def follow(self, after: int | None, *, beat_s: float = 15) -> AsyncIterator[str]:
        """The events after `after` (None: from now on), and a comment at each beat of silence.

        A `reset` event comes first where events were missed: the page has to load the state again.
        """
        seen = self.last_id if after is None else after
        if self._has_missed(seen):
            seen = self.last_id
            yield f"id: {seen}\nevent: reset\ndata: {{}}\n\n"
        while not self._closed:
            news = self._news
            fresh = [(number, text) for number, text in self._kept if number > seen]
            for number, text in fresh:
                seen = number
                yield text
            if not fresh:
                try:
                    await asyncio.wait_for(news.wait(), beat_s)
                except TimeoutError:
                    yield ": still here\n\n"

    def _has_missed(self, seen: int) -> bool:
        oldest = self._kept[0][0] if self._kept else self.last_id + 1
        return not oldest - 1 <= seen <= self.last_id

    def _wake(self) -> None:
        self._news.set()
        self._news = asyncio.Event()
