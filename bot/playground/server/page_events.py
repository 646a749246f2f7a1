"""Events for the chat page: a numbered stream of server-sent events that can be resumed."""

import asyncio
import json
import time
from collections import deque
from collections.abc import AsyncIterator, Mapping

EVENTS_KEPT = 1000
"""How many events a page may miss and still resume."""


class PageEvents:
    """Numbered events; ids start at the clock's milliseconds, so that they grow over restarts."""

    def __init__(self) -> None:
        self.last_id = time.time_ns() // 1_000_000
        self._kept: deque[tuple[int, str]] = deque(maxlen=EVENTS_KEPT)
        self._changed = asyncio.Event()
        self._closed = False

    def publish(self, kind: str, data: Mapping[str, object]) -> None:
        """Send an event to every open page."""
        self.last_id += 1
        body = json.dumps(data, ensure_ascii=False)
        self._kept.append((self.last_id, f"id: {self.last_id}\nevent: {kind}\ndata: {body}\n\n"))
        self._wake()

    def close(self) -> None:
        """End every stream."""
        self._closed = True
        self._wake()

    async def follow(self, after: int | None, *, keep_alive_s: float = 15) -> AsyncIterator[str]:
        """The events after the id `after` (None: from now on), and a comment after each silence.

        A `reset` event comes first where events were missed: the page must load the state again.
        """
        seen = self.last_id if after is None else after
        if self._has_missed(seen):
            seen = self.last_id
            yield f"id: {seen}\nevent: reset\ndata: {{}}\n\n"
        while not self._closed:
            changed = self._changed
            fresh = [(number, text) for number, text in self._kept if number > seen]
            for number, text in fresh:
                seen = number
                yield text
            if not fresh:
                try:
                    async with asyncio.timeout(keep_alive_s):
                        await changed.wait()
                except TimeoutError:
                    yield ": keep-alive\n\n"

    def _has_missed(self, seen: int) -> bool:
        oldest = self._kept[0][0] if self._kept else self.last_id + 1
        return not oldest - 1 <= seen <= self.last_id

    def _wake(self) -> None:
        self._changed.set()
        self._changed = asyncio.Event()
