"""Server-sent events read in whole network reads.

aiohttp looks for each line by itself and re-arms its timer with each: six times for one event of
DashScope. Splitting what has come at once costs half of that (python -m bench streaming).
"""

from collections.abc import AsyncIterator
from typing import Any

import aiohttp

_EVENTS = "text/event-stream"
_HEARD = (b"data:", b"event:error", b"status:")
"""What dashscope listens to (2.0.2, common/utils.py); it passes over the rest line by line."""


class EventResponse(aiohttp.ClientResponse):
    """A response whose `content`, where it is a stream of events, iterates over lines quickly."""

    async def start(self, connection: Any) -> aiohttp.ClientResponse:  # noqa: ANN401 -- aiohttp's own type is private
        """Read the head; wrap the body of a stream of events."""
        await super().start(connection)
        if _EVENTS in self.content_type:
            self.content = _Lines(self.content)  # type: ignore[assignment]  # it stands in for it
        return self


class _Lines:
    """A body that is iterated by lines; all else is the stream's own."""

    def __init__(self, stream: aiohttp.StreamReader) -> None:
        self._stream = stream

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 -- whatever the stream has
        return getattr(self._stream, name)

    async def __aiter__(self) -> AsyncIterator[bytes]:
        rest: list[bytes] = []
        async for block in self._stream.iter_any():
            head, *lines = block.split(b"\n")
            rest.append(head)
            if not lines:
                continue
            lines.insert(0, b"".join(rest))
            rest = [lines.pop()]
            for line in lines:
                if line.startswith(_HEARD):
                    yield line
        yield b"".join(rest)
