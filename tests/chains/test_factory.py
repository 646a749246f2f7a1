"""Everything that talks, as it is put together."""

import pytest

from bot.chains.factory import ModelConfig, build
from bot.models.chat import Thread
from tests.fakes.llm import FakeCache, FakeHistory
from tests.servers.openai import openai_server
from tests.servers.steering import API_KEY, Says


async def test_router_and_answers_ask_their_own_models(dashscope):
    config = ModelConfig("tongyi", "qwen-plus", "qwen-flash", API_KEY, dashscope.url)
    talk = build(config, history=FakeHistory(), cache=FakeCache())
    dashscope.will(Says(['{"destination": "idiom", "next_inputs": ""}']))
    assert await talk.router.route("接龙") == "idiom"
    pieces = [piece.text async for piece in talk.answers.answer(Thread(1), "问")]
    assert "".join(pieces) == "你好！"
    await talk.aclose()
    assert [body["model"] for body in dashscope.bodies] == ["qwen-flash", "qwen-plus"]
    assert dashscope.bodies[0]["parameters"]["max_tokens"] == 60


@pytest.mark.parametrize("key", [None, API_KEY], ids=["no-key", "key"])
async def test_a_compatible_endpoint_may_do_without_a_key(key):
    async with openai_server(key) as server:
        config = ModelConfig("openai", "local", "local", key, server.url)
        talk = build(config, history=FakeHistory(), cache=FakeCache())
        assert await talk.polisher.polish("稿") == "你好！"
        await talk.aclose()


async def test_a_house_built_anew_does_not_use_the_closed_connections():
    async with openai_server() as server:
        config = ModelConfig("openai", "local", "local", API_KEY, server.url)
        for _ in range(2):
            talk = build(config, history=FakeHistory(), cache=FakeCache())
            assert await talk.polisher.polish("稿") == "你好！"
            await talk.aclose()
