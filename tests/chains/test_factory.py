"""The services as the factory builds them."""

import pytest

from bot.chains.factory import ModelConfig, build
from bot.chains.services import LlmServices
from bot.models.chat import Thread
from bot.models.llm import Question
from bot.ports.llm import Polisher
from tests.fakes.documents import FakePassageIndexes
from tests.fakes.llm import FakeCache, FakeHistory, FakeRunningSummaries
from tests.fakes.usage import FakeUsage, caller
from tests.servers.openai import openai_server
from tests.servers.steering import API_KEY, Says


def built(config: ModelConfig) -> LlmServices:
    history = FakeHistory()
    return build(
        config,
        history=history,
        summaries=FakeRunningSummaries(history),
        cache=FakeCache(),
        meter=FakeUsage(),
        indexes=FakePassageIndexes(),
    )


def polisher_of(services: LlmServices) -> Polisher:
    assert services.polisher is not None
    return services.polisher


async def test_router_and_answerer_call_their_own_models(dashscope):
    config = ModelConfig("tongyi", "qwen-plus", "qwen-flash", API_KEY, dashscope.url)
    services = built(config)
    dashscope.will(Says(['{"destination": "idiom", "next_inputs": ""}']))
    assert await services.router.route("接龙", caller()) == "idiom"
    answer = services.answerer.answer(Question(Thread(1), "问", caller()))
    chunks = [chunk.text async for chunk in answer]
    assert "".join(chunks) == "你好！"
    await services.aclose()
    assert [body["model"] for body in dashscope.bodies] == ["qwen-flash", "qwen-plus"]
    assert dashscope.bodies[0]["parameters"]["max_tokens"] == 60


@pytest.mark.parametrize("key", [None, API_KEY], ids=["no-key", "key"])
async def test_a_compatible_endpoint_needs_no_key(key):
    async with openai_server(key) as server:
        config = ModelConfig("openai", "local", "local", key, server.url)
        services = built(config)
        assert await polisher_of(services).polish("稿", caller()) == "你好！"
        await services.aclose()


async def test_services_built_again_do_not_use_the_closed_connections():
    async with openai_server() as server:
        config = ModelConfig("openai", "local", "local", API_KEY, server.url)
        for _ in range(2):
            services = built(config)
            assert await polisher_of(services).polish("稿", caller()) == "你好！"
            await services.aclose()


async def test_max_tokens_reaches_both_clients(dashscope):
    async with openai_server() as server:
        for provider, url in (("tongyi", dashscope.url), ("openai", server.url)):
            config = ModelConfig(provider, "qwen-plus", "qwen-flash", API_KEY, url, max_tokens=77)  # type: ignore[arg-type]  # as listed
            services = built(config)
            await polisher_of(services).polish("稿", caller())
            await services.aclose()
    assert dashscope.bodies[0]["parameters"]["max_tokens"] == 77
    assert server.bodies[0]["max_tokens"] == 77
