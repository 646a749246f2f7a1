"""The endpoint for clients of OpenAI, with the real client."""

import openai
import pytest

from tests.servers.steering import Fails, Says


@pytest.fixture
async def client(api):
    """Calls the application."""
    async with client_of(api, http_client=api.client) as client:
        yield client


def client_of(api, **options) -> openai.AsyncOpenAI:
    url = f"{str(api.client.base_url).rstrip('/')}/v1"
    return openai.AsyncOpenAI(base_url=url, api_key="key-of-alice", max_retries=0, **options)


async def test_models_are_the_personas_and_the_models(client):
    names = [model.id async for model in client.models.list()]
    assert names == ["default", "auto", "物理", "qwen-plus", "qwen-flash"]


async def test_a_completion_is_the_answer_to_the_last_message(client, model, api):
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
    assert (await api.client.get("/conversations")).json() == {"conversations": []}


async def test_a_stream_is_chunks_with_a_finish_reason(listening_api, model):
    model.will(Says(["因为", "散射。"], gap_s=0.02, finish="length"))
    async with client_of(listening_api) as client:
        stream = await client.chat.completions.create(
            model="qwen-flash", messages=[{"role": "user", "content": "?!"}], stream=True
        )
        chunks = [chunk.choices[0] async for chunk in stream]
    assert "".join(chunk.delta.content or "" for chunk in chunks) == "因为散射。"
    assert chunks[0].delta.role == "assistant"
    assert chunks[-1].finish_reason == "length"
    assert model.bodies[-1]["model"] == "qwen-flash"


USER = [{"role": "user", "content": "?!"}]


async def test_a_model_can_be_looked_up(client):
    assert (await client.models.retrieve("物理")).id == "物理"
    with pytest.raises(openai.NotFoundError) as unknown:
        await client.models.retrieve("gpt-9")
    assert unknown.value.code == "model_not_found"


@pytest.mark.parametrize("stream", [False, True])
async def test_the_tokens_are_those_that_the_service_reports(client, model, stream):
    model.will(Says(["因为", "散射。"]))
    asked = {"stream": True, "stream_options": {"include_usage": True}} if stream else {}
    answer = await client.chat.completions.create(model="default", messages=USER, **asked)
    if stream:
        *chunks, last = [chunk async for chunk in answer]
        assert last.choices == []
        assert {chunk.usage for chunk in chunks} == {None}
        usage = last.usage
    else:
        usage = answer.usage
    assert (usage.prompt_tokens, usage.completion_tokens, usage.total_tokens) == (12, 2, 14)


async def test_what_would_mislead_by_its_lack_is_refused_and_the_rest_ignored(client, model):
    refused = {
        "n": 2,
        "tools": [{"type": "function", "function": {"name": "f", "parameters": {}}}],
        "functions": [{"name": "f"}],
        "response_format": {"type": "json_object"},
        "logprobs": True,
    }
    for field, value in refused.items():
        with pytest.raises(openai.BadRequestError) as error:
            await client.chat.completions.create(
                model="default", messages=USER, extra_body={field: value}
            )
        assert (error.value.param, field in error.value.message) == (field, True)
    assert model.bodies == []
    unharmful = {"n": 1, "tool_choice": "none", "response_format": {"type": "text"}, "user": "u"}
    await client.chat.completions.create(
        model="default",
        messages=[*USER, {"role": "assistant", "content": None}, *USER],
        stop=["。", "END"],
        seed=1,
        top_p=0.9,
        extra_body=refused | unharmful | {"logprobs": False, "functions": [], "whatever": {}},
    )
    assert model.bodies[-1]["parameters"]["stop"] == ["。", "END"]


async def test_failures_are_those_that_the_client_knows(client, model):
    create = client.chat.completions.create
    with pytest.raises(openai.NotFoundError) as unknown:
        await create(model="gpt-9", messages=USER)
    assert "gpt-9" in unknown.value.message
    with pytest.raises(openai.BadRequestError) as bad:
        await create(model="default", messages=USER, extra_body={"temperature": "hot"})
    assert bad.value.param == "temperature"
    with pytest.raises(openai.BadRequestError):
        await create(model="default", messages=[])
    model.will(Fails(401, "InvalidApiKey"), Fails(400, "DataInspectionFailed"))
    with pytest.raises(openai.InternalServerError):
        await create(model="default", messages=USER)
    with pytest.raises(openai.BadRequestError) as blocked:
        await create(model="default", messages=USER)
    assert blocked.value.code == "content_filter"
    with pytest.raises(openai.AuthenticationError):
        await client.with_options(api_key="wrong").models.list()
    with pytest.raises(openai.NotFoundError):
        await client.embeddings.create(model="default", input="x")
    model.will(Says(["a", "b"], error_at=(1, 500, "InternalError", "no"), gap_s=0.05))
    stream = await create(model="default", messages=USER, stream=True)
    with pytest.raises(openai.APIError):
        [chunk async for chunk in stream]


async def test_over_the_budget_the_client_learns_when_to_try_again(client, model):
    site = client.with_options(api_key="key-of-site")
    for _ in range(10):
        await site.chat.completions.create(model="default", messages=USER)
    with pytest.raises(openai.RateLimitError) as limited:
        await site.chat.completions.create(model="default", messages=USER)
    assert 1 <= int(limited.value.response.headers["Retry-After"]) <= 60
    assert limited.value.code == "rate_limit_exceeded"


async def test_a_picture_is_refused_in_a_sentence(client):
    picture = {"type": "image_url", "image_url": {"url": "data:,"}}
    with pytest.raises(openai.BadRequestError) as refused:
        await client.chat.completions.create(
            model="default", messages=[{"role": "user", "content": [picture]}]
        )
    assert "图片" in refused.value.message
