"""Time to load each kind of memory for a question, without a network.

python -m bench memory_kinds

A thread holds as many exchanges as config.yaml keeps. The model of the summaries is never called: the
summary is there, as after any folding. Kind vector ranks by BM25, which is what it does without a key.
"""

import asyncio
import time
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from langchain_core.language_models import FakeListChatModel

from bench.figure import Figure
from bot.chains.memory.factory import MemoryConfig, build_memories
from bot.chains.memory.history import ThreadMessageHistory
from bot.chains.token_count import count_tokens
from bot.models.chat import Person, Thread
from bot.models.chat_settings import MemoryKind
from bot.models.llm import Question, RunningSummary
from bot.models.usage import Caller
from bot.storage.connection import Redis, open_redis
from bot.storage.embedded import embedded_redis
from bot.storage.history.history import RedisHistory
from bot.storage.history.running_summaries import RedisRunningSummaries
from tests.fakes.usage import FakeUsage

BARS_MS: dict[MemoryKind, float] = {"window": 0.5, "buffer": 2, "summary": 5, "vector": 5}
RUNS, LOADS = 5, 200
KEEP = 100  # as config.yaml has it
TOPICS = [
    "光合作用",
    "二次函数",
    "长城",
    "量子力学",
    "红烧肉",
    "时区",
    "股票",
    "台风",
    "诗经",
    "编译器",
    "疫苗",
    "咖啡",
]
ANSWER = (
    "先说结论：和{topic}有关的这个问题要看条件。第一，{topic}的定义决定了范围；第二，常见的例子里数量是 {number}。"
    * 4
)
QUESTION = "前面说的{topic}，第 {number} 个例子为什么是这样？"
SUMMARY = "小明问过几个学科的问题，偏好简短的回答，记得他下周三要考试。" * 12


async def fill(redis: Redis, kind: MemoryKind) -> RedisHistory:
    """A history in which each kind has its thread; that of summaries holds what is not folded."""
    history = RedisHistory(redis, keep=KEEP)
    thread = thread_of(kind)
    for number in range(10 if kind == "summary" else KEEP):
        texts = {"topic": TOPICS[number % len(TOPICS)], "number": number}
        asked = Question(thread, "", caller(thread), Person(1, "小明"))
        messages = ThreadMessageHistory(history, asked, counts_tokens=True)
        await messages.store(QUESTION.format(**texts), ANSWER.format(**texts))
    if kind == "summary":
        await redis.delete(f"history:{{{thread.key}}}:summary")
        await RedisRunningSummaries(redis).fold(thread, [], None, RunningSummary(SUMMARY, (1,)))
    return history


def thread_of(kind: MemoryKind) -> Thread:
    """The chat of a kind."""
    return Thread(-1 - list(BARS_MS).index(kind))


def caller(thread: Thread) -> Caller:
    """Somebody in that chat."""
    return Caller(thread.chat_id, 1, "1")


async def measure(redis: Redis, kind: MemoryKind) -> tuple[list[float], int]:
    """The medians of the runs, and how many tokens a question costs."""
    history, thread = await fill(redis, kind), thread_of(kind)
    memories = build_memories(
        MemoryConfig(kind),
        history=history,
        summaries=RedisRunningSummaries(redis),
        model=FakeListChatModel(responses=["no"]),
        meter=FakeUsage(),
    )
    values = []
    question = {"question": "台风的那个例子，你前面是怎么解释的？"}
    for _ in range(RUNS):
        times_ms = []
        for _ in range(LOADS):
            start = time.perf_counter()
            loaded = await memories.of(Question(thread, "", caller(thread))).aload_memory_variables(
                question
            )
            times_ms.append((time.perf_counter() - start) * 1000)
        values.append(median(times_ms))
    return values, sum(count_tokens(str(message.text)) for message in loaded["history"])


async def measured() -> list[Figure]:
    """A figure for each kind."""
    figures = []
    with TemporaryDirectory(prefix="bench-") as folder:
        async with embedded_redis(Path(folder)) as url, open_redis(url) as redis:
            for kind, bar_ms in BARS_MS.items():
                values, tokens = await measure(redis, kind)
                figures.append(
                    Figure(
                        f"memory load p50, {kind} ({tokens:,} tokens a question)",
                        "ms",
                        bar_ms,
                        values,
                        "python -m bench memory_kinds",
                    )
                )
    return figures


def figures() -> list[Figure]:
    """Measure."""
    return asyncio.run(measured())
