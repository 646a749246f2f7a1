"""For each kind of memory: exactly what the model saw, over five chats, restarts and answers at once.

A reference of lists says what it should see; the store is a real server.
"""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.chains import prompts
from bot.chains.ask import ModelAnswerer
from bot.chains.memory.factory import Memories, MemoryConfig, build_memories
from bot.chains.retrieval.bm25 import Bm25
from bot.chains.token_count import count_tokens
from bot.models.chat import Person, Thread
from bot.models.chat_settings import MemoryKind
from bot.models.llm import Question
from bot.models.usage import Caller
from bot.storage.connection import Redis
from bot.storage.history.history import RedisHistory
from bot.storage.history.running_summaries import RedisRunningSummaries
from tests.fakes.recording_model import FIRST_HALF, SECOND_HALF, RecordingModel
from tests.fakes.usage import FakeUsage

THREADS = (Thread(1), Thread(2), Thread(-1), Thread(-1, 7), Thread(-2))
PEOPLE = (Person(11, "小明"), Person(12, "小红"))
KEEP, WINDOW, BUFFER_TOKENS = 11, 4, 130
ANSWER = FIRST_HALF + SECOND_HALF


@dataclass
class Row:
    """An exchange as the reference knows it."""

    cause: int
    speaker_id: int | None
    question: str
    answer: str

    @property
    def messages(self) -> list[tuple[str, str]]:
        return [("human", self.question), ("ai", self.answer)]

    @property
    def said(self) -> str:
        """Without what the prompt adds."""
        question = self.question.rpartition("] ")[2]
        return f"{question}\n{self.answer.removesuffix(prompts.STOPPED_HERE)}"

    @property
    def tokens(self) -> int:
        return count_tokens(self.question + self.answer) + 10


@dataclass
class Chat:
    """What the reference expects of a thread."""

    rows: list[Row] = field(default_factory=list)
    summary: str = ""
    people: set[int | None] = field(default_factory=set)


def last_rows(chat: Chat, rows: list[Row], question: str) -> list[Row]:
    return rows[-WINDOW:]


def fitting_rows(chat: Chat, rows: list[Row], question: str) -> list[Row]:
    fitting = [
        index
        for index in range(len(rows) + 1)
        if sum(row.tokens for row in rows[index:]) <= BUFFER_TOKENS
    ]
    return rows[min(fitting) :]


def unfolded_rows(chat: Chat, rows: list[Row], question: str) -> list[Row]:
    return rows[-2 * WINDOW :]


