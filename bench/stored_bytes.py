"""Measures how much of Redis' memory a chat, a document and a post take.

python -m bench stored_bytes

Each kind is stored many times through the bot's own classes; a value is what INFO's used_memory grows by,
divided by how many there are, so it has what Redis itself keeps for each key.
"""

import asyncio
import sys
from collections.abc import Awaitable, Callable
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Literal

from bot.idioms.dictionary import shipped_dictionary
from bot.models.answer import Answer
from bot.models.chat import Person, Request, Thread
from bot.models.chat_settings import ChatSettings
from bot.models.document import Document
from bot.models.game import Game, GameChange, GameReply, Move, Score
from bot.models.llm import Exchange
from bot.models.post import PostDraft
from bot.storage.answers import RedisAnswers
from bot.storage.chat_settings.chat_settings import RedisChatSettings
from bot.storage.connection import Redis, open_redis
from bot.storage.documents.chat_documents import RedisChatDocuments
from bot.storage.embedded import embedded_redis
from bot.storage.games.games import RedisGames
from bot.storage.history.history import RedisHistory
from bot.storage.posts.posts import RedisPosts
from bot.storage.usernames import RedisUsernames

MANY, CONCURRENT = 400, 50
QUESTION_CHARS, ANSWER_CHARS = 25, 300
PRIVATE_EXCHANGES, PRIVATE_ANSWERS = 20, 5
GROUP_EXCHANGES, GROUP_ANSWERS, PLAYERS, CHAIN = 100, 20, 30, 40
PAGES, PAGE_CHARS, POST_CHARS = 15, 1_300, 200
_DAY_S = 24 * 3600


def _text(seed: int, characters: int) -> str:
    """Chinese characters that do not repeat themselves soon."""
    return "".join(chr(0x4E00 + (seed * 7919 + n * 104_729) % 6_000) for n in range(characters))


def _exchange(number: int, person: Person) -> Exchange:
    question = _text(number, QUESTION_CHARS)
    return Exchange(question, _text(number + 1, ANSWER_CHARS), person.name, person.id, number)


class Fill:
    """Stores one of each kind; ids follow from its number."""

    def __init__(self, redis: Redis) -> None:
        self._history = RedisHistory(redis, keep=100)
        self._answers = RedisAnswers(redis)
        self._settings = RedisChatSettings(redis)
        self._usernames = RedisUsernames(redis)
        self._games = RedisGames(redis)
        self._documents = RedisChatDocuments(redis, keep_s=_DAY_S)
        self._posts = RedisPosts(redis)
        self._words = list(islice(shipped_dictionary().idioms, CHAIN))

    async def private_chat(self, number: int) -> None:
        """A person who asked 20 questions within a month, five of them today."""
        person, thread = (
            Person(10_000_000 + number, f"小明{number}", "zh"),
            Thread(10_000_000 + number),
        )
        await self._usernames.saw(f"xiaoming_{number}", person.id)
        await self._change_settings(thread, person, ChatSettings(language="zh"))
        await self._talk(thread, person, PRIVATE_EXCHANGES, PRIVATE_ANSWERS)

    async def group(self, number: int) -> None:
        """A group with settings, as much history as is kept, 20 answers of today and a game of 30 people."""
        thread, admin = (
            Thread(-1_000_000_000_000 - number),
            Person(20_000_000 + number, "群主", "zh"),
        )
        settings = ChatSettings(language="zh", speaks="replies", window=20)
        await self._change_settings(thread, admin, settings)
        await self._talk(thread, admin, GROUP_EXCHANGES, GROUP_ANSWERS)
        await self._play(thread, number)

    async def document(self, number: int) -> None:
        """A document of 15 pages, under the three names that it has in its chat."""
        pages = [(page, _text(number * PAGES + page, PAGE_CHARS)) for page in range(1, PAGES + 1)]
        document = Document("\n".join(text for _, text in pages), tuple(pages), "报告.pdf")
        await self._documents.keep(number, number, document, ["1", "2", "last"])

    async def post(self, number: int) -> None:
        """A post of 200 characters that waits, with its audit trail."""
        author = 30_000_000 + number
        text = _text(number, POST_CHARS)
        draft = PostDraft(author, "作者", "zh", author, None, number, text)
        await self._posts.submit(draft, per_hour=0)

    async def _change_settings(self, thread: Thread, by: Person, settings: ChatSettings) -> None:
        await self._settings.change(thread.chat_id, ChatSettings(), settings, by=by)

    async def _talk(self, thread: Thread, person: Person, exchanges: int, answers: int) -> None:
        kind: Literal["private", "group"] = "private" if thread.chat_id > 0 else "group"
        for n in range(exchanges):
            exchange = _exchange(n, person)
            await self._history.append(thread, exchange)
            if n < answers:
                request = Request(n, thread, kind, person, n, "ask", exchange.question)
                await self._answers.put(Answer("ask", request, "", (n + 1,), (), n))

    async def _play(self, thread: Thread, number: int) -> None:
        people = [40_000_000 + number * PLAYERS + n for n in range(PLAYERS)]
        chain = tuple(Move(word, people[n % PLAYERS]) for n, word in enumerate(self._words))
        scores = {person: Score(f"群友{person % 1000}", 3, 2, 1, 2) for person in people}
        gains = {person: (score.name, 3) for person, score in scores.items()}
        game = Game(version=1, chain=chain, scores=scores, turn=1)
        change = GameChange(1, None, game, GameReply("接得好！", 1), gains)
        await self._games.apply(thread, change)


async def _bytes_each(redis: Redis, store: Callable[[int], Awaitable[None]]) -> float:
    await store(0)  # scripts
    before = int((await redis.info("memory"))["used_memory"])
    for first in range(1, MANY + 1, CONCURRENT):
        await asyncio.gather(*(store(number) for number in range(first, first + CONCURRENT)))
    return (int((await redis.info("memory"))["used_memory"]) - before) / MANY


async def measured() -> dict[str, float]:
    """Bytes of each kind."""
    with TemporaryDirectory(prefix="bench-") as folder:
        async with embedded_redis(Path(folder)) as url, open_redis(url) as redis:
            fill = Fill(redis)
            kinds = {
                "private chat": fill.private_chat,
                "group": fill.group,
                "document": fill.document,
                "post": fill.post,
            }
            return {name: await _bytes_each(redis, store) for name, store in kinds.items()}


def main() -> int:
    """Print a line for each kind."""
    for name, size in asyncio.run(measured()).items():
        print(f"{name:14} {size / 1000:7.1f} kB")
    return 0


if __name__ == "__main__":
    sys.exit(main())
