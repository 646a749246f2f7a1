"""Kills replicas with Baidu and a polishing model while they process posts.

Every post is checked, polished, checked again and published; some are doubtful, so that an admin
decides, and some are rejected.
"""

import asyncio
import random
import re
from collections import Counter, defaultdict
from collections.abc import Mapping
from typing import Any

from bench.soak.replicas import SETTINGS, acting, replace_one, settled
from bench.soak.report import Report
from bench.soak.users import AdminUser, SimulatedUser
from bot.storage.connection import open_redis
from bot.storage.posts.posts import RedisPosts
from tests.fakes.replicas import Replicas, open_replicas
from tests.fakes.telegram import CHANNEL
from tests.servers.baidu import API_KEY, SECRET_KEY, BaiduServer, baidu_server
from tests.servers.steering import Says

KILLS, SMALL_KILLS = 60, 2
_WRITERS = 20
_MAX_POSTS = 45
"""Of one author: the Telegram server keeps the last thousand messages of a chat."""
_VERDICT_S, _WORDING_S = 0.15, 0.2
_DOUBTFUL, _BAD = "疑", "坏"
_POST = re.compile(r"<post>\n(.+)\n</post>", re.DOTALL)
_SUBMITTED = re.compile(r"第(\d+)篇，(\d+)写的")
_POLISHED = "，润色过"


async def soak(*, small: bool) -> Report:
    """Kill replicas at random moments; count by what Baidu's and Telegram's sides have seen."""
    kills = SMALL_KILLS if small else KILLS
    async with open_replicas() as replicas, baidu_server() as baidu:
        baidu.words = {_DOUBTFUL: (3, 12, 5), _BAD: (2, 12, 2)}
        baidu.pause_s = _VERDICT_S
        replicas.model.answer = _polished
        replicas.settings |= SETTINGS | {
            "BAIDU_API_KEY": API_KEY,
            "BAIDU_SECRET_KEY": SECRET_KEY,
            "BOT_MODERATION__BASE_URL": baidu.url,
            "BOT_MODERATION__QPS": "50",
            "BOT_MODERATION__TAKEOVER_S": "5",
        }
        processes = list(await asyncio.gather(replicas.start(), replicas.start()))
        writers = [Writer(replicas.telegram, number) for number in range(_WRITERS)]
        admin, calls_at_kills = AdminUser(replicas.telegram), 0
        async with acting([*(one.act for one in writers), admin.act]) as end:
            for _ in range(kills):
                await asyncio.sleep(random.uniform(0.5, 2.5))
                calls_at_kills += max(1, baidu.open)
                await replace_one(replicas, processes, only_when_quiet=small)
            await end()
        await settled(replicas, admin)
        return await _report(replicas, baidu, writers, kills, calls_at_kills)


class Writer(SimulatedUser):
    """Submits posts; some are doubtful, some must be rejected."""

    async def act(self) -> None:
        """Wait, then submit a post."""
        await asyncio.sleep(random.uniform(4, 12))
        number = len(self.said)
        if number < _MAX_POSTS:
            mark = {3: _DOUBTFUL, 7: _BAD}.get((number + self.id) % 10, "")
            self.say(f"/post 第{number}篇，{self.id}写的{mark}")

    @property
    def publishable(self) -> list[str]:
        """The posts that must be published, in order."""
        texts = (said.removeprefix("/post ") for said in self.said)
        return [text for text in texts if _BAD not in text]


def _polished(body: Mapping[str, Any]) -> Says:
    """The answer of the model: the text of the post with an addition."""
    found = _POST.search(body["input"]["messages"][-1]["content"])
    text = found[1] if found else ""
    return Says((text, _POLISHED), gap_s=_WORDING_S / 2)


async def _report(
    replicas: Replicas, baidu: BaiduServer, writers: list[Writer], kills: int, calls_at_kills: int
) -> Report:
    publishable = [text for writer in writers for text in writer.publishable]
    shown = [message.get("text", "") for message in replicas.telegram.messages(CHANNEL)]
    sent = Counter(text.removesuffix(_POLISHED) for text in shown)
    async with open_redis(replicas.redis.url) as redis:
        store = RedisPosts(redis)
        states = await store.counts()
        posts = [post for writer in writers for post in await store.of_author(writer.id, 50)]
    decided = {post.text for post in posts if post.decided_by}
    submitted = sum(len(writer.said) for writer in writers)
    extra = len(baidu.texts) - len(set(baidu.texts))
    report = Report(
        f"replicas_posts: 2 processes with Baidu, {kills} kills -9 while posts are processed"
    )
    report.counts = {"posts": submitted, "published": len(shown)}
    report.counts |= {"polished": sum(text.endswith(_POLISHED) for text in shown)}
    report.counts |= {"decided by an admin": len(decided)}
    report.counts |= {"calls of Baidu": len(baidu.arrivals), "extra": extra}
    report.counts |= {"calls under way at the kills": calls_at_kills, "tokens": baidu.token_fetches}
    ended = states.get("published", 0) + states.get("rejected", 0)
    report.faults = {
        "lost": sum(sent[text] == 0 for text in publishable),
        "published twice": sum(count > 1 for count in sent.values()),
        "published without a verdict or an admin": len(set(shown) - set(baidu.texts) - decided),
        "bad ones published": len(set(sent) - set(publishable)),
        "not at their end": submitted - ended,
        "dead": states.get("dead", 0),
        "out of order": _misplaced(shown, decided),
        "more extra calls than the kills account for": int(extra > calls_at_kills),
    }
    report.examples = [text for text in publishable if sent[text] != 1]
    return report


def _misplaced(shown: list[str], decided: set[str]) -> int:
    """Count posts before an earlier one of their author; those that a person decided may be later."""
    last: dict[str, int] = defaultdict(lambda: -1)
    misplaced = 0
    for text in shown:
        found = _SUBMITTED.match(text)
        if found is not None and text.removesuffix(_POLISHED) not in decided:
            number, author = int(found[1]), found[2]
            misplaced += number < last[author]
            last[author] = max(last[author], number)
    return misplaced
