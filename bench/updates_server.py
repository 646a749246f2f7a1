"""A minimal Bot API server, so that a bench measures the bot and not the server."""

import asyncio
import itertools
import json
import time
from collections import deque
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from aiohttp import web

TOKEN = "700000001:a-token-for-the-bench-that-opens-nothing"  # noqa: S105 -- opens this server only
_ME = {
    "id": 700000001,
    "is_bot": True,
    "first_name": "bench",
    "username": "bench_bot",
    "can_read_all_group_messages": True,
}
_POLL_S = 25


class UpdatesServer:
    """Sends messages of many private chats and measures when each is answered.

    The answers to a chat arrive in the order of its messages.
    """

    def __init__(self) -> None:
        self.url = ""
        self.answered_after_s: list[float] = []
        self.last_answer_at = 0.0
        self._waiting: deque[dict[str, Any]] = deque()
        self._asked_at: dict[int, deque[float]] = {}
        self._has_updates = asyncio.Event()
        self._ids = itertools.count(1)

    def ask(self, chat_id: int, text: str = "/help") -> None:
        """A user sends a message."""
        number = next(self._ids)
        person = {"id": chat_id, "is_bot": False, "first_name": "小明", "language_code": "zh"}
        entity = {"type": "bot_command", "offset": 0, "length": len(text)}
        message = {
            "message_id": number,
            "date": int(time.time()),
            "chat": {"id": chat_id, "type": "private", "first_name": "小明"},
            "from": person,
            "text": text,
            "entities": [entity],
        }
        self._waiting.append({"update_id": number, "message": message})
        self._asked_at.setdefault(chat_id, deque()).append(time.perf_counter())
        self._has_updates.set()

    async def answer(self, request: web.Request) -> web.Response:
        """Answer one call of the bot."""
        method = request.match_info["method"]
        is_json = request.content_type == "application/json"
        parameters = dict(request.query) | dict(
            await (request.json() if is_json else request.post())
        )
        if method == "getUpdates":
            return _ok(await self._updates(int(parameters.get("offset") or 0)))
        if method == "sendMessage":
            return _ok(self._sent(int(parameters["chat_id"]), parameters["text"]))
        return _ok(_ME if method == "getMe" else True)

    async def _updates(self, offset: int) -> list[dict[str, Any]]:
        while self._waiting and self._waiting[0]["update_id"] < offset:
            self._waiting.popleft()
        if not self._waiting:
            self._has_updates.clear()
            try:
                async with asyncio.timeout(_POLL_S):
                    await self._has_updates.wait()
            except TimeoutError:
                return []
        return list(itertools.islice(self._waiting, 100))

    def _sent(self, chat_id: int, text: object) -> dict[str, Any]:
        now = time.perf_counter()
        self.last_answer_at = now
        self.answered_after_s.append(now - self._asked_at[chat_id].popleft())
        chat = {"id": chat_id, "type": "private", "first_name": "小明"}
        number = next(self._ids)
        return {"message_id": number, "date": 0, "chat": chat, "from": _ME, "text": text}


def _ok(result: object) -> web.Response:
    body = json.dumps({"ok": True, "result": result}).encode()
    return web.Response(body=body, content_type="application/json")


@asynccontextmanager
async def updates_server() -> AsyncIterator[UpdatesServer]:
    """The server, on a free port of this machine."""
    server = UpdatesServer()
    application = web.Application()
    application.router.add_route("*", "/bot{token}/{method}", server.answer)
    runner = web.AppRunner(application, access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    server.url = f"http://127.0.0.1:{runner.addresses[0][1]}"
    try:
        yield server
    finally:
        await runner.cleanup()
