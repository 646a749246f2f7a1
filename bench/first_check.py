"""Measures how soon a post is checked: from the message with /post to Baidu's first call.

python -m bench first_check

One real process, polling. The token is cached and a call slot is free; both servers are in this
process, so their work is in the figure.
"""

import asyncio

from bench.figure import Figure
from tests.fakes.replicas import open_replicas
from tests.fakes.telegram import XIAOMING
from tests.servers.baidu import API_KEY, SECRET_KEY, BaiduServer, baidu_server

POSTS = 21
_SLOT_FREE_S = 1.1
_TIMEOUT_S = 20


async def measured() -> list[Figure]:
    """One figure; the first post fetches the token and does not count."""
    async with baidu_server() as baidu, open_replicas() as replicas:
        await replicas.start(
            BAIDU_API_KEY=API_KEY,
            BAIDU_SECRET_KEY=SECRET_KEY,
            BOT_MODERATION__BASE_URL=baidu.url,
            BOT_MODERATION__POLISH="false",
            BOT_MODERATION__POSTS_PER_HOUR="0",
        )
        values = []
        for number in range(POSTS):
            said_at = asyncio.get_running_loop().time()
            replicas.telegram.say(XIAOMING, XIAOMING, f"/post 今天的第{number}件事")
            arrived_at = await _next_call(baidu, number)
            values.append((arrived_at - said_at) * 1000)
            await asyncio.sleep(_SLOT_FREE_S)
    name = "from /post to the first call of the censor"
    return [Figure(name, "ms", 50, values[1:], "python -m bench first_check")]


def figures() -> list[Figure]:
    """Measure."""
    return asyncio.run(measured())


async def _next_call(baidu: BaiduServer, earlier: int) -> float:
    async with asyncio.timeout(_TIMEOUT_S):
        while len(baidu.arrivals) <= earlier:  # noqa: ASYNC110 -- the server counts, nobody tells
            await asyncio.sleep(0.001)
    return baidu.arrivals[earlier]
