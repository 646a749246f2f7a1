"""Some processes of the bot on one Redis, one Telegram and one model."""

import asyncio
import tempfile
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path

from bot.storage.connection import open_redis
from tests.e2e.conftest import telegram_settings
from tests.fakes.process import BotProcess, running_bot
from tests.fakes.telegram import Chatroom
from tests.fakes.valkey import ValkeyServer
from tests.servers.dashscope import dashscope_server
from tests.servers.steering import API_KEY, ModelServer


class Replicas:
    """The servers, and a way to start processes; each gets `settings` as its environment."""

    def __init__(
        self, room: Chatroom, model: ModelServer, redis: ValkeyServer, stack: AsyncExitStack
    ) -> None:
        self.room = room
        self.model = model
        self.redis = redis
        self._stack = stack
        self.settings = telegram_settings(room) | {
            "REDIS_URL": redis.url,
            "DASHSCOPE_API_KEY": API_KEY,
            "BOT_LLM__BASE_URL": model.url,
            "BOT_TELEGRAM__STOP_GRACE_S": "2",
            "BOT_TELEGRAM__TAKEOVER_S": "1.5",
            "BOT_TELEGRAM__LIMITS": "null",
        }

    async def start(self, **more: str) -> BotProcess:
        """One more process, ready; it is stopped at the latest with the fleet."""
        folder = Path(self._stack.enter_context(tempfile.TemporaryDirectory(prefix="bot-")))
        return await self._stack.enter_async_context(
            running_bot(folder, **self.settings | dict(more))
        )

    async def settled(self) -> None:
        """Wait until every update that arrived is handled and acknowledged."""
        async with open_redis(self.redis.url) as redis:
            while int(await redis.get("{inbox}:backlog") or 0):  # noqa: ASYNC110 -- it is another process that changes it
                await asyncio.sleep(0.02)


@asynccontextmanager
async def open_replicas() -> AsyncIterator[Replicas]:
    """The servers; at the end the processes are stopped first."""
    async with AsyncExitStack() as servers:
        room = await servers.enter_async_context(Chatroom())
        model = await servers.enter_async_context(dashscope_server())
        folder = servers.enter_context(tempfile.TemporaryDirectory(prefix="redis-"))
        redis = ValkeyServer(Path(folder))
        redis.start()
        servers.callback(redis.kill)
        async with AsyncExitStack() as processes:
            yield Replicas(room, model, redis, processes)
