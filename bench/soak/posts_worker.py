"""Workers that process posts and kill themselves at a random act.

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

from bench.soak.posts import unfinished_posts
from bot.handlers.messenger import TelegramMessenger
from bot.handlers.rate_limiter import FloodRateLimiter
from bot.handlers.transport import AiohttpRequest
from bot.models.chat import Keyboard, StyledText
from bot.models.post import CensorVerdict
from bot.models.work import Outcome
from bot.moderation.baidu_censor import BaiduCensor
from bot.moderation.baidu_http import BaiduHttp
from bot.moderation.baidu_token import BaiduToken
from bot.moderation.notifications import Notifications
from bot.moderation.processor import PostProcessor
from bot.moderation.publisher import Publisher
from bot.moderation.retries import PostRetries
from bot.moderation.targets import PublishTargets
from bot.ports.posts import Censor, ClaimedPost
from bot.storage.access_tokens.access_tokens import RedisAccessTokens
from bot.storage.connection import Redis, open_redis
from bot.storage.flood.local_flood_budget import LocalFloodBudget
from bot.storage.posts.post_queue import RedisPostQueue
from bot.storage.posts.posts import RedisPosts
from bot.storage.slots.call_slots import CallSlot, RedisCallSlots
from bot.work.retry import RetryPolicy
from tests.fakes.chat import FakeChatMigrations
from tests.fakes.chat_settings import FakeChatSettings
from tests.fakes.process_kills import KillingQueue, KillPlan
from tests.fakes.telegram import REVIEW, TelegramServer
from tests.fakes.work import work_once
from tests.servers.baidu import API_KEY, SECRET_KEY

LEASE_MS = 1500
_POLICY = RetryPolicy(base_s=0.1, max_s=1, attempts=20)
_RETRIES = PostRetries(_POLICY, _POLICY, _POLICY, busy=_POLICY, max_claims=1000)
_MAX_ACTS = 60


@dataclass
class RandomKillPlan(KillPlan):
    """Kills the process at an act that was chosen at its start."""

    acts_left: int = -1

    def strike(self) -> None:
        self.acts_left -= 1
        if self.acts_left == 0:
            os.kill(os.getpid(), signal.SIGKILL)


@dataclass(frozen=True)
class KillableCensor:
    """The worker may be killed after it has the verdict."""

    censor: Censor
    plan: KillPlan

    async def check(self, text: str) -> CensorVerdict:
        """Check `text`."""
        verdict = await self.censor.check(text)
        self.plan.strike()
        return verdict


class KillableMessenger(TelegramMessenger):
    """The worker may be killed after a delivery."""

    plan: KillPlan

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
        self.plan.strike()
        return sent


@asynccontextmanager
async def telegram(url: str, plan: KillPlan) -> AsyncIterator[KillableMessenger]:
    """A messenger to the local Bot API server."""
    request = AiohttpRequest()
    limiter = FloodRateLimiter(LocalFloodBudget(None))
    bot: ExtBot[Any] = ExtBot(
        TelegramServer.token, base_url=f"{url}/bot", request=request, rate_limiter=limiter
    )
    messenger = KillableMessenger(bot, limiter, FakeChatMigrations(), request.download)
    messenger.plan = plan
    await request.initialize()
    try:
        yield messenger
    finally:
        await request.shutdown()


class KillableWorker:
    """Processes posts as the bot does, one at a time; it may be killed in any part of that."""

    def __init__(
        self, redis: Redis, baidu: BaiduHttp, messenger: KillableMessenger, plan: KillPlan
    ) -> None:
        self._queue = KillingQueue(RedisPostQueue(redis, lease_ms=LEASE_MS), plan)
        posts = RedisPosts(redis)
        self._notifications = Notifications(
            self._queue, posts, posts, messenger, FakeChatSettings(), (REVIEW,), _RETRIES
        )
        self._processor = PostProcessor(
            self._queue,
            KillableCensor(_censor(redis, baidu), plan),
            Publisher(
                self._queue, messenger, PublishTargets(FakeChatSettings(), messenger), _RETRIES
            ),
            self._notifications.alert,
            "baidu",
            retries=_RETRIES,
        )

    async def work_once(self) -> bool:
        """Handle one item; False where none is due."""
        return await work_once(self._queue, self._handle)

    async def _handle(self, claimed: ClaimedPost) -> Outcome:
        if claimed.notification is None:
            return await self._processor.process(claimed)
        return await self._notifications.deliver(claimed)


def _censor(redis: Redis, baidu: BaiduHttp) -> BaiduCensor[CallSlot]:
    token = BaiduToken(baidu, RedisAccessTokens(redis), API_KEY, SECRET_KEY)
    slots = RedisCallSlots(redis, "baidu", per_second=200, lease_ms=3000)
    return BaiduCensor(baidu, token, slots)


async def run_worker(servers: Sequence[str], seed: int, *, is_killed: bool) -> None:
    """Work until the worker is killed, or nothing is left."""
    redis_url, baidu_url, telegram_url = servers
    dice = random.Random(seed)
    plan = RandomKillPlan(dice, 1.0, acts_left=dice.randint(1, _MAX_ACTS) if is_killed else -1)
    baidu = BaiduHttp(baidu_url, max_calls=8)
    async with open_redis(redis_url) as redis, telegram(telegram_url, plan) as messenger:
        worker = KillableWorker(redis, baidu, messenger, plan)
        while await unfinished_posts(redis):
            if not await worker.work_once():
                await asyncio.sleep(0.05)
    baidu.close()


def main() -> None:
    """For each line `<seed> killed|survives`, fork a worker and print its exit code.

    The imports take a second, so they are done once and every worker is a fork.
    """
    for line in sys.stdin:
        seed, ending = line.split()
        child = os.fork()
        if child == 0:
            asyncio.run(run_worker(sys.argv[1:], int(seed), is_killed=ending == "killed"))
            os._exit(0)
        _, status = os.waitpid(child, 0)
        print(os.waitstatus_to_exitcode(status), flush=True)


if __name__ == "__main__":
    main()
