"""Workers that run the real drain, one after the other, and kill themselves at some act.

python -m bench.soak.posts_worker REDIS BAIDU TELEGRAM
"""

import asyncio
import os
import random
import signal
import sys
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

from telegram.ext import ExtBot

from bot.handlers.messenger import TelegramMessenger
from bot.handlers.rate_limiter import FloodRateLimiter
from bot.handlers.transport import AiohttpRequest
from bot.models.chat import Keyboard, StyledText
from bot.models.post import CensorVerdict
from bot.moderation.baidu_censor import BaiduCensor
from bot.moderation.baidu_http import BaiduHttp
from bot.moderation.baidu_token import BaiduToken
from bot.moderation.drain import PostDrain
from bot.moderation.notifications import Notifications
from bot.moderation.processor import PostProcessor
from bot.moderation.publisher import Publisher
from bot.moderation.retry_policy import RetryPolicy
from bot.ports.posts import Censor
from bot.storage.access_tokens import RedisAccessTokens
from bot.storage.connection import Redis, open_redis
from bot.storage.local_flood_budget import LocalFloodBudget
from bot.storage.post_queue import RedisPostQueue
from bot.storage.posts import RedisPosts
from bot.storage.slots import RedisCallSlots
from tests.fakes.process_kills import KillingQueue, KillPlan
from tests.fakes.telegram import REVIEW, Chatroom
from tests.servers.baidu import API_KEY, SECRET_KEY

LEASE_MS = 1500
_PACE = RetryPolicy(base_s=0.1, most_s=1, busy_s=0.1, claims=1000)
_MOST_ACTS = 60


@dataclass
class RandomKillPlan(KillPlan):
    """Ends the process for real, at an act that is drawn at its start."""

    acts_left: int = -1

    def strike(self) -> None:
        self.acts_left -= 1
        if self.acts_left == 0:
            os.kill(os.getpid(), signal.SIGKILL)


@dataclass(frozen=True)
class KillableCensor:
    """The worker may die with the verdict in its hands."""

    censor: Censor
    fate: KillPlan

    async def check(self, text: str) -> CensorVerdict:
        """Judge `text`."""
        verdict = await self.censor.check(text)
        self.fate.strike()
        return verdict


class KillableMessenger(TelegramMessenger):
    """The worker may die right after a delivery."""

    fate: KillPlan

    async def send(
        self,
        chat_id: int,
        text: str | StyledText,
        *,
        topic_id: int | None = None,
        keyboard: Keyboard = (),
        **options: Any,
    ) -> int:
        """Send."""
        sent = await super().send(chat_id, text, topic_id=topic_id, keyboard=keyboard, **options)
        self.fate.strike()
        return sent


@asynccontextmanager
async def telegram(url: str, fate: KillPlan) -> AsyncIterator[KillableMessenger]:
    """The way out."""
    request = AiohttpRequest()
    bot: ExtBot[Any] = ExtBot(Chatroom.token, base_url=f"{url}/bot", request=request)

    async def chat_moved(old: int, new: int) -> None: ...

    limiter = FloodRateLimiter(LocalFloodBudget(None))
    messenger = KillableMessenger(bot, limiter, chat_moved)
    messenger.fate = fate
    await request.initialize()
    try:
        yield messenger
    finally:
        await request.shutdown()


def drain_of(
    redis: Redis, baidu: BaiduHttp, messenger: KillableMessenger, fate: KillPlan
) -> PostDrain:
    """The drain as the bot builds it, with mortal parts."""
    line = KillingQueue(RedisPostQueue(redis, lease_ms=LEASE_MS), fate)
    token = BaiduToken(baidu, RedisAccessTokens(redis), API_KEY, SECRET_KEY)
    censor = BaiduCensor(
        baidu, token, RedisCallSlots(redis, "baidu", per_second=200, lease_ms=3000)
    )
    notices = Notifications(line, RedisPosts(redis), messenger, (REVIEW,), _PACE)
    publisher = Publisher(line, messenger, None, _PACE)
    steps = PostProcessor(
        line, KillableCensor(censor, fate), publisher, notices.alert, "baidu", None, _PACE
    )
    return PostDrain(line, steps, notices, lease_s=LEASE_MS / 1000)


async def unfinished(redis: Redis) -> int:
    """What is queued, is to be told, or waits for a person, who will queue it again."""
    pipeline = redis.pipeline()
    pipeline.hlen("{posts}:keys")
    pipeline.hlen("{posts}:notices:keys")
    pipeline.zcard("{posts}:in:review")
    pipeline.zcard("{posts}:in:unknown")
    return sum(await pipeline.execute())


async def live(servers: Sequence[str], seed: int, *, dies: bool) -> None:
    """One life: until its act comes, or nothing is left to do."""
    redis_url, baidu_url, telegram_url = servers
    chance = random.Random(seed)
    doom = RandomKillPlan(chance, 1.0, acts_left=chance.randint(1, _MOST_ACTS) if dies else -1)
    baidu = BaiduHttp(baidu_url, calls_at_once=8)
    async with open_redis(redis_url) as redis, telegram(telegram_url, doom) as messenger:
        drain = drain_of(redis, baidu, messenger, doom)
        while await unfinished(redis):
            if not await drain.drain_once():
                await asyncio.sleep(0.05)
    baidu.close()


def main() -> None:
    """For each line `<seed> dies|lives`, fork a worker and print the code it ended with.

    What a worker imports takes a second, so it is imported once and every life is a copy.
    """
    for line in sys.stdin:
        seed, fate = line.split()
        child = os.fork()
        if child == 0:
            asyncio.run(live(sys.argv[1:], int(seed), dies=fate == "dies"))
            os._exit(0)
        _, status = os.waitpid(child, 0)
        print(os.waitstatus_to_exitcode(status), flush=True)


if __name__ == "__main__":
    main()