def relevant_rows(chat: Chat, rows: list[Row], question: str) -> list[Row]:
    older, newest = rows[: -WINDOW // 2], rows[-WINDOW // 2 :]
    best = Bm25([row.said for row in older]).rank(question)[: WINDOW // 2]
    return [older[index] for index in sorted(best)] + newest


SHOWN: dict[MemoryKind, Callable[[Chat, list[Row], str], list[Row]]] = {
    "window": last_rows,
    "buffer": fitting_rows,
    "summary": unfolded_rows,
    "vector": relevant_rows,
}


class World:
    """The bot with its store, and beside it the reference."""

    def __init__(self, redis: Redis, kind: MemoryKind) -> None:
        self.redis, self.kind = redis, kind
        self.model = RecordingModel()
        self.chats = {thread: Chat() for thread in THREADS}
        self.causes = 0
        self.start()

    def start(self) -> None:
        """Start the process (again): only the store is left of the one before."""
        self.history = RedisHistory(self.redis, keep=KEEP)
        self.memories: Memories = build_memories(
            MemoryConfig(self.kind, WINDOW, BUFFER_TOKENS),
            history=self.history,
            summaries=RedisRunningSummaries(self.redis),
            model=self.model,
            meter=FakeUsage(),
        )
        self.answerer = ModelAnswerer(self.model, self.memories.of, FakeUsage())

    async def ask(
        self, at: int, who: int, words: str, *, again: int | None = None, stops: bool = False
    ) -> None:
        """Ask, or ask the exchange number `again` anew; check what the model saw, and note the answer."""
        begun = await self.begin(at, who, words, again=again, holds=stops)
        await self.end(begun, stops=stops)

    async def begin(
        self, at: int, who: int, words: str, *, again: int | None = None, holds: bool = True
    ) -> "Begun":
        """Ask, and let the model answer half; check what it saw."""
        thread = THREADS[at]
        speaker = PEOPLE[who] if thread.chat_id < 0 else None
        self.causes += 1
        begun = Begun(thread, speaker, f"{self.causes} {words}", self.causes)
        rows = self.chats[thread].rows
        if again is not None and rows:
            begun.replaces = rows[again % len(rows)].cause
        if holds:
            self.model.gates[begun.question] = asyncio.Event()
        begun.task = asyncio.create_task(self._answer(begun))
        async with asyncio.timeout(5):
            await begun.first_words.wait()
        self.check(begun)
        return begun

    async def _answer(self, begun: "Begun") -> None:
        question = Question(
            begun.thread,
            begun.question,
            Caller(begun.thread.chat_id, 1, str(begun.cause)),
            speaker=begun.speaker,
            cause=begun.cause,
            replaces=begun.replaces,
        )
        async for chunk in self.answerer.answer(question):
            begun.heard += chunk.text
            begun.first_words.set()

    async def end(self, begun: "Begun", *, stops: bool = False) -> None:
        """Let the answer end, or stop it."""
        gate = self.model.gates.pop(begun.question, None)
        if stops:
            begun.task.cancel()
        elif gate:
            gate.set()
        await asyncio.wait([begun.task])
        assert begun.heard == (FIRST_HALF if stops else ANSWER)
        await self.memories.finish()
        self.note(begun, stops=stops)

    def check(self, begun: "Begun") -> None:
        """The model saw what the reference says, and the question."""
        chat = self.chats[begun.thread]
        rows = [row for row in chat.rows if row.cause != begun.replaces]
        expected: list[tuple[str, str]] = []
        if chat.summary:
            expected.append(("human", prompts.EARLIER.format(summary=chat.summary)))
        for row in SHOWN[self.kind](chat, rows, begun.question):
            expected += row.messages
        assert self.model.seen[-1] == [*expected, ("human", begun.shown)]

    def note(self, begun: "Begun", *, stops: bool) -> None:
        """The answer is part of what is remembered."""
        chat = self.chats[begun.thread]
        answer = FIRST_HALF + prompts.STOPPED_HERE if stops else ANSWER
        person = begun.speaker.id if begun.speaker else None
        row = Row(begun.cause, person, begun.shown, answer)
        places = [index for index, old in enumerate(chat.rows) if old.cause == begun.replaces]
        if places:
            chat.rows[places[0]] = row
        else:
            chat.rows = [*chat.rows, row][-KEEP:]
        if self.kind == "summary" and not stops and len(chat.rows) > WINDOW:
            folded = chat.rows[: len(chat.rows) - WINDOW // 2]
            chat.rows = chat.rows[len(folded) :]
            parts = [*filter(None, [chat.summary]), *(old.question for old in folded)]
            chat.summary = " / ".join(parts)
            chat.people |= {old.speaker_id for old in folded}

    async def both(self, first: int, second: int, words: str) -> None:
        """Two people ask at once; neither answer is there when the other begins."""
        one = await self.begin(first, 0, words)
        other = await self.begin(second, 1, words)
        await self.end(one)
        await self.end(other)

    async def forget(self, at: int, who: int) -> None:
        """Somebody deletes what they said in a chat and its topics."""
        chat_id, theirs = THREADS[at].chat_id, {None, PEOPLE[who].id}
        await self.history.forget(chat_id, PEOPLE[who].id)
        for thread, chat in self.chats.items():
            if thread.chat_id == chat_id:
                chat.rows = [row for row in chat.rows if row.speaker_id not in theirs]
                if chat.people & theirs:
                    chat.summary, chat.people = "", set()

    async def reset(self, at: int) -> None:
        """Somebody deletes the conversation of a thread."""
        await self.history.clear(THREADS[at])
        self.chats[THREADS[at]] = Chat()


@dataclass
class Begun:
    """An answer under way."""

    thread: Thread
    speaker: Person | None
    question: str
    cause: int
    replaces: int | None = None
    heard: str = ""
    first_words: asyncio.Event = field(default_factory=asyncio.Event)
    task: asyncio.Task[None] = field(init=False)

    @property
    def shown(self) -> str:
        """The question as the model sees it."""
        return f"[{self.speaker.name}] {self.question}" if self.speaker else self.question


AT, WHO = st.sampled_from([0, 1, 2, 2, 2, 3, 4]), st.integers(0, 1)
WORDS = st.lists(
    st.sampled_from(["光合作用", "二次函数", "万里长城", "红烧肉", "台风路径", "Python", "诗经"]),
    min_size=1,
    max_size=3,
).map("，".join)
STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("ask"), AT, WHO, WORDS),
        st.tuples(st.just("ask"), AT, WHO, WORDS),
        st.tuples(st.just("ask"), AT, WHO, WORDS),
        st.tuples(st.just("both"), AT, AT, WORDS),
        st.tuples(st.just("stop"), AT, WHO, WORDS),
        st.tuples(st.just("again"), AT, WHO, WORDS, st.integers(0, 20)),
        st.tuples(st.just("forget"), AT, WHO),
        st.tuples(st.just("reset"), AT),
        st.tuples(st.just("restart")),
    ),
    min_size=5,
    max_size=40,
)


@pytest.mark.parametrize("kind", SHOWN)
@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(steps=STEPS)
async def test_the_model_sees_exactly_what_is_remembered(redis, kind, steps):
    await redis.flushall()
    world = World(redis, kind)
    for name, *arguments in steps:
        match name:
            case "ask":
                await world.ask(*arguments)
            case "stop":
                await world.ask(*arguments, stops=True)
            case "again":
                await world.ask(*arguments[:3], again=arguments[3])
            case "restart":
                world.start()
            case _:
                await getattr(world, name)(*arguments)


@pytest.mark.parametrize("kind", SHOWN)
async def test_a_long_conversation_of_many_is_remembered_exactly(redis, kind):
    """Long enough for every limit, with the chats interleaved."""
    world = World(redis, kind)
    for number in range(60):
        await world.ask(number % 5, number % 2, f"{['台风', '长城', '诗经', '函数'][number % 4]}")
        if number % 20 == 19:
            world.start()
            await world.both(number % 5, number % 5, "台风")
