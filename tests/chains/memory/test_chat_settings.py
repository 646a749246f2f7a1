"""Two chats that set their memory differently, on two replicas that restart: each gets its own."""

from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.chains.ask import ModelAnswerer
from bot.chains.memory.factory import MemoryConfig, build_memories
from bot.models.chat import Person, Thread
from bot.models.chat_settings import ChatSettings
from bot.storage.chat_settings.chat_settings import RedisChatSettings
from bot.storage.connection import Redis
from bot.storage.history.history import RedisHistory
from bot.storage.history.running_summaries import RedisRunningSummaries
from tests.fakes.recording_model import RecordingModel
from tests.fakes.usage import FakeUsage, caller

CHATS = (Thread(-100), Thread(42))
CONFIGURED_WINDOW = 2
MEMORY = st.builds(
    ChatSettings,
    memory_kind=st.sampled_from([None, "window", "buffer"]),
    window=st.sampled_from([None, 0, 1, 4]),
)
STEPS = st.lists(
    st.tuples(
        st.sampled_from(["ask", "ask", "ask", "set", "restart"]),
        st.integers(0, 1),
        st.integers(0, 1),
        MEMORY,
    ),
    max_size=12,
)


class Replica:
    """One process: only what is in Redis outlives it."""

    def __init__(self, redis: Redis, model: RecordingModel) -> None:
        self.chat_settings = RedisChatSettings(redis)
        memories = build_memories(
            MemoryConfig("window", CONFIGURED_WINDOW),
            history=RedisHistory(redis, keep=100),
            summaries=RedisRunningSummaries(redis),
            model=model,
            meter=FakeUsage(),
        )
        self._answerer = ModelAnswerer(model, memories.of, FakeUsage())

    async def ask(self, thread: Thread, question: str) -> None:
        chosen = await self.chat_settings.get(thread.chat_id)
        async for _ in self._answerer.answer(thread, question, caller=caller(), settings=chosen):
            pass


def expected(asked: list[str], chosen: ChatSettings) -> list[str]:
    if chosen.memory_kind == "buffer":  # all of it fits
        return asked
    window = CONFIGURED_WINDOW if chosen.window is None else chosen.window
    return asked[len(asked) - min(window, len(asked)) :]


@pytest.mark.slow
@settings(max_examples=20, deadline=None, suppress_health_check=list(HealthCheck))
@given(steps=STEPS)
async def test_each_chat_is_remembered_as_it_has_set(redis: Redis, steps):
    await redis.flushdb()
    model = RecordingModel()
    replicas = [Replica(redis, model), Replica(redis, model)]
    asked: dict[Thread, list[str]] = {thread: [] for thread in CHATS}
    wanted = dict.fromkeys(CHATS, ChatSettings())
    for number, (step, chat, at, chosen) in enumerate(steps):
        thread = CHATS[chat]
        if step == "restart":
            replicas[at] = Replica(redis, model)
        elif step == "set":
            store, by = replicas[at].chat_settings, Person(1, "甲")
            before = await store.get(thread.chat_id)
            after = replace(before, memory_kind=chosen.memory_kind, window=chosen.window)
            await store.change(thread.chat_id, before, after, by=by)
            wanted[thread] = after
        else:
            question = f"问{number}"
            await replicas[at].ask(thread, question)
            seen = [text for kind, text in model.seen[-1] if kind == "human"]
            assert seen == [*expected(asked[thread], wanted[thread]), question]
            asked[thread].append(question)
