import asyncio
import socket
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import Any

import aiohttp
import pytest
from telegram.ext import ExtBot

from bot.errors import StartError
from bot.handlers.webhook import WebhookAddress, WebhookReceiver
from tests.fakes.inbox import FakeLeaderLease

SECRET = "secret"
HEADER = "X-Telegram-Bot-Api-Secret-Token"


class Scenario:
    """A webhook on a free port, and the updates that it stored."""

    def __init__(self, wire: Any) -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        self.address = WebhookAddress("127.0.0.1", port, f"http://127.0.0.1:{port}/hook", SECRET)
        self.leader_lease = FakeLeaderLease()
        self.stored: list[dict[str, Any]] = []
        self.may_store = asyncio.Event()
        self.may_store.set()
        bot = ExtBot("1:token", request=wire)
        self.webhook = WebhookReceiver(
            bot, self.address, ["message"], self.leader_lease, self._store
        )

    async def _store(self, raws: Sequence[dict[str, Any]]) -> None:
        await self.may_store.wait()
        self.stored += raws

    @asynccontextmanager
    async def open(self) -> AsyncIterator[None]:
        await self.webhook.start()
        try:
            yield
        finally:
            await self.webhook.stop()

    async def post(self, body: str, secret: str | None = SECRET) -> int:
        headers = {HEADER: secret} if secret is not None else {}
        async with (
            aiohttp.ClientSession(headers=headers) as session,
            session.post(self.address.url, data=body) as answer,
        ):
            return answer.status


@pytest.fixture
def scenario(wire) -> Scenario:
    return Scenario(wire)


async def test_an_update_with_the_secret_is_stored(scenario):
    async with scenario.open():
        assert await scenario.post('{"update_id": 7, "new_in_2027": {}}') == 200
    assert scenario.stored == [{"update_id": 7, "new_in_2027": {}}]


async def test_an_update_is_answered_after_it_is_stored(scenario):
    async with scenario.open():
        scenario.may_store.clear()
        answer = asyncio.create_task(scenario.post('{"update_id": 7}'))
        done, _ = await asyncio.wait([answer], timeout=0.2)
        assert not done
        scenario.may_store.set()
        assert await answer == 200
    assert scenario.stored == [{"update_id": 7}]


@pytest.mark.parametrize("secret", [None, "", "Secret", "secret!", "秘"])
async def test_an_update_without_the_secret_is_refused(scenario, secret):
    async with scenario.open():
        assert await scenario.post('{"update_id": 7}', secret) == 403
    assert scenario.stored == []


@pytest.mark.parametrize("body", ["", "{", "[]", "7", '{"update_id": "7"}', "{}"])
async def test_a_body_that_is_not_an_update_is_refused(scenario, body):
    async with scenario.open():
        assert await scenario.post(body) == 400
    assert scenario.stored == []


async def test_only_the_replica_with_the_leader_lease_calls_set_webhook(scenario, wire):
    async with scenario.open():
        [call] = wire.of("setWebhook")
        assert (call["url"], call["secret_token"]) == (scenario.address.url, "secret")
        assert call["allowed_updates"] == ["message"]
    second = Scenario(wire)
    second.leader_lease.is_ours = False
    async with second.open():
        assert len(wire.of("setWebhook")) == 1


async def test_a_stop_lets_the_next_start_call_set_webhook(scenario):
    async with scenario.open():
        assert not scenario.leader_lease.released
    assert scenario.leader_lease.released


async def test_a_port_in_use_is_a_start_error(scenario):
    with socket.socket() as other:
        other.bind(("127.0.0.1", scenario.address.port))
        other.listen()
        with pytest.raises(StartError, match=r"cannot listen on 127\.0\.0\.1"):
            await scenario.webhook.start()
    await scenario.webhook.stop()


async def test_a_webhook_that_telegram_refuses_is_a_start_error(scenario, wire):
    wire.will_answer("setWebhook", 400, description="Bad Request: bad webhook: HTTPS url needed")
    with pytest.raises(StartError, match="url needed"):
        await scenario.webhook.start()
    await scenario.webhook.stop()
    assert scenario.leader_lease.released  # so that the next start calls setWebhook again
