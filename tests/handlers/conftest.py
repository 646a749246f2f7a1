import pytest
from telegram.ext import ExtBot

from bot.handlers.messenger import TelegramMessenger
from bot.handlers.rate_limiter import FloodRateLimiter
from bot.storage.flood.local_flood_budget import LocalFloodBudget
from tests.fakes.botapi import RecordingRequest
from tests.fakes.chat import FakeChatMigrations


@pytest.fixture
def wire() -> RecordingRequest:
    return RecordingRequest()


@pytest.fixture
def migrations() -> FakeChatMigrations:
    return FakeChatMigrations()


@pytest.fixture
def messenger(wire, migrations) -> TelegramMessenger:
    limiter = FloodRateLimiter(LocalFloodBudget(None))
    bot = ExtBot("1:token", request=wire, rate_limiter=limiter)
    return TelegramMessenger(bot, limiter, migrations, wire.download)
