"""What every store of notices does: the Redis store, and the fake of the tests."""

import pytest

from bot.models.chat import Thread
from bot.ports.notices import Notices
from bot.storage.notices import RedisNotices
from tests.fakes.awaited_inputs import FakeNotices


@pytest.fixture(params=["fake", "redis"])
def notices(request: pytest.FixtureRequest) -> Notices:
    if request.param == "fake":
        return FakeNotices()
    return RedisNotices(request.getfixturevalue("redis"))


async def test_a_notice_is_due_once_in_a_thread(notices):
    assert await notices.is_due(Thread(1), "no_model", 60)
    assert not await notices.is_due(Thread(1), "no_model", 60)
    assert await notices.is_due(Thread(1), "game_goes_on", 60)
    assert await notices.is_due(Thread(2), "no_model", 60)
