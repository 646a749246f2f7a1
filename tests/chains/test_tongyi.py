"""Requests to DashScope: their body, and the path on which a model is called."""

import asyncio
from contextlib import aclosing

import pytest
from langchain_core.messages import AIMessage, HumanMessage, SystemMessage

from tests.chains.conftest import model_at
from tests.servers.dashscope import MULTIMODAL_PATH, TEXT_PATH
from tests.servers.steering import Says

QUESTION = [HumanMessage("你好")]


async def test_the_body_is_as_documented(dashscope, tongyi):
    """Model Studio, "DashScope API reference: Qwen", streaming example."""
    await tongyi.ainvoke([SystemMessage("简短"), HumanMessage("问"), AIMessage("答"), *QUESTION])
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


async def test_a_known_multimodal_model_is_called_on_its_path_at_once(dashscope):
    async with aclosing(model_at(dashscope.url, name="qwen3.6-plus")) as model:
        assert (await model.ainvoke(QUESTION)).text == "你好！"
    assert dashscope.paths == [MULTIMODAL_PATH]
    assert dashscope.bodies[0]["input"]["messages"][0]["content"] == [{"text": "你好"}]


async def test_an_unknown_model_changes_its_path_once(dashscope):
    async with aclosing(model_at(dashscope.url, name="qwen3.8-flash")) as model:
        await model.ainvoke(QUESTION)
        await model.ainvoke(QUESTION)
    assert dashscope.paths == [TEXT_PATH, MULTIMODAL_PATH, MULTIMODAL_PATH]


async def test_a_call_can_name_another_model_which_is_called_on_its_own_path(dashscope):
    async with aclosing(model_at(dashscope.url, name="qwen-plus")) as model:
        for name in ("qwen3.8-flash", "qwen-plus", "qwen3.8-flash", "qwen3-thinking"):
            await model.ainvoke(QUESTION, model=name)
    assert [body["model"] for body in dashscope.bodies] == [
        "qwen3.8-flash",
        "qwen-plus",
        "qwen3.8-flash",
        "qwen3-thinking",
    ]
    refused, *answered = dashscope.paths
    assert refused == TEXT_PATH
    assert answered == [MULTIMODAL_PATH, TEXT_PATH, MULTIMODAL_PATH, TEXT_PATH]
    assert "enable_thinking" not in dashscope.bodies[-1]["parameters"]


async def test_a_model_that_always_thinks_gets_no_enable_thinking(dashscope):
    async with aclosing(model_at(dashscope.url, name="qwen3-thinking")) as model:
        await model.ainvoke(QUESTION)
    assert "enable_thinking" not in dashscope.bodies[0]["parameters"]


async def test_the_usage_of_the_last_event_is_returned(dashscope, tongyi):
    message = await tongyi.ainvoke(QUESTION)
    assert message.usage_metadata == {"input_tokens": 12, "output_tokens": 3, "total_tokens": 15}


@pytest.mark.parametrize("text", [__file__, f"file://{__file__}", "file:///nowhere", "oss://a/b"])
async def test_a_question_that_is_a_file_name_is_sent_as_text(dashscope, text):
    """Dashscope's AioMultiModalConversation would upload the file."""
    async with aclosing(model_at(dashscope.url, name="qwen3.6-plus")) as model:
        await model.ainvoke(text)
    assert dashscope.bodies[0]["input"]["messages"][0]["content"] == [{"text": text}]


@pytest.mark.slow
async def test_130_streams_are_open_at_once(dashscope):
    """An aiohttp session holds 100 connections by default."""
    dashscope.answer = lambda _: Says(["好"] * 3, gap_s=0.1)
    async with aclosing(model_at(dashscope.url, idle_timeout_s=30)) as model:
        await asyncio.gather(*(model.ainvoke(QUESTION) for _ in range(130)))
    assert dashscope.most_open > 100
