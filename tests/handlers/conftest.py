import pytest
from telegram.ext import ExtBot

from bot.handlers.messenger import TelegramMessenger
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

    return TelegramMessenger(ExtBot("1:token", request=wire), chat_moved)
