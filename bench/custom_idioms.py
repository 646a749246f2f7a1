"""Measures what custom idioms cost: loading a game with their version, and changing the dictionary.

python -m bench custom_idioms
"""

import asyncio
import time
from collections.abc import Awaitable, Callable
from pathlib import Path
from random import Random
from statistics import median
from tempfile import TemporaryDirectory

from bot.commands.idiom.custom_idiom_loader import CustomIdiomLoader
from bot.idioms import PlayedIdioms, choose_move, shipped_dictionary
from bot.idioms.engine import GameEngine
from bot.models.chat import Thread
from bot.models.custom_idiom import CustomIdiom
from bot.models.game import Game, GameChange, GameReply, Move
from bot.storage import keys
from bot.storage.connection import Redis, open_redis
from bot.storage.custom_idioms.custom_idioms import RedisCustomIdioms
from bot.storage.embedded import embedded_redis
from bot.storage.games.games import RedisGames

CHAIN, RUNS, FINDS = 60, 5, 400
CUSTOM_IDIOMS = 1_000
THREAD = Thread(-1)


async def p50_us(action: Callable[[], Awaitable[object]]) -> float:
    took = []
    for _ in range(FINDS):
        begun = time.perf_counter()
        await action()
        took.append((time.perf_counter() - begun) * 1e6)
    return median(took)


async def measure_find(redis: Redis) -> None:
    """Loading a game, and the same commands with and without the version, in turns."""
    engine = GameEngine(shipped_dictionary(), Random(1))
    games = RedisGames(redis, CustomIdiomLoader(RedisCustomIdioms(redis), engine).catch_up)
    words = list(shipped_dictionary().idioms)[:CHAIN]
    game = Game(1, chain=tuple(map(Move, words)), turn=1)
    await games.apply(THREAD, GameChange(1, None, game, GameReply("")))

    async def commands(*, with_version: bool) -> None:
        pipeline = redis.pipeline()
        pipeline.hgetall(keys.game(THREAD))
        pipeline.lrange(keys.game_chain(THREAD), 0, -1)
        pipeline.get(keys.game_reply(THREAD, 2))
        if with_version:
            pipeline.get(keys.custom_idioms("version"))
        await pipeline.execute()

    found, without, with_version = [], [], []
    for _ in range(RUNS):
        without.append(await p50_us(lambda: commands(with_version=False)))
        with_version.append(await p50_us(lambda: commands(with_version=True)))
        found.append(await p50_us(lambda: games.find(THREAD, 2)))
    print(f"the commands that load a game of {CHAIN} idioms, p50: {median(without):.0f} µs without")
    print(f"  the version, {median(with_version):.0f} µs with it; find(): {median(found):.0f} µs")


def measure_change() -> None:
    """A dictionary with all custom idioms, then one more, each up to the bot's next move by it."""
    shipped, rng = shipped_dictionary(), Random(1)
    choose_move("一心一意", PlayedIdioms(), "adaptive", 1, rng)  # builds the shipped indexes
    chars = sorted({char for word in shipped.idioms for char in word})
    custom: list[CustomIdiom] = []
    while len(custom) < CUSTOM_IDIOMS:
        word = "".join(rng.sample(chars, 4))
        custom.append(CustomIdiom(word, "yi1 er4 san1 si4", "p", bot_plays=len(custom) % 2 == 0))
    for name, approved in ((f"{CUSTOM_IDIOMS} custom idioms", custom[:-1]), ("one more", custom)):
        took = []
        for _ in range(RUNS):
            begun = time.process_time_ns()
            dictionary = shipped.with_custom_idioms(approved)
            choose_move("一心一意", PlayedIdioms(), "adaptive", 1, Random(1), dictionary)
            took.append((time.process_time_ns() - begun) / 1e6)
        print(f"a dictionary with {name}, and a move by it: {median(took):.1f} ms CPU")


async def measure() -> None:
    with TemporaryDirectory(prefix="bench-") as folder:
        async with embedded_redis(Path(folder)) as url, open_redis(url) as redis:
            await measure_find(redis)
    measure_change()


def main() -> None:
    asyncio.run(measure())


if __name__ == "__main__":
    main()
