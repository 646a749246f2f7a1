"""What every implementation of `ports.chat.ChatMigrations` does."""

import pytest

from bot.ports.chat import ChatMigrations
from bot.storage.chat_migration import RedisChatMigrations
from tests.fakes.chat import FakeChatMigrations


@pytest.fixture(params=["fake", "redis"])
def migrations(request: pytest.FixtureRequest, redis) -> ChatMigrations:
    return FakeChatMigrations() if request.param == "fake" else RedisChatMigrations(redis)


async def test_a_chat_that_did_not_migrate_keeps_its_id(migrations):
    assert [await migrations.current(chat_id) for chat_id in (-5, -1001000000005, 5)] == [
        *(-5, -1001000000005, 5),
    ]


async def test_a_group_has_the_id_of_the_supergroup_it_became(migrations):
    await migrations.migrate(-5, -1001000000005)
    await migrations.migrate(-5, -1001000000005)
    assert await migrations.current(-5) == -1001000000005
    assert await migrations.current(-1001000000005) == -1001000000005
    assert await migrations.current(-6) == -6
