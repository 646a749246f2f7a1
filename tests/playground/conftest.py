"""A local Bot API server and a minimal client of it."""

from collections.abc import AsyncIterator

import aiohttp
import pytest

from tests.fakes.telegram import BotClient, TelegramServer


@pytest.fixture
async def telegram() -> AsyncIterator[TelegramServer]:
    async with TelegramServer() as server:
        yield server


@pytest.fixture
async def http() -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession() as session:
        yield session


@pytest.fixture
def bot(http: aiohttp.ClientSession, telegram: TelegramServer) -> BotClient:
    return BotClient(http, telegram)
