"""Streams a running answer as server-sent events, in the form that a renderer gives them."""

import asyncio
import json
import logging
from collections.abc import AsyncGenerator
from contextlib import suppress
from typing import Any, Protocol

from fastapi.sse import KEEPALIVE_COMMENT, EventSourceResponse, format_sse_event
from starlette.requests import ClientDisconnect
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
    """The response; when it ends, however it does, the answer is cancelled where it still runs.

    Args:
        running: the answer.
        renderer: of its form.
        listener: cancels the answer where the client leaves. (Starlette's own would begin only now,
            in a task group, before which a first piece waits.)
    """

    def __init__(
        self, running: RunningAnswer, renderer: Renderer, listener: asyncio.Task[None]
    ) -> None:
        super().__init__(iter(()), headers=_HEADERS)
        self._running = running
        self._renderer = renderer
        self._listener = listener

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Respond, until the client has all or leaves."""
        self._poke_later()
        try:
            await self.stream_response(send)
        finally:
            self._poking.cancel()
            self._listener.cancel()
            self._running.cancel()

    def _poke_later(self) -> None:
        def poke() -> None:
            self._running.poke()
            self._poke_later()

        self._poking = asyncio.get_running_loop().call_later(KEEP_ALIVE_S, poke)

    async def stream_response(self, send: Send) -> None:
        """Send each event when it is there; end where a client has read nothing for a minute."""
        await send({"type": "http.response.start", "status": 200, "headers": self.raw_headers})
        now = asyncio.get_running_loop().time
        with suppress(TimeoutError):
            async with asyncio.timeout(SEND_S) as stalled:
                async for body in self._bodies():
                    # Comments keep this from ending while the model is silent. A timer costs 5 µs.
                    if (stalled.when() or 0) < now() + 0.9 * SEND_S:
                        stalled.reschedule(now() + SEND_S)
                    await send({"type": "http.response.body", "body": body, "more_body": True})
                last = {"type": "http.response.body", "body": self._renderer.end()}
                await send(last | {"more_body": False})

    async def _bodies(self) -> AsyncGenerator[bytes, None]:
        """What is sent before the end."""
        try:
            while (event := await self._running.next()) is not None:
                if isinstance(event, Silence):
                    yield KEEPALIVE_COMMENT
                elif isinstance(event, Progress):
                    yield self._renderer.progress(event)
                else:
                    yield self._renderer.piece(event)
        except ClientDisconnect:
            return
        except BotError as error:
            saw_error(error)
            log.info("An answer ended early: %r", error.__cause__ or error)
            yield self._renderer.failure(error)


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
