"""Posts with a Baidu that gives wrong answers and a Telegram that does not answer after deliveries."""

import asyncio
import random
import tempfile
import time
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import replace
from datetime import datetime, timedelta, timezone
from functools import partial
from pathlib import Path
from typing import Any

from telegram.ext import ExtBot

from bench.soak.posts import PostsSetup, unfinished_posts
from bench.soak.report import Report
from bot.handlers.messenger import TelegramMessenger
from bot.handlers.rate_limiter import FloodRateLimiter
from bot.handlers.transport import AiohttpRequest
from bot.models.post import PostDraft
from bot.models.work import Outcome
from bot.moderation.baidu_censor import BaiduCensor
from bot.moderation.baidu_http import BaiduHttp
from bot.moderation.baidu_token import BaiduToken
from bot.moderation.decisions import Decisions
from bot.moderation.notifications import Notifications
from bot.moderation.processor import PostProcessor
from bot.moderation.publisher import Publisher
from bot.moderation.retries import PostRetries
from bot.moderation.targets import PublishTargets
from bot.playground.server.state import BotApiUser
from bot.ports.posts import ClaimedPost
from bot.storage.access_tokens.access_tokens import RedisAccessTokens
from bot.storage.connection import open_redis
from bot.storage.flood.local_flood_budget import LocalFloodBudget
from bot.storage.posts.post_queue import RedisPostQueue
from bot.storage.posts.posts import RedisPosts
from bot.storage.slots.call_slots import RedisCallSlots
from bot.work.retry import RetryPolicy
from tests.fakes.chat import FakeChatMigrations, person
from tests.fakes.chat_settings import FakeChatSettings
from tests.fakes.telegram import CHANNEL, REVIEW, TelegramServer
from tests.fakes.valkey import ValkeyServer
from tests.fakes.work import work_once
from tests.servers.baidu import (
    API_KEY,
    ERRORS,
    SECRET_KEY,
    BaiduServer,
    Fault,
    answer,
    baidu_server,
    error,
    raw,
)

POSTS, SMALL_POSTS = 2000, 100
UNANSWERED, SMALL_UNANSWERED = 200, 4
_FAULTY = 0.3
_AUTHORS = 40
_WORKERS = 16
_POLICY = RetryPolicy(base_s=0.05, max_s=0.5, attempts=20)
_RETRIES = PostRetries(replace(_POLICY, attempts=8), _POLICY, _POLICY, _POLICY, max_claims=1000)
Handle = Callable[[ClaimedPost], Awaitable[Outcome]]
_CLOCK_SPEED = 20_000
"""A closed censor opens again after minutes or at midnight; a day of its clock takes 4 s."""

_WRONG_ANSWERS: list[Fault] = [
    *(partial(error, code) for code in ERRORS),
    partial(error, 999_999),
    raw("<html>502 Bad Gateway</html>", status=502),
    raw("<html>login</html>"),
    raw(""),
    raw("[]", content_type="application/json"),
    answer({"log_id": 1, "conclusion": "审核失败", "conclusionType": 4}),
    answer({"log_id": 1}),
    answer({"log_id": 1, "conclusion": "合规", "conclusionType": 9}),
]


async def soak(*, small: bool) -> Report:
    """One run with faults of Baidu, one with faults of Telegram."""
    posts = SMALL_POSTS if small else POSTS
    unanswered = SMALL_UNANSWERED if small else UNANSWERED
    async with opened() as setup:
        report = await with_faulty_baidu(setup, posts)
    async with opened() as setup:
        silent = await with_silent_telegram(setup, unanswered)
    report.counts |= silent.counts
    report.faults |= silent.faults
    report.examples += silent.examples
    return report


