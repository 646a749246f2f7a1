"""A chatroom, and a bare client that speaks Bot API."""

import json
from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import pytest

from tests.fakes.telegram import Chatroom


class BotClient:
    """Calls of a bot, answered as they come: status and body."""

    def __init__(self, session: aiohttp.ClientSession, room: Chatroom) -> None:
        self._session = session
        self._room = room

    async def call(self, method: str, **params: Any) -> dict[str, Any]:
        """One call with a JSON body; returns the answer's body."""
        address = f"{self._room.url}/bot{self._room.token}/{method}"
        async with self._session.post(address, json=params) as answer:
            body: dict[str, Any] = json.loads(await answer.read())
            assert answer.status == (200 if body["ok"] else body["error_code"])
            return body

    async def ok(self, method: str, **params: Any) -> Any:
        """One call that works; returns its result."""
        body = await self.call(method, **params)
        assert body["ok"], body
        return body["result"]

    async def refusal(self, method: str, **params: Any) -> str:
        """One call that is refused; returns the description."""
        body = await self.call(method, **params)
        assert not body["ok"], body
        description: str = body["description"]
        return description


@pytest.fixture
async def room() -> AsyncIterator[Chatroom]:
    async with Chatroom() as chatroom:
        yield chatroom


@pytest.fixture
async def http() -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession() as session:
        yield session


@pytest.fixture
def bot(http: aiohttp.ClientSession, room: Chatroom) -> BotClient:
    return BotClient(http, room)
