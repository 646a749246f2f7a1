import pytest
from telegram.ext import ExtBot

from bot.handlers.messenger import TelegramMessenger
from bot.handlers.rate_limiter import FloodRateLimiter
from bot.storage.flood.local_flood_budget import LocalFloodBudget
from tests.fakes.botapi import RecordingRequest


@pytest.fixture
def wire() -> RecordingRequest:
    return RecordingRequest()


@pytest.fixture
def moved() -> list[tuple[int, int]]:
    """Groups that became supergroups: old and new id."""
    return []


@pytest.fixture
def messenger(wire, moved) -> TelegramMessenger:
    async def chat_moved(old: int, new: int) -> None:
        moved.append((old, new))

    limiter = FloodRateLimiter(LocalFloodBudget(None))
    bot = ExtBot("1:token", request=wire, rate_limiter=limiter)
    return TelegramMessenger(bot, limiter, chat_moved)
