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


class Gate:
    """A webhook on a free port, and what came in."""

    def __init__(self, wire: Any) -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        self.place = WebhookAddress("127.0.0.1", port, f"http://127.0.0.1:{port}/hook", SECRET)
        self.leadership = FakeLeaderLease()
        self.received: list[dict[str, Any]] = []
        bot = ExtBot("1:token", request=wire)
        self.webhook = WebhookReceiver(bot, self.place, ["message"], self.leadership, self._receive)

    async def _receive(self, raws: Sequence[dict[str, Any]]) -> None:
        self.received += raws

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
            session.post(self.place.url, data=body) as answer,
        ):
            return answer.status


@pytest.fixture
def gate(wire) -> Gate:
    return Gate(wire)


async def test_an_update_with_the_secret_is_stored_and_answered(gate):
    async with gate.open():
        assert await gate.post('{"update_id": 7, "new_in_2027": {}}') == 200
    assert gate.received == [{"update_id": 7, "new_in_2027": {}}]


@pytest.mark.parametrize("secret", [None, "", "Secret", "secret!", "秘"])
async def test_without_the_secret_nothing_is_taken(gate, secret):
    async with gate.open():
        assert await gate.post('{"update_id": 7}', secret) == 403
    assert gate.received == []


@pytest.mark.parametrize("body", ["", "{", "[]", "7", '{"update_id": "7"}', "{}"])
async def test_what_is_no_update_is_refused(gate, body):
    async with gate.open():
        assert await gate.post(body) == 400
    assert gate.received == []


async def test_one_process_of_the_fleet_tells_telegram(gate, wire):
    async with gate.open():
        [call] = wire.of("setWebhook")
        assert (call["url"], call["secret_token"]) == (gate.place.url, "secret")
        assert call["allowed_updates"] == ["message"]
    second = Gate(wire)
    second.leadership.is_ours = False
    async with second.open():
        assert len(wire.of("setWebhook")) == 1


async def test_a_place_that_is_taken_is_said_in_one_sentence(gate):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", gate.place.port))
        taken.listen()
        with pytest.raises(StartError, match=r"cannot listen on 127\.0\.0\.1"):
            await gate.webhook.start()
    await gate.webhook.stop()


async def test_a_webhook_that_telegram_refuses_is_said_in_one_sentence(gate, wire):
    wire.will_answer("setWebhook", 400, description="Bad Request: bad webhook: HTTPS url needed")
    with pytest.raises(StartError, match="url needed"):
        await gate.webhook.start()
    await gate.webhook.stop()
    assert gate.leadership.released  # the next start, with a better URL, announces it
