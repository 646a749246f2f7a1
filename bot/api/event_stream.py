"""Streams a running answer as server-sent events, in the form that a renderer gives them."""

import asyncio
import json
import logging
from contextlib import suppress
from typing import Any, Protocol

from fastapi.sse import KEEPALIVE_COMMENT, EventSourceResponse, format_sse_event
from starlette.types import Receive, Scope, Send

from bot.api.running_answer import Progress, RunningAnswer, Silence
from bot.api.turn import Turn
from bot.errors import BotError
from bot.metrics.errors import saw_error

log = logging.getLogger(__name__)

KEEP_ALIVE_S = 15.0
"""Without a byte for so long, proxies begin to think of closing (HTML standard, 9.2.7)."""
SEND_S = 60.0
"""How long one piece may wait for a client that does not read."""
_HEADERS = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
DONE = format_sse_event(data_str="[DONE]")


class Renderer(Protocol):
    """Writes events in the form of one API."""

    def piece(self, text: str) -> bytes:
        """A piece of the answer."""

    def progress(self, progress: Progress) -> bytes:
        """What is done; empty where the form has nothing for it."""

    def failure(self, error: BotError) -> bytes:
        """Why the answer ends early."""

    def end(self) -> bytes:
        """The end of every answer."""


class EventStream(EventSourceResponse):
    """The response; when it ends, however it does, the answer is cancelled where it still runs."""

    def __init__(self, running: RunningAnswer, renderer: Renderer) -> None:
        super().__init__(iter(()), headers=_HEADERS)
        self._running = running
        self._renderer = renderer
        self._has_failed = False

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Respond, until the client has all or leaves."""
        try:
            await super().__call__(scope, receive, send)
        finally:
            self._running.cancel()

    async def stream_response(self, send: Send) -> None:
        """Send each event when it is there; end where a client has read nothing for a minute."""
        await send({"type": "http.response.start", "status": 200, "headers": self.raw_headers})
        loop = asyncio.get_running_loop()
        with suppress(TimeoutError):
            async with asyncio.timeout(None) as stalled:
                while (body := await self._next()) is not None:
                    stalled.reschedule(loop.time() + SEND_S)
                    await send({"type": "http.response.body", "body": body, "more_body": True})
                    stalled.reschedule(None)
                last = {"type": "http.response.body", "body": self._renderer.end()}
                await send(last | {"more_body": False})

    async def _next(self) -> bytes | None:
        """What to send next; None at the end."""
        if self._has_failed:
            return None
        try:
            event = await self._running.next(KEEP_ALIVE_S)
        except BotError as error:
            saw_error(error)
            log.info("An answer ended early: %r", error.__cause__ or error)
            self._has_failed = True
            return self._renderer.failure(error)
        if event is None:
            return None
        if isinstance(event, Silence):
            return KEEPALIVE_COMMENT
        if isinstance(event, Progress):
            return self._renderer.progress(event)
        return self._renderer.piece(event)


class ChatRenderer:
    """The form of `POST /chat` and `POST /summarize`."""

    def __init__(self, turn: Turn) -> None:
        self._turn = turn
        ids = {"message_id": turn.message_id, "conversation_id": turn.conversation_id}
        self._ids = to_json(ids)[1:]

    def piece(self, text: str) -> bytes:
        """A piece with the ids: the same JSON as of the whole dict, but the ids are written once."""
        return f'data: {{"text":{to_json(text)},{self._ids}\n\n'.encode(errors="replace")

    def progress(self, progress: Progress) -> bytes:
        """An event of its own kind."""
        fields: dict[str, Any] = {"stage": progress.stage, "found": progress.found}
        if progress.done is not None:
            fields["done"] = progress.done
        return format_sse_event(event="progress", data_str=to_json(fields))

    def failure(self, error: BotError) -> bytes:
        """A sentence in one line."""
        sentence = " ".join(error.say(self._turn.language).split())
        return format_sse_event(data_str=f"[ERROR] {sentence}")

    def end(self) -> bytes:
        """Always the last event."""
        return DONE


def to_json(value: object) -> str:
    """Compact JSON in one line."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
