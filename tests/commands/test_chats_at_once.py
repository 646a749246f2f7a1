"""Two chats that choose differently, at the same time, on two replicas that restart: each gets its own."""

import asyncio
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from typing import Any, Self

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from pydantic import SecretStr

from bot.app.llm import open_llm
from bot.commands.ask import AskCommands
from bot.models.chat import Person
from bot.models.chat_settings import AS_CONFIGURED, ChatSettings
from bot.settings import Settings
from bot.settings.sections import Llm, Memory, Prompt
from bot.settings.settings import Secrets
from bot.storage.chat_settings.chat_settings import RedisChatSettings
from bot.storage.connection import Redis
from bot.storage.history.history import RedisHistory
from tests.fakes.answers import new_streams
from tests.fakes.chat import FakeReply, said
from tests.fakes.usage import FakeUsage
from tests.servers.dashscope import dashscope_server
from tests.servers.steering import API_KEY, ModelServer

GROUP, PRIVATE = -100, 42
WINDOW = 2
PROMPTS = {"物理": "你是物理老师。", "海盗": "你是海盗{}。"}
LANGUAGES = {"zh": "简体中文", "zh-hant": "繁體中文", "en": "English"}

CHOSEN = st.builds(
    ChatSettings,
    language=st.sampled_from([None, *LANGUAGES]),
    persona=st.sampled_from([None, *PROMPTS, "从前有过的"]),
    model=st.sampled_from([None, "qwen-plus", "qwen-flash", "qwen-withdrawn"]),
    temperature=st.sampled_from([None, 0.2, 1.2]),
    max_tokens=st.sampled_from([None, 300, 2000]),
    memory_kind=st.sampled_from([None, "window", "buffer", "summary", "vector"]),
    window=st.sampled_from([None, 0, 1, 4]),
)
STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("ask"), st.booleans()),
        st.tuples(st.just("ask"), st.booleans()),
        st.tuples(st.just("set"), st.booleans(), CHOSEN, CHOSEN),
        st.tuples(st.just("restart"), st.booleans()),
    ),
    min_size=4,
    max_size=10,
)


class Replica:
    """One process: only what is in Redis outlives it."""

    def __init__(self, redis: Redis, url: str) -> None:
        self.chat_settings = RedisChatSettings(redis)
        self._redis = redis
        self._settings = Settings(
            llm=Llm(base_url=url, temperature=0.7, max_tokens=900),
            memory=Memory(window=WINDOW),
            prompts={name: Prompt(prompt=prompt) for name, prompt in PROMPTS.items()},
            secrets=Secrets(dashscope_api_key=SecretStr(API_KEY)),
        )
        self._stack = AsyncExitStack()

    async def __aenter__(self) -> Self:
        history, meter = RedisHistory(self._redis, keep=100), FakeUsage()
        opened = open_llm(self._settings, self._redis, history, lambda _: None, meter)
        llm = await self._stack.enter_async_context(opened)
        choices = self._settings.answer_choices
        self._ask = AskCommands(llm.answerer, new_streams(), choices=choices)
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._stack.aclose()

    async def ask(self, chat_id: int, question: str) -> None:
        chosen = await self.chat_settings.get(chat_id)
        await self._ask.ask(said(question, chat_id=chat_id, settings=chosen), FakeReply())

    async def set(self, chat_id: int, chosen: ChatSettings) -> None:
        before = await self.chat_settings.get(chat_id)
        await self.chat_settings.change(chat_id, before, chosen, by=Person(1, "甲"))


@dataclass
class Expected:
    """What a chat has asked and chosen, and so what its next question is answered by."""

    chat_id: int
    chosen: ChatSettings = AS_CONFIGURED
    asked: list[str] = field(default_factory=list)
    was_folded: bool = False

    def choose(self, chosen: ChatSettings) -> None:
        self.chosen = chosen
        self.was_folded |= chosen.memory_kind == "summary"

    def check(self, body: dict[str, Any], question: str) -> None:
        system, *earlier, last = body["input"]["messages"]
        persona = PROMPTS.get(self.chosen.persona or "", "你是一个聊天群里的助手")
        assert system["content"].startswith(persona)
        assert LANGUAGES[self.chosen.language or "zh"] in system["content"]
        offered = {"qwen-plus", "qwen-flash"} & {self.chosen.model}
        assert body["model"] == (offered.pop() if offered else "qwen-plus")
        assert body["parameters"]["temperature"] == (self.chosen.temperature or 0.7)
        assert body["parameters"]["max_tokens"] == min(self.chosen.max_tokens or 900, 900)
        by_name = "" if self.chat_id > 0 else "[小明] "
        assert last["content"] == by_name + question
        self._check_memory(
            [row["content"].removeprefix(by_name) for row in earlier if row["role"] == "user"]
        )

    def _check_memory(self, seen: list[str]) -> None:
        own = [question for question in seen if not question.startswith("（更早的")]
        window = WINDOW if self.chosen.window is None else self.chosen.window
        if self.chosen.memory_kind == "vector":
            assert set(own) <= set(self.asked)
            return
        assert own == self.asked[len(self.asked) - len(own) :]
        if self.chosen.memory_kind == "buffer" and not self.was_folded:  # all of it fits
            assert own == self.asked
        elif self.chosen.memory_kind in {None, "window"} and not self.was_folded:
            assert len(own) == min(window, len(self.asked))


async def ask_in_both(
    replicas: list[Replica], server: ModelServer, chats: list[Expected], number: int
) -> None:
    questions = [f"第{number}问{chat.chat_id}" for chat in chats]
    asking = zip(replicas, chats, questions, strict=True)
    await asyncio.gather(*(at.ask(chat.chat_id, text) for at, chat, text in asking))
    bodies = [body for body in server.bodies if "messages" in body["input"]]  # no embeddings
    for chat, question in zip(chats, questions, strict=True):
        [body] = [
            body for body in bodies if body["input"]["messages"][-1]["content"].endswith(question)
        ]
        chat.check(body, question)
        chat.asked.append(question)


@pytest.mark.slow
@settings(
    max_examples=25,
    deadline=None,
    phases=(Phase.generate,),  # an example is short; to shrink one takes over half a minute
    suppress_health_check=list(HealthCheck),
)
@given(steps=STEPS)
async def test_each_chat_is_answered_and_remembered_as_it_has_chosen(redis: Redis, steps):
    await redis.flushdb()
    chats = [Expected(GROUP), Expected(PRIVATE)]
    async with dashscope_server() as server, AsyncExitStack() as stack:
        replicas = [await stack.enter_async_context(Replica(redis, server.url)) for _ in chats]
        for number, (step, turned, *chosen) in enumerate(steps):
            at = replicas[::-1] if turned else replicas
            if step == "ask":
                await ask_in_both(at, server, chats, number)
            elif step == "set":
                for replica, chat, wanted in zip(at, chats, chosen, strict=True):
                    await replica.set(chat.chat_id, wanted)
                    chat.choose(wanted)
            else:
                await at[0].__aexit__()
                index = replicas.index(at[0])
                replicas[index] = await stack.enter_async_context(Replica(redis, server.url))
