"""What free text that a rule routes costs before its command is called.

python -m bench free_text

The game is a real one in the embedded server, the commands only note the time they were called.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import Any

from bench.figure import Figure
from bot.commands.free_text import FreeText
from bot.commands.idiom.commands import TextResult
from bot.models.chat import Request, Thread
from bot.models.game import Game, GameChange, GameReply, Move
from bot.models.llm import Destination
from bot.ports.chat import Reply
from bot.storage.connection import open_redis
from bot.storage.embedded import embedded_redis
from bot.storage.games.games import RedisGames
from tests.fakes.chat import FakeReply, said

RUNS, TEXTS = 5, 400
GAME, QUIET = 1, 2
CASES = {
    "alias": ("接龙 画蛇添足", QUIET),
    "game move": ("足智多谋", GAME),
    "link": ("https://example.org/a", QUIET),
}


class Finish:
    """Stands for every command and for the router, which no case may reach."""

    def __init__(self, games: RedisGames) -> None:
        self._games = games
        self.called_at = 0.0

    def __getattr__(self, verb: str) -> Callable[..., Awaitable[bool]]:
        async def note(*_: object) -> bool:
            self.called_at = time.perf_counter()
            return True

        return note

    async def play_text(self, request: Request, reply: Reply) -> TextResult:
        found = await self._games.find(request.thread, request.update_id)
        self.called_at = time.perf_counter()
        return TextResult.TOOK_PART if found.game else TextResult.NO_GAME

    async def take_rewrite(self, request: Request, reply: Reply) -> bool:
        return False

    async def route(self, text: str) -> Destination:
        raise AssertionError(f"the router was asked about {text}")


async def begin(games: RedisGames) -> None:
    """A game that waits for an idiom after 画蛇添足."""
    game = Game(1, chain=(Move("画蛇添足"),), turn=1)
    await games.apply(Thread(GAME), GameChange(1, None, game, GameReply("开始", 1)))


async def p50_ms(games: RedisGames, text: str, chat_id: int) -> float:
    """The median from the call of FreeText to the call of the command."""
    finish = Finish(games)
    every: Any = finish
    command = FreeText(every, every, every, every, every, every)
    took = []
    for _ in range(TEXTS):
        request, reply = said(text, chat_id=chat_id), FakeReply()
        begun = time.perf_counter()
        await command(request, reply)
        took.append((finish.called_at - begun) * 1000)
    return median(took)


async def measured() -> list[Figure]:
    """A figure a case."""
    values: dict[str, list[float]] = {case: [] for case in CASES}
    with TemporaryDirectory(prefix="bench-") as folder:
        async with embedded_redis(Path(folder)) as url, open_redis(url) as redis:
            games = RedisGames(redis)
            await begin(games)
            for _ in range(RUNS):
                for case, (text, chat_id) in CASES.items():
                    values[case].append(await p50_ms(games, text, chat_id))
    return [
        Figure(f"rule-routed free text, {case}", "ms", 2, took, "python -m bench free_text")
        for case, took in values.items()
    ]


def figures() -> list[Figure]:
    """Measure."""
    return asyncio.run(measured())
