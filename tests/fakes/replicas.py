"""Several bot processes with one Redis, one Telegram server and one model server."""

import asyncio
import tempfile
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path

from bot.storage.connection import open_redis
from bot.storage.inbox.partitions import open_inbox
from tests.e2e.conftest import telegram_settings
from tests.fakes.process import BotProcess, forked_bot, running_bot
from tests.fakes.telegram import TelegramServer
from tests.fakes.valkey import ValkeyServer
from tests.servers.dashscope import dashscope_server
from tests.servers.steering import API_KEY, ModelServer


class Replicas:
    """The servers, and the bot processes that share them.

    `settings` is the environment of the processes; `redis_url` is where a soak looks at what is stored.
    """

    def __init__(
        self,
        telegram: TelegramServer,
        model: ModelServer,
        redis: ValkeyServer | str,
        stack: AsyncExitStack,
        *,
        are_forked: bool,
    ) -> None:
        self.telegram = telegram
        self.model = model
        self._redis = redis
        self.redis_url = redis if isinstance(redis, str) else redis.url
        self._stack = stack
        self._open_bot = forked_bot if are_forked else running_bot
        self._processes: list[BotProcess] = []
        self.settings = telegram_settings(telegram) | {
            "REDIS_URL": self.redis_url,
            "DASHSCOPE_API_KEY": API_KEY,
            "BOT_LLM__BASE_URL": model.url,
            "BOT_TELEGRAM__STOP_GRACE_S": "2",
            "BOT_TELEGRAM__TAKEOVER_S": "1.5",
            "BOT_TELEGRAM__LIMITS": "null",
            "BOT_BUDGET": "null",  # a load of thousands of requests is no person's
        }

    @property
    def redis(self) -> ValkeyServer:
        """The server of Redis, where it is one of this block's own."""
        assert not isinstance(self._redis, str), "the servers of Redis belong to the caller"
        return self._redis

    async def start(self, **settings: str) -> BotProcess:
        """Start one more process and wait until it is ready; the block's end stops it."""
        folder = Path(self._stack.enter_context(tempfile.TemporaryDirectory(prefix="bot-")))
        process = await self._stack.enter_async_context(
            self._open_bot(folder, **self.settings | settings)
        )
        self._processes.append(process)
        return process

    async def running(self, count: int) -> list[BotProcess]:
        """Start or stop processes until exactly `count` are running; return these."""
        running = [process for process in self._processes if process.is_running]
        for process in running[count:]:
            await process.stop()
        missing = range(count - len(running))
        return [*running[:count], *await asyncio.gather(*(self.start() for _ in missing))]

    async def settled(self) -> None:
        """Wait until every received update is handled and acknowledged."""
        async with open_redis(self.redis_url) as redis:
            inbox = await open_inbox(redis, lease_ms=1)
            while await inbox.backlog():  # noqa: ASYNC110 -- other processes change it
                await asyncio.sleep(0.02)


@asynccontextmanager
async def open_replicas(
    *, are_forked: bool = False, redis_url: str | None = None
) -> AsyncIterator[Replicas]:
    """Start the servers; at the end the processes stop before them.

    Args:
        are_forked: as `forked_bot`, where the start of a process is not what is tested.
        redis_url: of servers that run already, e.g. of a cluster; None: one is started.
    """
    async with AsyncExitStack() as servers:
        telegram = await servers.enter_async_context(TelegramServer())
        model = await servers.enter_async_context(dashscope_server())
        redis: ValkeyServer | str
        if redis_url is None:
            folder = servers.enter_context(tempfile.TemporaryDirectory(prefix="redis-"))
            redis = ValkeyServer(Path(folder))
            redis.start()
            servers.callback(redis.kill)
        else:
            redis = redis_url
        async with AsyncExitStack() as processes:
            yield Replicas(telegram, model, redis, processes, are_forked=are_forked)