@asynccontextmanager
async def opened() -> AsyncIterator[PostsSetup]:
    """New servers, with authors."""
    async with AsyncExitStack() as stack:
        server = ValkeyServer(Path(stack.enter_context(tempfile.TemporaryDirectory("soak"))))
        server.start()
        stack.callback(server.kill)
        redis = await stack.enter_async_context(open_redis(server.url))
        telegram = await stack.enter_async_context(TelegramServer())
        for author in range(1, _AUTHORS + 1):
            telegram.state.add_user(BotApiUser(author, f"作者{author}"))
        baidu = await stack.enter_async_context(baidu_server())
        baidu.words = {"疑": (3, 12, 5), "坏": (2, 12, 2)}
        yield PostsSetup(redis, telegram, baidu, RedisPosts(redis))


async def with_faulty_baidu(setup: PostsSetup, count: int) -> Report:
    """30 % of Baidu's answers are wrong; an admin decides about posts without a verdict."""
    wrong = WrongAnswers(setup.baidu)
    setup.baidu.luck = wrong.next_fault
    texts = await submitted(setup, count)
    approved = await worked(setup, None, lambda seen: decide(setup, seen))
    judged = {text for text in setup.baidu.texts if not {"疑", "坏"} & set(text)}
    sent = Counter(text for author in range(1, _AUTHORS + 1) for text in setup.published(author))
    states = await setup.posts.counts()
    ended = states.get("published", 0) + states.get("rejected", 0)
    report = Report("faults: 30 % wrong answers of Baidu; no answer of Telegram after deliveries")
    report.counts = {"posts": count, "calls of Baidu": len(setup.baidu.arrivals)}
    report.counts |= {"wrong answers": wrong.count, "approved by the admin": len(approved)}
    clean = [text for text in texts if not {"疑", "坏"} & set(text)]
    report.faults = {
        "published without verdict or decision": len(set(sent) - judged - approved),
        "not at their end": count - ended,
        "lost": sum(sent[text] == 0 for text in clean),
        "published twice": sum(number > 1 for number in sent.values()),
    }
    report.examples = [text for text in clean if sent[text] != 1]
    return report


async def with_silent_telegram(setup: PostsSetup, count: int) -> Report:
    """Each message is delivered, but the answer is cut off or never sent."""
    for number in range(count):
        kind = "hang" if number % 4 == 0 else "cut"
        setup.telegram.fault("sendMessage", chat_id=CHANNEL, after_delivery=kind)
    texts = await submitted(setup, count, doubt_every=0)
    asked = await worked(setup, CHANNEL, lambda seen: look(setup, seen))
    sent = Counter(in_channel(setup))
    report = Report("")
    report.counts = {"unanswered deliveries": count, "an admin was asked": len(asked)}
    report.faults = {
        "unanswered ones lost": sum(sent[text] == 0 for text in texts),
        "unanswered ones twice": sum(sent[text] > 1 for text in texts),
        "unanswered ones without a card": count - len(asked),
    }
    report.examples = [text for text in texts if sent[text] != 1]
    return report


class WrongAnswers:
    """Gives 30 % of the calls a wrong answer, of each kind in turn; one kind is no answer."""

    def __init__(self, baidu: BaiduServer) -> None:
        self._baidu = baidu
        self._dice = random.Random(5)
        self.count = 0

    def next_fault(self) -> Fault | None:
        """The fault of one call."""
        if self._dice.random() >= _FAULTY:
            return None
        self.count += 1
        kind = -self.count % (
            len(_WRONG_ANSWERS) + 1
        )  # the last of the list first: they do not close the censor
        if kind == len(_WRONG_ANSWERS):
            self._baidu.hang += 1
            return None
        return _WRONG_ANSWERS[kind]


async def submitted(setup: PostsSetup, count: int, *, doubt_every: int = 10) -> list[str]:
    """Submit posts of all authors in turn; some are doubtful, some bad."""
    texts = []
    for number in range(count):
        author = 1 + number % _AUTHORS
        mark = {1: "疑", 2: "坏"}.get(number % doubt_every, "") if doubt_every else ""
        texts.append(f"稿{author}-{number}{mark}")
        draft = PostDraft(author, f"作者{author}", "zh", author, None, number + 1, texts[-1])
        await setup.posts.submit(draft, per_hour=0)
    return texts


