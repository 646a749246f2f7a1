"""The endpoint for clients of OpenAI, with the real client."""

import openai
import pytest

from tests.servers.steering import Fails, Says


@pytest.fixture
async def client(listening_api):
    url = f"{str(listening_api.client.base_url).rstrip('/')}/v1"
    async with openai.AsyncOpenAI(base_url=url, api_key="key-of-alice", max_retries=0) as client:
        yield client


async def test_models_are_the_personas_and_the_models(client):
    names = [model.id async for model in client.models.list()]
    assert names == ["default", "auto", "物理", "qwen-plus", "qwen-flash"]


async def test_a_completion_is_the_answer_to_the_last_message(client, model, listening_api):
    model.will(Says(["因为", "散射。"]))
    completion = await client.chat.completions.create(
        model="物理",
        messages=[
            {"role": "system", "content": "说得简单。"},
            {"role": "user", "content": "你好"},
            {"role": "assistant", "content": "你好！"},
            {"role": "user", "content": [{"type": "text", "text": "天空为什么蓝？"}]},
        ],
        temperature=0.5,
        max_tokens=99,
    )
    assert completion.choices[0].message.content == "因为散射。"
    assert completion.choices[0].finish_reason == "stop"
    system, *rest = model.bodies[-1]["input"]["messages"]
    assert system["content"].startswith("你是物理老师。\n\n说得简单。")
    assert [row["content"] for row in rest] == ["你好", "你好！", "天空为什么蓝？"]
    assert model.bodies[-1]["parameters"]["max_tokens"] == 99
    assert (await listening_api.client.get("/conversations")).json() == {"conversations": []}


async def test_a_stream_is_chunks_with_a_finish_reason(client, model):
    model.will(Says(["因为", "散射。"], gap_s=0.02, finish="length"))
    stream = await client.chat.completions.create(
        model="qwen-flash", messages=[{"role": "user", "content": "?!"}], stream=True
    )
    chunks = [chunk.choices[0] async for chunk in stream]
    assert "".join(chunk.delta.content or "" for chunk in chunks) == "因为散射。"
    assert chunks[0].delta.role == "assistant"
    assert chunks[-1].finish_reason == "length"
    assert model.bodies[-1]["model"] == "qwen-flash"


async def test_failures_are_those_that_the_client_knows(client, model, listening_api):
    user = [{"role": "user", "content": "?!"}]
    with pytest.raises(openai.UnprocessableEntityError) as refused:
        await client.chat.completions.create(model="gpt-9", messages=user)
    assert "gpt-9" in refused.value.message
    with pytest.raises(openai.UnprocessableEntityError):
        await client.chat.completions.create(model="default", messages=[])
    model.will(Fails(401, "InvalidApiKey"))
    with pytest.raises(openai.InternalServerError):
        await client.chat.completions.create(model="default", messages=user)
    with pytest.raises(openai.AuthenticationError):
        await client.with_options(api_key="wrong").models.list()
    model.will(Says(["a", "b"], error_at=(1, 500, "InternalError", "no"), gap_s=0.05))
    stream = await client.chat.completions.create(model="default", messages=user, stream=True)
    with pytest.raises(openai.APIError):
        [chunk async for chunk in stream]


async def test_a_picture_is_refused_in_a_sentence(client):
    picture = {"type": "image_url", "image_url": {"url": "data:,"}}
    with pytest.raises(openai.UnprocessableEntityError) as refused:
        await client.chat.completions.create(
            model="default", messages=[{"role": "user", "content": [picture]}]
        )
    assert "图片" in refused.value.message
