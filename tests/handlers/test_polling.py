import asyncio
import json
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from telegram.request import BaseRequest, RequestData

from bot.errors import StorageDown
from bot.handlers.polling import Poller
from tests.fakes.inbox import FakeLeaderLease

pytestmark = pytest.mark.looptime


class FakeBotApi(BaseRequest):
    """Answers getUpdates with what is queued, or after 25 s with no updates."""

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

    def has_updates(self, *update_ids: int) -> None:
        self.queued.append((200, {"result": [{"update_id": number} for number in update_ids]}))

    def fails(self, status: int, **body: Any) -> None:
        self.queued.append((status, {"error_code": status, "description": "no", **body}))

    @property
    def offsets(self) -> list[int]:
        return [int(query["offset"]) for name, query in self.calls if name == "getUpdates"]


class Scenario:
    """A poller, and the ids of the updates that it stored."""

    def __init__(self) -> None:
        self.bot_api = FakeBotApi()
        self.leader_lease = FakeLeaderLease()
        self.stored: list[int] = []
        self.may_store = asyncio.Event()
        self.may_store.set()
        self.failures: list[Exception] = []
        self.poller = Poller(
            self.bot_api,
            "https://t/bot1:x",
            ["message"],
            self.leader_lease,
            self.store,
            renew_s=1.5,
        )

    async def store(self, raws: Sequence[dict[str, Any]]) -> None:
        await self.may_store.wait()
        if self.failures:
            raise self.failures.pop(0)
        self.stored += [raw["update_id"] for raw in raws]

    @asynccontextmanager
    async def polling(self) -> AsyncIterator[None]:
        self.poller.start()
        try:
            yield
        finally:
            await self.poller.stop()


async def test_updates_are_confirmed_after_they_are_stored():
    scenario = Scenario()
    scenario.bot_api.has_updates(4, 5)
    scenario.may_store.clear()
    async with scenario.polling():
        await asyncio.sleep(10)
        assert scenario.bot_api.offsets == [0]
        scenario.may_store.set()
        await asyncio.sleep(1)
        assert scenario.stored == [4, 5]
        assert scenario.bot_api.offsets == [0, 6]


async def test_polling_deletes_the_webhook_and_asks_for_the_allowed_updates():
    scenario = Scenario()
    async with scenario.polling():
        await asyncio.sleep(1)
    assert [name for name, _ in scenario.bot_api.calls] == ["deleteWebhook", "getUpdates"]
    assert scenario.bot_api.calls[1][1]["allowed_updates"] == '["message"]'


async def test_a_process_polls_only_while_it_holds_the_leader_lease():
    scenario = Scenario()
    scenario.leader_lease.is_ours = False
    async with scenario.polling():
        await asyncio.sleep(20)
        assert scenario.bot_api.calls == []
        scenario.leader_lease.is_ours = True
        await asyncio.sleep(2)
        assert scenario.bot_api.offsets == [0]
        scenario.leader_lease.is_ours = False
        await asyncio.sleep(2)
        calls = len(scenario.bot_api.calls)
        await asyncio.sleep(60)
        assert len(scenario.bot_api.calls) == calls


async def test_polling_continues_while_redis_does_not_answer():
    scenario = Scenario()
    async with scenario.polling():
        await asyncio.sleep(1)
        scenario.leader_lease.is_down = True
        await asyncio.sleep(40)
        assert len(scenario.bot_api.offsets) == 2


async def test_a_stop_releases_the_leader_lease():
    scenario = Scenario()
    async with scenario.polling():
        await asyncio.sleep(1)
    assert scenario.leader_lease.released


async def test_polling_waits_after_a_failure_as_long_as_telegram_asks(caplog):
    scenario = Scenario()
    scenario.bot_api.fails(502)
    scenario.bot_api.fails(429, parameters={"retry_after": 30})
    scenario.bot_api.has_updates(4)
    poller = scenario.poller
    async with scenario.polling():
        await asyncio.sleep(29)
        assert scenario.stored == []
        assert poller.trouble == "Telegram sends no updates (RetryAfter)"
        await asyncio.sleep(4)
        assert scenario.stored == [4]
        assert poller.trouble == ""
    assert "sends no updates" in caplog.text


async def test_another_bot_process_with_the_same_token_is_logged(caplog):
    scenario = Scenario()
    scenario.bot_api.fails(409)
    async with scenario.polling():
        await asyncio.sleep(2)
    assert "polls with the same token" in caplog.text


@pytest.mark.parametrize("failure", [StorageDown(), LookupError("a fault")], ids=repr)
async def test_updates_that_could_not_be_stored_are_not_confirmed(failure, caplog):
    scenario = Scenario()
    scenario.failures = [failure]
    scenario.bot_api.has_updates(7)
    async with scenario.polling():
        await asyncio.sleep(1)
        scenario.bot_api.has_updates(7)
        await asyncio.sleep(3)
    assert scenario.stored == [7]
    assert scenario.bot_api.offsets == [0, 0, 8]
    assert "Polling failed and starts again" in caplog.text


async def test_an_unexpected_error_of_the_store_does_not_end_polling_for_ever(monkeypatch, caplog):
    scenario = Scenario()

    async def fail() -> bool:
        raise ValueError

    monkeypatch.setattr(scenario.leader_lease, "hold", fail)
    async with scenario.polling():
        await asyncio.sleep(1)
        monkeypatch.undo()
        scenario.bot_api.has_updates(4)
        await asyncio.sleep(5)
    assert scenario.stored == [4]
    assert "starts again" in caplog.text
