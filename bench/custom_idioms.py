"""What it costs that members can teach idioms: finding a game, and learning what was taken.

python -m bench taught
"""

import asyncio
import time
from collections.abc import Awaitable, Callable
from pathlib import Path
from random import Random
from statistics import median
from tempfile import TemporaryDirectory

from bot.commands.idiom.custom_dictionary import CustomDictionary
from bot.idioms.lexicon import lexicon

from bot.idioms import Played, choose
from bot.models.chat import Thread
from bot.models.custom_idiom import CustomIdiom
from bot.models.game import Game, GameChange, GameReply, Move
from bot.storage import keys
from bot.storage.connection import Redis, open_redis
from bot.storage.custom_idioms import RedisCustomIdioms
from bot.storage.embedded import embedded_redis
from bot.storage.games import RedisGames

IDIOMS, RUNS, FINDS = 60, 5, 400
LESSONS = 1_000
THREAD = Thread(-1)


async def p50_us(action: Callable[[], Awaitable[object]]) -> float:
    took = []
    for _ in range(FINDS):
        begun = time.perf_counter()
        await action()
        took.append((time.perf_counter() - begun) * 1e6)
    return median(took)


async def finding(redis: Redis) -> None:
    """With the version read beside the game, and the same commands without it, in turns."""
    games = RedisGames(redis, CustomDictionary(RedisCustomIdioms(redis)).keep_up)
    words = list(lexicon().idioms)[:IDIOMS]
    game = Game(1, chain=tuple(map(Move, words)), turn=1)
    await games.apply(THREAD, GameChange(1, None, game, GameReply("")))

    async def commands(*, with_version: bool) -> None:
        pipeline = redis.pipeline()
        pipeline.hgetall(keys.idiom(THREAD.chat_id, 0, "game"))
        pipeline.lrange(keys.idiom(THREAD.chat_id, 0, "chain"), 0, -1)
        pipeline.get(keys.idiom(THREAD.chat_id, "told", 2))
        if with_version:
            pipeline.get(keys.lessons("version"))
        await pipeline.execute()

    found, bare, whole = [], [], []
    for _ in range(RUNS):
        bare.append(await p50_us(lambda: commands(with_version=False)))
        whole.append(await p50_us(lambda: commands(with_version=True)))
        found.append(await p50_us(lambda: games.find(THREAD, 2)))
    print(f"the commands of finding a game of {IDIOMS}, p50: {median(bare):.0f} µs without the")
    print(f"  version, {median(whole):.0f} µs with it; found and read: {median(found):.0f} µs")


def learning() -> None:
    """All lessons at once, as a process does that starts, then one more."""
    book, rng = lexicon(), Random(1)
    choose("一心一意", Played(), "adaptive", 1, rng)  # makes the groups
    chars = sorted({char for word in book.idioms for char in word})
    lessons: list[CustomIdiom] = []
    while len(lessons) < LESSONS:
        word = "".join(rng.sample(chars, 4))
        lessons.append(CustomIdiom(word, "yi1 er4 san1 si4", "p", offered=len(lessons) % 2 == 0))
    for name, taught in ((f"{LESSONS} lessons", lessons[:-1]), ("one more", lessons)):
        begun = time.process_time_ns()
        book.learn(taught)
        print(f"learning {name}: {(time.process_time_ns() - begun) / 1e6:.1f} ms")


async def measured() -> None:
    with TemporaryDirectory(prefix="bench-") as folder:
        async with embedded_redis(Path(folder)) as url, open_redis(url) as redis:
            await finding(redis)
    learning()


def main() -> None:
    asyncio.run(measured())


if __name__ == "__main__":
    main()
