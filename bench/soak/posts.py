"""Kills workers at every act of processing posts, with servers of Baidu and Telegram."""

import asyncio
import signal
import sys
import tempfile
from collections import Counter, defaultdict
from collections.abc import Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass
from pathlib import Path

from bench.soak.report import Report
from bot.models.post import PostDraft
from bot.moderation.decisions import Decisions
from bot.playground.server.state import BotApiUser
from bot.storage import keys
from bot.storage.connection import Redis, open_redis
from bot.storage.posts.posts import RedisPosts
from tests.fakes.chat import person
from tests.fakes.process import ROOT, clean_environment
from tests.fakes.telegram import TelegramServer
from tests.fakes.valkey import ValkeyServer
from tests.servers.baidu import BaiduServer, baidu_server

POSTS, SMALL_POSTS = 2000, 40
KILLS, SMALL_KILLS = 1000, 15
_WORKERS = 3
_AUTHORS = 40
_DOUBTFUL_EVERY = 25
_TIMEOUT_S = 1500


@dataclass(frozen=True, slots=True)
class PostsSetup:
    """The store and the servers."""

    redis: Redis
    telegram: TelegramServer
    baidu: BaiduServer
    posts: RedisPosts

    def published(self, author: int) -> list[str]:
        """The posts of an author that were published, oldest first."""
        return [
            made["text"]
            for made in self.telegram.messages(author)
            if made["text"].startswith(f"稿{author}-")
        ]


async def soak(*, small: bool) -> Report:
    """Submit posts, kill the workers that process them, decide about doubtful ones, and count."""
    count, kills = (SMALL_POSTS, SMALL_KILLS) if small else (POSTS, KILLS)
    async with AsyncExitStack() as stack:
        server = ValkeyServer(Path(stack.enter_context(tempfile.TemporaryDirectory("soak"))))
        server.start()
        stack.callback(server.kill)
        redis = await stack.enter_async_context(open_redis(server.url))
        telegram = await stack.enter_async_context(TelegramServer())
        baidu = await stack.enter_async_context(baidu_server())
        baidu.words["疑"] = (3, 12, 5)
        setup = PostsSetup(redis, telegram, baidu, RedisPosts(redis))
        texts = await submitted(setup, count)
        admin = asyncio.create_task(decide(setup))
        killed = await work([server.url, baidu.url, telegram.url], kills)
        resent = await stopped(admin)
        return await report_of(setup, texts, killed, resent)


async def submitted(setup: PostsSetup, count: int) -> list[str]:
    """Create authors with a private chat each, and submit their posts; returns the texts."""
    for author in range(1, _AUTHORS + 1):
        setup.telegram.state.add_user(BotApiUser(author, f"作者{author}"))
    texts = []
    for number in range(count):
        author = 1 + number % _AUTHORS
        text = f"稿{author}-{number}{'疑' if number % _DOUBTFUL_EVERY == 0 else ''}"
        draft = PostDraft(author, f"作者{author}", "zh", author, None, number + 1, text)
        await setup.posts.submit(draft, per_hour=0)
        texts.append(text)
    return texts


async def decide(setup: PostsSetup) -> set[str]:
    """Decide as an admin who looks into the chat before 已发出 or 重发, and approves the rest."""
    decisions, resent = Decisions(setup.posts), set[str]()
    try:
        while True:
            for post in await setup.posts.waiting("unknown", 100):
                is_there = post.final in setup.published(post.draft.author_id)
                if is_there:
                    await decisions.confirm_sent(post, by=person("甲"), version=post.version)
                else:
                    await decisions.resend(post, by=person("甲"), version=post.version)
                    resent.add(post.final)
            for post in await setup.posts.waiting("review", 100):
                await decisions.approve(post, by=person("甲"), version=post.version)
            await asyncio.sleep(0.3)
    except asyncio.CancelledError:
        return resent


async def stopped(admin: "asyncio.Task[set[str]]") -> set[str]:
    """Stop the admin; return the texts that were sent again."""
    admin.cancel()
    return await admin


async def work(servers: Sequence[str], kills: int) -> int:
    """Run workers, and new ones for those that were killed, until all is done; return the kills."""
    killed = 0

    async def keep(seed: int) -> None:
        nonlocal killed
        parent = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "bench.soak.posts_worker", *servers,
            cwd=ROOT,
            env=clean_environment(),
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
        )  # fmt: skip
        while (
            code := await _run_worker(parent, seed, is_killed=killed < kills)
        ) == -signal.SIGKILL:
            killed += 1
            seed += _WORKERS
        if code != 0:
            raise RuntimeError(f"a worker ended with {code}")
        await parent.communicate(b"")  # the end of its input ends it

    async with asyncio.timeout(_TIMEOUT_S):
        await asyncio.gather(*(keep(seed) for seed in range(_WORKERS)))
    return killed


async def _run_worker(parent: asyncio.subprocess.Process, seed: int, *, is_killed: bool) -> int:
    """Run one worker; return its exit code."""
    if parent.stdin is None or parent.stdout is None:
        raise RuntimeError("the parent process is started with pipes")
    parent.stdin.write(f"{seed} {'killed' if is_killed else 'survives'}\n".encode())
    return int(await parent.stdout.readline())


async def unfinished_posts(redis: Redis) -> int:
    """Count queued posts and notifications, and posts that wait for a person."""
    pipeline = redis.pipeline(transaction=False)
    pipeline.zcard(keys.posts("in_progress"))
    pipeline.zcard(keys.posts("priority"))
    pipeline.zcard(keys.posts("state", "review"))
    pipeline.zcard(keys.posts("state", "unknown"))
    return sum(await pipeline.execute())


async def report_of(
    setup: PostsSetup, texts: Sequence[str], killed: int, resent: set[str]
) -> Report:
    """Count what was published, and the states of the posts."""
    sent = Counter(text for author in range(1, _AUTHORS + 1) for text in setup.published(author))
    states = await setup.posts.counts()
    left = [state for state, number in states.items() if number and state != "published"]
    report = Report(f"posts: {_WORKERS} workers killed at every act")
    extra = len(setup.baidu.texts) - len(texts)
    report.counts = {"posts": len(texts), "kills": killed, "extra checks": extra}
    report.counts["sent again by an admin"] = len(resent)
    report.faults = {
        "lost": sum(sent[text] == 0 for text in texts),
        "published twice": sum(sent[text] > 1 for text in texts),
        "not at their end": sum(states[state] for state in left),
        "out of order": _misplaced(setup, resent),
        "more extra checks than kills": int(extra > killed),
    }
    report.examples = [text for text in texts if sent[text] != 1]
    return report


def _misplaced(setup: PostsSetup, resent: set[str]) -> int:
    """Count posts before an earlier one of their author; those that a person decided may be later."""
    misplaced = 0
    last: dict[int, int] = defaultdict(lambda: -1)
    for author in range(1, _AUTHORS + 1):
        for text in setup.published(author):
            if text in resent or "疑" in text:
                continue
            number = int(text.split("-")[1])
            misplaced += number < last[author]
            last[author] = max(last[author], number)
    return misplaced
