"""Moves of a group on their way through the inbox: who was first on the platform is first in the game."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import replace
from random import Random

import pytest

from bot.handlers.update_order import read_order
from bot.idioms import PlayedIdioms, choose_move
from bot.models.chat import Thread
from bot.models.inbox import ClaimedUpdate, IncomingUpdate
from bot.models.work import Capacity, Outcome
from bot.storage.connection import Redis, open_redis
from bot.storage.games.games import RedisGames
from bot.storage.inbox.inbox import RedisInbox
from tests.fakes.chat import FakeReply, said
from tests.fakes.idiom_game import GROUP, engine_with, idiom_commands

MEMBERS, FIRST = 50, 1_000


class Replica:
    """One process, on connections of its own; notes what each update was told."""

    def __init__(self, redis: Redis, seed: int, told: dict[int, list[str]]) -> None:
        games = RedisGames(redis)
        self.idiom = idiom_commands(games, engine=engine_with(seed))
        self.inbox = RedisInbox(redis, lease_ms=10_000)
        self.handled: set[int] = set()
        self._told = told

    async def work(self) -> None:
        """Handle at the same time all that can be claimed, the latest fastest."""
        claimed = await self.inbox.exchange((), Capacity(MEMBERS, 0))
        await asyncio.gather(*map(self._handle, claimed))
        done = [(update.lease, Outcome()) for update in claimed]
        await self.inbox.exchange(done, Capacity(0, 0))

    async def _handle(self, claimed: ClaimedUpdate) -> None:
        message = json.loads(claimed.raw)["message"]
        sender, update_id = message["from"]["id"], claimed.update_id
        for _ in range(FIRST + MEMBERS - update_id):
            await asyncio.sleep(0)
        request = said(
            message["text"], sender_id=sender, name=f"p{sender}", chat_id=GROUP, addressed=False
        )
        reply = FakeReply()
        await self.idiom.play_text(replace(request, update_id=update_id), reply)
        self._told.setdefault(update_id, []).extend(reply.texts)
        self.handled.add(update_id)


def move(update_id: int, sender: int, word: str) -> IncomingUpdate:
    return read_order(
        {
            "update_id": update_id,
            "message": {
                "message_id": update_id,
                "chat": {"id": GROUP, "type": "supergroup"},
                "from": {"id": sender},
                "text": word,
            },
        }
    )


@pytest.fixture
def told() -> dict[int, list[str]]:
    return {}


@pytest.fixture
async def replicas(
    redis: Redis, redis_url: str, told: dict[int, list[str]]
) -> AsyncIterator[list[Replica]]:
    """Two at one empty server."""
    async with AsyncExitStack() as stack:
        yield [
            Replica(await stack.enter_async_context(open_redis(redis_url)), seed, told)
            for seed in (1, 2)
        ]


async def test_of_fifty_at_once_the_first_by_update_id_wins(
    replicas: list[Replica], told: dict[int, list[str]]
):
    one, other = replicas
    opening = replace(said("画蛇添足", sender_id=99, chat_id=GROUP), update_id=1)
    await one.idiom.play(opening, FakeReply())
    game = (await one.idiom.updates.games.find(Thread(GROUP), 0)).game
    assert game
    # The first to speak has the highest id of a person, so that this cannot decide by chance.
    words = [
        choose_move(game.last, PlayedIdioms(), "exact", 2, Random(i)) or "" for i in range(MEMBERS)
    ]
    moves = [move(FIRST + i, MEMBERS - i, word) for i, word in enumerate(words)]
    await one.inbox.put(moves[:20])
    await other.inbox.put(moves[20:])
    order = Random(5)
    while len(told) < MEMBERS:
        await asyncio.gather(*(replica.work() for replica in order.sample(replicas, 2)))
    assert [len(texts) for texts in told.values()] == [1] * MEMBERS
    assert "✓" in told[FIRST][0]
    assert [i for i in sorted(told) if "慢了一步：p50 先" in told[i][0]] == sorted(told)[1:]
    found = (await one.idiom.updates.games.find(Thread(GROUP), 0)).game
    assert found
    assert set(found.scores) == {99, MEMBERS}
    assert one.handled
    assert other.handled