def in_channel(setup: PostsSetup) -> list[str]:
    """The texts in the channel."""
    return [message["text"] for message in setup.telegram.messages(CHANNEL)]


async def decide(setup: PostsSetup, approved: set[str]) -> None:
    """Decide as an admin who approves clean posts and rejects the others."""
    decisions = Decisions(setup.posts)
    for post in await setup.posts.waiting("review", 500):
        if {"疑", "坏"} & set(post.text):
            await decisions.reject(post, by=person("甲"), version=post.version)
        else:
            approved.add(post.text)
            await decisions.approve(post, by=person("甲"), version=post.version)


async def look(setup: PostsSetup, asked: set[str]) -> None:
    """Decide as an admin who looks into the channel before 已发出 or 重发."""
    decisions = Decisions(setup.posts)
    for post in await setup.posts.waiting("unknown", 500):
        asked.add(post.final)
        is_published = post.final in in_channel(setup)
        act = decisions.confirm_sent if is_published else decisions.resend
        await act(post, by=person("甲"), version=post.version)


async def worked(
    setup: PostsSetup, publish_chat_id: int | None, act: Callable[[set[str]], Awaitable[None]]
) -> set[str]:
    """Process all posts while an admin decides; return the texts that `act` has added."""
    added: set[str] = set()
    async with open_handler(setup, publish_chat_id) as (queue, handle):

        async def work() -> None:
            while await unfinished_posts(setup.redis):
                if not await work_once(queue, handle):
                    await asyncio.sleep(0.05)

        async def admin() -> None:
            while True:
                await act(added)
                await asyncio.sleep(0.2)

        deciding = asyncio.create_task(admin())
        try:
            await asyncio.gather(*(work() for _ in range(_WORKERS)))
        finally:
            deciding.cancel()
    return added


@asynccontextmanager
async def open_handler(
    setup: PostsSetup, publish_chat_id: int | None
) -> AsyncIterator[tuple[RedisPostQueue, Handle]]:
    """Process posts as the bot does, with short time-outs and a fast clock for the censor."""
    request = AiohttpRequest(read_timeout_s=0.5)
    limiter = FloodRateLimiter(LocalFloodBudget(None))
    bot: ExtBot[Any] = ExtBot(
        TelegramServer.token,
        base_url=f"{setup.telegram.url}/bot",
        request=request,
        rate_limiter=limiter,
    )
    messenger = TelegramMessenger(bot, limiter, FakeChatMigrations(), request.download)
    http = BaiduHttp(setup.baidu.url, max_calls=_WORKERS, timeouts_s=(1, 0.5))
    queue = RedisPostQueue(setup.redis)
    token = BaiduToken(http, RedisAccessTokens(setup.redis), API_KEY, SECRET_KEY)
    slots = RedisCallSlots(setup.redis, "baidu", per_second=500, lease_ms=3000)
    censor = BaiduCensor(http, token, slots, _fast_clock())
    notifications = Notifications(
        queue, setup.posts, setup.posts, messenger, FakeChatSettings(), (REVIEW,), _RETRIES
    )
    publisher = Publisher(
        queue, messenger, PublishTargets(FakeChatSettings(), messenger, publish_chat_id), _RETRIES
    )
    processor = PostProcessor(
        queue, censor, publisher, notifications.alert, "baidu", retries=_RETRIES
    )

    async def handle(claimed: ClaimedPost) -> Outcome:
        if claimed.notification is None:
            return await processor.process(claimed)
        return await notifications.deliver(claimed)

    await request.initialize()
    try:
        yield queue, handle
    finally:
        http.close()
        await request.shutdown()


def _fast_clock() -> Callable[[], datetime]:
    started, noon = time.monotonic(), datetime(2026, 1, 1, 12, tzinfo=timezone(timedelta(hours=8)))
    return lambda: noon + timedelta(seconds=(time.monotonic() - started) * _CLOCK_SPEED)
