"""What goes over DashScope's wire, and which of its two paths a model is asked on."""

import asyncio
from contextlib import aclosing

from langchain_core.messages import AIMessage, HumanMessage, SystemMessage

from bot.chains.chunks import generate_text
from bot.chains.request_limiter import RequestLimiter
from bot.chains.tongyi import Tongyi
from tests.chains.conftest import model_at
from tests.servers.dashscope import MULTIMODAL_PATH, TEXT_PATH
from tests.servers.steering import API_KEY, Says

QUESTION = [HumanMessage("你好")]


async def test_the_body_is_what_the_vendor_documents(dashscope, tongyi):
    """Model Studio, "DashScope API reference: Qwen", streaming example."""
    await generate_text(
        tongyi, [SystemMessage("简短"), HumanMessage("问"), AIMessage("答"), *QUESTION]
    )
    [body] = dashscope.bodies
    assert body["model"] == "qwen-plus"
    assert body["input"]["messages"] == [
        {"role": "system", "content": "简短"},
        {"role": "user", "content": "问"},
        {"role": "assistant", "content": "答"},
        {"role": "user", "content": "你好"},
    ]
    assert body["parameters"]["incremental_output"] is True
    assert body["parameters"]["result_format"] == "message"
    assert body["parameters"]["enable_thinking"] is False


async def test_a_known_multimodal_model_is_asked_on_its_path_at_once(dashscope):
    async with aclosing(model_at(dashscope.url, name="qwen3.6-plus")) as model:
        assert await generate_text(model, QUESTION) == "你好！"
    assert dashscope.paths == [MULTIMODAL_PATH]
    assert dashscope.bodies[0]["input"]["messages"][0]["content"] == [{"text": "你好"}]


async def test_an_unknown_model_changes_path_once_and_stays_there(dashscope):
    async with aclosing(model_at(dashscope.url, name="qwen3.8-flash")) as model:
        await generate_text(model, QUESTION)
        await generate_text(model, QUESTION)
    assert dashscope.paths == [TEXT_PATH, MULTIMODAL_PATH, MULTIMODAL_PATH]


async def test_a_model_that_always_thinks_is_not_told_not_to(dashscope):
    async with aclosing(model_at(dashscope.url, name="qwen3-thinking")) as model:
        await generate_text(model, QUESTION)
    assert "enable_thinking" not in dashscope.bodies[0]["parameters"]


async def test_usage_comes_with_the_last_chunk(dashscope, tongyi):
    message = await tongyi.ainvoke(QUESTION)
    assert message.usage_metadata == {"input_tokens": 12, "output_tokens": 3, "total_tokens": 15}


async def test_no_more_calls_than_allowed_are_under_way(dashscope):
    dashscope.answer = lambda _: Says(["好"] * 3, gap_s=0.02)
    gate = RequestLimiter(at_once=3)
    model = Tongyi(model="qwen-plus", api_key=API_KEY, gate=gate, base_url=dashscope.url)
    async with aclosing(model):
        answers = await asyncio.gather(*(generate_text(model, QUESTION) for _ in range(9)))
    assert answers == ["好好好"] * 9
    assert dashscope.most_open == 3


async def test_more_streams_than_a_pool_of_connections_usually_holds(dashscope):
    dashscope.answer = lambda _: Says(["好"] * 3, gap_s=0.1)
    gate = RequestLimiter(at_once=1000)
    model = Tongyi(model="qwen-plus", api_key=API_KEY, gate=gate, base_url=dashscope.url)
    async with aclosing(model):
        await asyncio.gather(*(generate_text(model, QUESTION) for _ in range(130)))
    assert dashscope.most_open > 100
