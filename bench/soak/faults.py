"""Posts beside a Baidu that answers wrongly and a Telegram that falls silent after it delivered."""

import asyncio
import random
import tempfile
import time
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import datetime, timedelta, timezone
from functools import partial
from pathlib import Path
from typing import Any

from telegram.ext import ExtBot

from bench.soak.posts import PostsRig
from bench.soak.report import Report
from bot.handlers.messenger import TelegramMessenger
from bot.handlers.rate_limiter import FloodRateLimiter
from bot.handlers.transport import AiohttpRequest
from bot.models.post import PostDraft
from bot.moderation.baidu_censor import BaiduCensor
from bot.moderation.baidu_http import BaiduHttp
from bot.moderation.baidu_token import BaiduToken
from bot.moderation.decisions import Decisions
from bot.moderation.drain import PostDrain
from bot.moderation.notifications import Notifications
from bot.moderation.processor import PostProcessor
from bot.moderation.publisher import Publisher
from bot.moderation.retry_policy import RetryPolicy
from bot.playground.server.places import add_person
from bot.playground.server.world import Person
from bot.storage.access_tokens import RedisAccessTokens
from bot.storage.connection import open_redis
from bot.storage.local_flood_budget import LocalFloodBudget
from bot.storage.post_queue import RedisPostQueue
from bot.storage.posts import RedisPosts
from bot.storage.slots import RedisCallSlots
from tests.fakes.telegram import CHANNEL, REVIEW, Chatroom
from tests.fakes.valkey import ValkeyServer
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
SILENCES, SMALL_SILENCES = 200, 4
_FAULTY = 0.3
_AUTHORS = 40
_WORKERS = 16
_PACE = RetryPolicy(base_s=0.05, most_s=0.5, busy_s=0.05, claims=1000)
_FASTER = 20_000
"""A closed censor opens again after minutes or at midnight; for its clock a day takes 4 s."""

