import pytest
from pydantic import SecretStr

from bot.app.store import open_store
from bot.errors import StartError
from bot.settings import Settings
from bot.settings.settings import Secrets
from bot.storage.connection import Redis
from bot.storage.owner import store_owner
from bot.storage.schema import SCHEMA_VERSION, stored_version


@pytest.fixture
def settings(redis: Redis, redis_url: str):
    """The settings of a process with this token, on the empty Redis of the tests."""

    def made(token: str | None) -> Settings:
        secrets = Secrets(
            telegram_bot_token=SecretStr(token) if token else None, redis_url=SecretStr(redis_url)
        )
        return Settings(secrets=secrets)

    return made


async def test_a_process_without_a_token_joins_the_bot_that_owns_the_store(settings):
    async with open_store(settings("123:abc")) as redis:
        async with open_store(settings(None)) as joined:
            assert await store_owner(joined) == 123
        async with open_store(settings("123:renewed")):
            assert await store_owner(redis) == 123


async def test_a_process_without_a_token_does_not_keep_a_bot_from_claiming_the_store(settings):
    async with open_store(settings(None)):
        pass
    async with open_store(settings("123:abc")) as redis:
        assert await store_owner(redis) == 123


async def test_a_store_has_the_schema_of_today_once_it_is_open(settings):
    async with open_store(settings("123:abc")) as redis:
        assert await stored_version(redis) == SCHEMA_VERSION


async def test_another_bot_is_refused_before_it_migrates_anything(settings):
    async with open_store(settings("123:abc")) as redis:
        await redis.delete("schema:version")
        with pytest.raises(StartError, match="belongs to bot 123"):
            async with open_store(settings("456:abc")):
                pass
        assert not await redis.exists("schema:version")
