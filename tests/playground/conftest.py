"""A chatroom, and a bare client that speaks Bot API."""

from collections.abc import AsyncIterator

import aiohttp
import pytest

from tests.fakes.telegram import BotClient, Chatroom


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
