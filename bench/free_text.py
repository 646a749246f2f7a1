"""Time from free text that a rule routes to the call of its command, beyond that of a slash command.

python -m bench free_text

The game and what is awaited are stored in the embedded server; the commands only record when they are
called. A slash command reaches its function after one call of the store too, which is subtracted.
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
from bot.commands.input_requests import InputRequests, OnRequest
from bot.models.chat import Request, Thread
from bot.models.game import Game, GameChange, GameReply, Move
from bot.models.llm import Destination
from bot.models.usage import Caller
from bot.ports.chat import Reply
from bot.storage.awaited_inputs import RedisAwaitedInputs
from bot.storage.connection import Redis, open_redis
from bot.storage.embedded import embedded_redis
from bot.storage.games.games import RedisGames
from tests.commands.free_text_chat import NoFollowUps
from tests.fakes.chat import FakeReply, said

RUNS, TEXTS = 5, 400
GAME, QUIET = 1, 2
CASES = {
    "alias": ("接龙 画蛇添足", QUIET),
    "game move": ("足智多谋", GAME),
    "link": ("https://example.org/a", QUIET),
    "wish to play": ("我们来玩成语接龙吧", QUIET),
    "order with a text": ("帮我投稿：楼下的桂花又开了，一整条街都是香的", QUIET),
    "question": ("天空为什么是蓝的", QUIET),
    "greeting": ("你好", QUIET),
}


class CallRecorder:
    """Every command, and the router, which no case may call."""

    def __init__(self, games: RedisGames) -> None:
        self._games = games
        self.called_at = 0.0

    def __getattr__(self, verb: str) -> Callable[..., Awaitable[bool]]:
        async def record(*_: object, **__: object) -> bool:
            self.called_at = time.perf_counter()
            return True

        return record

    async def play_text(self, request: Request, reply: Reply) -> TextResult:
        found = await self._games.find(request.thread, request.update_id)
        self.called_at = time.perf_counter()
        return TextResult.TOOK_PART if found.game else TextResult.NO_GAME

    async def take_rewrite(self, request: Request, reply: Reply) -> bool:
        return False

    async def take_words(self, request: Request, reply: Reply) -> bool:
        return False

    async def route(self, text: str, caller: Caller) -> Destination:
        raise AssertionError(f"the router was called with {text}")


async def start_game(games: RedisGames) -> None:
    """Start a game whose next idiom must follow 画蛇添足."""
    game = Game(1, chain=(Move("画蛇添足"),), turn=1)
    await games.apply(Thread(GAME), GameChange(1, None, game, GameReply("开始", 1)))


async def p50_ms(redis: Redis, text: str, chat_id: int) -> float:
    """The median time to the call of the command, less that of a slash command."""
    recorder = CallRecorder(RedisGames(redis))
    every: Any = recorder
    no_follow_ups: Any = NoFollowUps()
    inputs = InputRequests(RedisAwaitedInputs(redis))
    free_text = FreeText(
        *(every, every, every, every, every, every, every, inputs),
        *(every, every, every, every, every, no_follow_ups, {}),
    )
    slash_command = inputs.ending(every.ask)

    async def ms_of(run: OnRequest) -> float:
        request, reply = said(text, chat_id=chat_id), FakeReply()
        start = time.perf_counter()
        await run(request, reply)
        return (recorder.called_at - start) * 1000

    free_ms, slash_ms = [], []
    for _ in range(TEXTS):
        free_ms.append(await ms_of(free_text))
        slash_ms.append(await ms_of(slash_command))
    return median(free_ms) - median(slash_ms)


async def measured() -> list[Figure]:
    """A figure for each case."""
    values: dict[str, list[float]] = {case: [] for case in CASES}
    with TemporaryDirectory(prefix="bench-") as folder:
        async with embedded_redis(Path(folder)) as url, open_redis(url) as redis:
            await start_game(RedisGames(redis))
            for _ in range(RUNS):
                for case, (text, chat_id) in CASES.items():
                    values[case].append(await p50_ms(redis, text, chat_id))
    return [
        Figure(f"rule-routed free text, {case}", "ms", 2, times_ms, "python -m bench free_text")
        for case, times_ms in values.items()
    ]


def figures() -> list[Figure]:
    """Measure."""
    return asyncio.run(measured())
