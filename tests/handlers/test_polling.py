import asyncio
import json
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from telegram.request import BaseRequest, RequestData

from bot.handlers.polling import Poller
from tests.fakes.inbox import FakeLeaderLease

pytestmark = pytest.mark.looptime


class Line(BaseRequest):
    """Answers getUpdates with what is queued, else after a long while with nothing."""

    def __init__(self) -> None:
        self.calls: list[tuple[str, dict[str, str]]] = []
        self.queued: list[tuple[int, Any]] = []

    @property
    def read_timeout(self) -> float:
        return 1

    async def initialize(self) -> None: ...

    async def shutdown(self) -> None: ...

    async def do_request(
        self, url: str, method: str, request_data: RequestData | None = None, *_: Any, **__: Any
    ) -> tuple[int, bytes]:
        parts = urlsplit(url)
        name = parts.path.rsplit("/", 1)[-1]
        query = {key: values[0] for key, values in parse_qs(parts.query).items()}
        self.calls.append((name, query))
        if name != "getUpdates":
            return 200, b'{"ok": true, "result": true}'
        if not self.queued:
            await asyncio.sleep(25)
            return 200, b'{"ok": true, "result": []}'
        status, body = self.queued.pop(0)
        return status, json.dumps({"ok": status == 200, **body}).encode()

    def has(self, *update_ids: int) -> None:
        self.queued.append((200, {"result": [{"update_id": number} for number in update_ids]}))

    def fails(self, status: int, **body: Any) -> None:
        self.queued.append((status, {"error_code": status, "description": "no", **body}))

    @property
    def offsets(self) -> list[int]:
        return [int(query["offset"]) for name, query in self.calls if name == "getUpdates"]


class Post:
    """A poller on a line; what it received."""

    def __init__(self) -> None:
        self.line = Line()
        self.leadership = FakeLeaderLease()
        self.received: list[int] = []
        self.stores = asyncio.Event()
        self.stores.set()
        self.poller = Poller(
            self.line, "https://t/bot1:x", ["message"], self.leadership, self.store, renew_s=1.5
        )

    async def store(self, raws: Sequence[dict[str, Any]]) -> None:
        await self.stores.wait()
        self.received += [raw["update_id"] for raw in raws]

    @asynccontextmanager
    async def polling(self) -> AsyncIterator[None]:
        self.poller.start()
        try:
            yield
        finally:
            await self.poller.stop()


async def test_updates_are_confirmed_once_they_are_stored():
    post = Post()
    post.line.has(4, 5)
    post.stores.clear()
    async with post.polling():
        await asyncio.sleep(10)
        assert post.line.offsets == [0]
        post.stores.set()
        await asyncio.sleep(1)
        assert post.received == [4, 5]
        assert post.line.offsets == [0, 6]


async def test_it_asks_for_the_kinds_of_updates_we_know_and_without_a_webhook():
    post = Post()
    async with post.polling():
        await asyncio.sleep(1)
    assert [name for name, _ in post.line.calls] == ["deleteWebhook", "getUpdates"]
    assert post.line.calls[1][1]["allowed_updates"] == '["message"]'


async def test_only_the_leader_polls_and_another_takes_over():
    post = Post()
    post.leadership.is_ours = False
    async with post.polling():
        await asyncio.sleep(20)
        assert post.line.calls == []
        post.leadership.is_ours = True
        await asyncio.sleep(2)
        assert post.line.offsets == [0]
        post.leadership.is_ours = False
        await asyncio.sleep(2)
        calls = len(post.line.calls)
        await asyncio.sleep(60)
        assert len(post.line.calls) == calls


async def test_polling_goes_on_while_redis_cannot_tell_who_leads():
    post = Post()
    async with post.polling():
        await asyncio.sleep(1)
        post.leadership.is_down = True
        await asyncio.sleep(40)
        assert len(post.line.offsets) == 2


async def test_at_the_end_another_may_lead_at_once():
    post = Post()
    async with post.polling():
        await asyncio.sleep(1)
    assert post.leadership.released


async def test_failures_are_waited_out_as_long_as_telegram_says(caplog):
    post = Post()
    post.line.fails(502)
    post.line.fails(429, parameters={"retry_after": 30})
    post.line.has(4)
    async with post.polling():
        await asyncio.sleep(29)
        assert post.received == []
        await asyncio.sleep(4)
        assert post.received == [4]
    assert "gives no updates" in caplog.text


async def test_a_stranger_who_polls_with_the_same_token_is_named(caplog):
    post = Post()
    post.line.fails(409)
    async with post.polling():
        await asyncio.sleep(2)
    assert "outside this fleet" in caplog.text


async def test_a_fault_of_ours_does_not_end_polling_for_good(caplog):
    post = Post()
    post.line.has(7)
    store, post.poller._receive = post.poller._receive, broken
    async with post.polling():
        await asyncio.sleep(1)
        post.poller._receive = store
        post.line.has(7)
        await asyncio.sleep(3)
    assert post.received == [7]
    assert "Polling broke off" in caplog.text


async def broken(_: Sequence[dict[str, Any]]) -> None:
    raise LookupError("a fault")