_WRONG: list[Fault] = [
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
    """One run with faults of Baidu, one with silences of Telegram."""
    posts = SMALL_POSTS if small else POSTS
    silences = SMALL_SILENCES if small else SILENCES
    async with opened() as press:
        report = await with_faulty_baidu(press, posts)
    async with opened() as press:
        silent = await with_silent_telegram(press, silences)
    report.counts |= silent.counts
    report.faults |= silent.faults
    report.examples += silent.examples
    return report


@asynccontextmanager
async def opened() -> AsyncIterator[PostsRig]:
    """Fresh servers, with authors."""
    async with AsyncExitStack() as stack:
        server = ValkeyServer(Path(stack.enter_context(tempfile.TemporaryDirectory("soak"))))
        server.start()
        stack.callback(server.kill)
        redis = await stack.enter_async_context(open_redis(server.url))
        room = await stack.enter_async_context(Chatroom())
        for author in range(1, _AUTHORS + 1):
            add_person(room.service.world, Person(author, f"作者{author}"))
        baidu = await stack.enter_async_context(baidu_server())
        baidu.words = {"疑": (3, 12, 5), "坏": (2, 12, 2)}
        yield PostsRig(redis, room, baidu, RedisPosts(redis))


async def with_faulty_baidu(press: PostsRig, count: int) -> Report:
    """Of Baidu's answers 30 % are wrong; an admin decides what no verdict came for."""
    wrong = Wrongs(press.baidu)
    press.baidu.luck = wrong.draw
    texts = await submitted(press, count)
    approved = await worked(press, None, lambda seen: decide(press, seen))
    judged = {text for text in press.baidu.texts if not {"疑", "坏"} & set(text)}
    sent = Counter(text for author in range(1, _AUTHORS + 1) for text in press.published(author))
    states = await press.desk.counts()
    ended = states.get("published", 0) + states.get("rejected", 0)
    report = Report("faults: 30 % wrong answers of Baidu; Telegram silent after delivery")
    report.counts = {"posts": count, "calls of Baidu": len(press.baidu.arrivals)}
    report.counts |= {"wrong answers": wrong.drawn, "approved by the admin": len(approved)}
    clean = [text for text in texts if not {"疑", "坏"} & set(text)]
    report.faults = {
        "published without verdict or decision": len(set(sent) - judged - approved),
        "not at their end": count - ended,
        "lost": sum(sent[text] == 0 for text in clean),
        "published twice": sum(number > 1 for number in sent.values()),
    }
    report.examples = [text for text in clean if sent[text] != 1]
    return report


async def with_silent_telegram(press: PostsRig, count: int) -> Report:
    """Each delivery lands, but its answer is cut off or never comes."""
    for number in range(count):
        kind = "hang" if number % 4 == 0 else "cut"
        press.room.fault("sendMessage", chat_id=CHANNEL, after_delivery=kind)
    texts = await submitted(press, count, doubt_every=0)
    asked = await worked(press, CHANNEL, lambda seen: look(press, seen))
    sent = Counter(in_channel(press))
    report = Report("")
    report.counts = {"silent deliveries": count, "an admin was asked": len(asked)}
    report.faults = {
        "silent ones lost": sum(sent[text] == 0 for text in texts),
        "silent ones twice": sum(sent[text] > 1 for text in texts),
        "silent ones not asked about": count - len(asked),
    }
    report.examples = [text for text in texts if sent[text] != 1]
    return report


class Wrongs:
    """Gives 30 % of the calls a wrong answer, the kinds in turn; one kind is no answer at all."""

    def __init__(self, baidu: BaiduServer) -> None:
        self._baidu = baidu
        self._dice = random.Random(5)
        self.drawn = 0

    def draw(self) -> Fault | None:
        """The fault of one call."""
        if self._dice.random() >= _FAULTY:
            return None
        self.drawn += 1
        kind = -self.drawn % (len(_WRONG) + 1)  # the last of the list first: they close nothing
        if kind == len(_WRONG):
            self._baidu.hang += 1
            return None
        return _WRONG[kind]


async def submitted(press: PostsRig, count: int, *, doubt_every: int = 10) -> list[str]:
    """Posts of all authors in turn; some doubtful, some bad."""
    texts = []
    for number in range(count):
        author = 1 + number % _AUTHORS
        mark = {1: "疑", 2: "坏"}.get(number % doubt_every, "") if doubt_every else ""
        texts.append(f"稿{author}-{number}{mark}")
        draft = PostDraft(author, f"作者{author}", "zh", author, None, number + 1, texts[-1])
        await press.desk.submit(draft, per_hour=0)
    return texts


def in_channel(press: PostsRig) -> list[str]:
    """What stands there."""
    return [message["text"] for message in press.room.messages(CHANNEL)]


async def decide(press: PostsRig, approved: set[str]) -> None:
    """An admin who approves what is clean and rejects the rest."""
    decisions = Decisions(press.desk)
    for post in await press.desk.waiting("review", 500):
        if {"疑", "坏"} & set(post.text):
            await decisions.reject(post.id, by="甲", version=post.version)
        else:
            approved.add(post.text)
            await decisions.approve(post.id, by="甲", version=post.version)


async def look(press: PostsRig, asked: set[str]) -> None:
    """An admin who looks into the channel before pressing 已发出 or 重发."""
    decisions = Decisions(press.desk)
    for post in await press.desk.waiting("unknown", 500):
        asked.add(post.final)
        is_there = post.final in in_channel(press)
        act = decisions.confirm_sent if is_there else decisions.resend
        await act(post.id, by="甲", version=post.version)


async def worked(
    press: PostsRig, publish_chat_id: int | None, act: Callable[[set[str]], Awaitable[None]]
) -> set[str]:
    """Drain until every post is at its end, with an admin acting; return what they noted."""
    noted: set[str] = set()
    async with a_drain(press, publish_chat_id) as drain:

        async def work() -> None:
            while await press.redis.hlen("{posts}:keys") or await _waits(press):
                if not await drain.drain_once():
                    await asyncio.sleep(0.05)

        async def admin() -> None:
            while True:
                await act(noted)
                await asyncio.sleep(0.2)

        deciding = asyncio.create_task(admin())
        try:
            await asyncio.gather(*(work() for _ in range(_WORKERS)))
        finally:
            deciding.cancel()
    return noted


async def _waits(press: PostsRig) -> bool:
    states = await press.desk.counts()
    return bool(states.get("review") or states.get("unknown"))


@asynccontextmanager
async def a_drain(press: PostsRig, publish_chat_id: int | None) -> AsyncIterator[PostDrain]:
    """The drain as the bot builds it, with short time-outs and a fast clock for the censor."""
    request = AiohttpRequest(read_timeout_s=0.5)
    bot: ExtBot[Any] = ExtBot(Chatroom.token, base_url=f"{press.room.url}/bot", request=request)

    async def chat_moved(old: int, new: int) -> None: ...

    limiter = FloodRateLimiter(LocalFloodBudget(None))
    messenger = TelegramMessenger(bot, limiter, chat_moved)
    http = BaiduHttp(press.baidu.url, calls_at_once=_WORKERS, timeouts_s=(1, 0.5))
    line = RedisPostQueue(press.redis)
    token = BaiduToken(http, RedisAccessTokens(press.redis), API_KEY, SECRET_KEY)
    slots = RedisCallSlots(press.redis, "baidu", per_second=500, lease_ms=3000)
    censor = BaiduCensor(http, token, slots, _fast_clock())
    notices = Notifications(line, press.desk, messenger, (REVIEW,), _PACE)
    publisher = Publisher(line, messenger, publish_chat_id, _PACE)
    await request.initialize()
    try:
        steps = PostProcessor(line, censor, publisher, notices.alert, "baidu", None, _PACE)
        yield PostDrain(line, steps, notices)
    finally:
        http.close()
        await request.shutdown()


def _fast_clock() -> Callable[[], datetime]:
    begun, noon = time.monotonic(), datetime(2026, 1, 1, 12, tzinfo=timezone(timedelta(hours=8)))
    return lambda: noon + timedelta(seconds=(time.monotonic() - begun) * _FASTER)
