"""What chats choose reaches the model with their own questions, and with no others."""

import asyncio
from contextlib import aclosing
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.chains.ask import ModelAnswerer
from bot.chains.factory import ModelConfig, chat_model
from bot.chains.memory.window import window_memory
from bot.commands.ask import AskCommands
from bot.models.answer_choices import AnswerChoices
from bot.models.chat_settings import AS_CONFIGURED, ChatSettings
from bot.models.persona import Persona
from tests.fakes.answers import new_streams
from tests.fakes.chat import FakeReply, said
from tests.fakes.llm import FakeHistory
from tests.fakes.usage import FakeUsage
from tests.servers.dashscope import dashscope_server
from tests.servers.steering import API_KEY

PERSONAS = {"物理": Persona("你是物理老师。"), "海盗": Persona("你是海盗{}。")}
OFFERED = AnswerChoices(PERSONAS, "qwen-plus", ("qwen-plus", "qwen-flash"), 0.7, max_tokens=900)

chat_settings = st.builds(
    ChatSettings,
    persona=st.sampled_from([None, *PERSONAS, "从前有过的"]),
    model=st.sampled_from([None, *OFFERED.models, "qwen-withdrawn"]),
    temperature=st.sampled_from([None, 0.2, 1.2]),
    max_tokens=st.sampled_from([None, 300, 2000]),
)


async def bodies_of(chats: list[ChatSettings]) -> dict[str, dict[str, Any]]:
    """Ask in all the chats at once; question -> the body of its request."""
    async with dashscope_server() as server:
        config = ModelConfig("tongyi", OFFERED.model, "qwen-flash", API_KEY, server.url)
        async with aclosing(chat_model(config, config.model, max_tokens=900)) as model:
            history = FakeHistory()
            answerer = ModelAnswerer(
                model, lambda asked: window_memory(history, asked, 5), FakeUsage()
            )
            ask = AskCommands(answerer, new_streams(), choices=OFFERED)
            questions = (
                ask.ask(said(f"问题{number}", chat_id=number, settings=chosen), FakeReply())
                for number, chosen in enumerate(chats, 1)
            )
            await asyncio.gather(*questions)
        return {body["input"]["messages"][-1]["content"]: body for body in server.bodies}


@given(st.lists(chat_settings, min_size=2, max_size=5))
@settings(max_examples=12, deadline=None)
def test_every_chat_has_its_own_persona_model_temperature_and_length_at_the_same_time(chats):
    bodies = asyncio.run(bodies_of(chats))
    assert len(bodies) == len(chats)
    for number, chosen in enumerate(chats, 1):
        body = bodies[f"问题{number}"]
        persona = PERSONAS.get(chosen.persona or "")
        system = body["input"]["messages"][0]["content"]
        assert system.startswith(persona.prompt if persona else "你是一个聊天群里的助手")
        assert body["model"] == (chosen.model if chosen.model in OFFERED.models else "qwen-plus")
        parameters = body["parameters"]
        assert parameters["temperature"] == (chosen.temperature or 0.7)
        assert parameters["max_tokens"] == min(chosen.max_tokens or 900, 900)


@pytest.mark.parametrize(
    ("asked", "configured", "length"),
    [(None, None, None), (300, None, 300), (None, 900, 900), (2000, 900, 900), (-1, 900, 900)],
)
def test_an_answer_is_no_longer_than_configured(asked, configured, length):
    offered = AnswerChoices({}, max_tokens=configured)
    assert offered.options(ChatSettings(max_tokens=asked)).max_tokens == length


def test_where_nothing_is_chosen_and_nothing_configured_the_service_decides():
    options = AnswerChoices({}).options(AS_CONFIGURED)
    assert (options.model, options.temperature, options.max_tokens) == (None, None, None)
