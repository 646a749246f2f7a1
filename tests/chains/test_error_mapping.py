"""Every way in which a model service fails, over the real SDKs of both protocols."""

import asyncio
from collections.abc import Callable
from contextlib import aclosing

import pytest
from langchain_core.messages import HumanMessage

from bot.chains.chunks import stream_chunks
from bot.chains.factory import ChatModel
from bot.errors import (
    ModelAuth,
    ModelBlocked,
    ModelCut,
    ModelFull,
    ModelQuota,
    ModelRefused,
    ModelSilent,
    ModelThrottled,
    ModelTooLong,
    ModelUnavailable,
)
from bot.models.llm import Chunk
from tests.chains.conftest import model_at
from tests.servers.steering import Fails, ModelServer, Says

QUESTION = [HumanMessage("你好")]


async def text_of(model: ChatModel, into: list[str] | None = None) -> str:
    """The whole text; `into` also holds what came before an error."""
    got = [] if into is None else into
    async for chunk in stream_chunks(model, QUESTION):
        got.append(chunk.text)
    return "".join(got)


async def test_the_text_arrives_whole_and_in_order(server_and_model):
    server, model = server_and_model
    server.will(Says(["天", "空", "是蓝的。", "🐉" * 3000]))
    assert await text_of(model) == "天空是蓝的。" + "🐉" * 3000


async def test_a_chunk_is_yielded_before_the_next_one_is_sent(server_and_model):
    server, model = server_and_model
    server.will(Says(["第一", "第二"], hang_at=1))
    stream = stream_chunks(model, QUESTION)
    assert await anext(stream) == Chunk("第一")
    assert server.open == 1
    await stream.aclose()


async def test_reasoning_is_yielded_without_its_text(server_and_model):
    server, model = server_and_model
    server.will(Says(thinking=["二加二", "等于四"], hang_at=0))
    stream = stream_chunks(model, QUESTION)
    assert await anext(stream) == Chunk(thinking=True)
    await stream.aclose()


REFUSALS = [
    pytest.param(
        400, "DataInspectionFailed", "Input data may contain…", ModelBlocked, id="blocked"
    ),
    pytest.param(400, "data_inspection_failed", "no", ModelBlocked, id="blocked-compatible"),
    pytest.param(401, "InvalidApiKey", "Invalid API-key provided.", ModelAuth, id="key"),
    pytest.param(403, "AccessDenied", "Access denied.", ModelAuth, id="denied"),
    pytest.param(400, "Arrearage", "Access denied, overdue payment.", ModelQuota, id="arrears"),
    pytest.param(429, "insufficient_quota", "You exceeded your quota.", ModelQuota, id="quota"),
    pytest.param(404, "ModelNotFound", "Model can not be found.", ModelRefused, id="model"),
    pytest.param(
        400,
        "InvalidParameter",
        "Range of input length should be [1, 98304]",
        ModelTooLong,
        id="too-long",
    ),
]


@pytest.mark.parametrize(("status", "code", "message", "kind"), REFUSALS)
async def test_a_permanent_error_is_raised_with_its_cause_and_not_retried(
    server_and_model, status, code, message, kind
):
    server, model = server_and_model
    server.will(Fails(status, code, message))
    with pytest.raises(kind) as raised:
        await text_of(model)
    assert raised.type is kind
    assert raised.value.__cause__ is not None
    assert len(server.bodies) == 1


@pytest.mark.parametrize(
    ("status", "code", "kind"),
    [
        pytest.param(429, "Throttling.RateQuota", ModelThrottled, id="throttled"),
        pytest.param(408, "RequestTimeOut", ModelUnavailable, id="timeout"),
        pytest.param(500, "InternalError", ModelUnavailable, id="internal"),
        pytest.param(503, "ModelUnavailable", ModelUnavailable, id="unavailable"),
    ],
)
async def test_a_transient_error_is_tried_three_times(server_and_model, status, code, kind):
    server, model = server_and_model
    server.will(*[Fails(status, code)] * 2, Says(["好"]))
    assert await text_of(model) == "好"
    server.will(*[Fails(status, code)] * 3)
    with pytest.raises(kind):
        await text_of(model)
    assert len(server.bodies) == 6


async def test_a_connection_lost_before_the_first_chunk_is_retried(server_and_model):
    server, model = server_and_model
    server.will(Says(cut_at=0), Says(["好"]))
    assert await text_of(model) == "好"


@pytest.mark.parametrize(
    "broken",
    [
        pytest.param(Says(["一", "二", "三"], cut_at=2), id="reset"),
        pytest.param(Says(["一", "二"], ends=False), id="no-finish-reason"),
        pytest.param(
            Says(["一", "二", "三"], error_at=(2, 500, "InternalError", "oops")), id="error-event"
        ),
    ],
)
async def test_a_broken_stream_keeps_its_text_and_is_not_retried(server_and_model, broken):
    server, model = server_and_model
    server.will(broken)
    got: list[str] = []
    with pytest.raises(ModelCut):
        await text_of(model, got)
    assert "".join(got) == "一二"
    assert len(server.bodies) == 1


@pytest.mark.parametrize("heartbeats", [False, True])
async def test_a_stream_that_falls_silent_keeps_its_text_and_is_not_retried(
    let_pass, server_and_model, heartbeats
):
    server, model = server_and_model
    server.will(Says(["一", "二", "三"], hang_at=2, heartbeats=heartbeats))
    got: list[str] = []
    answering = asyncio.create_task(text_of(model, got))
    while "".join(got) != "一二":  # noqa: ASYNC110 -- the client has no event for it
        await asyncio.sleep(0)
    await be_silent(server, let_pass)
    with pytest.raises(ModelCut):
        await answering
    assert len(server.bodies) == 1


async def test_an_answer_blocked_in_the_middle_is_raised_as_blocked(server_and_model):
    server, model = server_and_model
    server.will(Says(["一", "二"], error_at=(1, 400, "DataInspectionFailed", "Output data…")))
    with pytest.raises(ModelBlocked):
        await text_of(model)


@pytest.mark.parametrize("heartbeats", [False, True])
async def test_a_server_that_never_answers_is_not_retried(let_pass, server_and_model, heartbeats):
    server, model = server_and_model
    server.will(Says(hang_at=0, heartbeats=heartbeats))
    answering = asyncio.create_task(text_of(model))
    await server.hanging.wait()
    await be_silent(server, let_pass)
    with pytest.raises(ModelUnavailable):
        await answering
    assert len(server.bodies) == 1


async def be_silent(server: ModelServer, let_pass: Callable[[float], None]) -> None:
    """For longer than a client waits; heartbeats in the middle of it make no difference."""
    let_pass(20)
    for _ in range(2):
        server.beaten.clear()
        await server.beaten.wait()
    let_pass(20)


@pytest.mark.parametrize("provider", ["tongyi", "openai"])
async def test_a_refused_connection_is_unavailable(provider):
    model = model_at("http://127.0.0.1:9/v1", provider)
    async with aclosing(model):
        with pytest.raises(ModelUnavailable):
            await text_of(model)


async def test_an_answer_without_text_is_an_error(server_and_model):
    server, model = server_and_model
    server.will(Says([]))
    with pytest.raises(ModelSilent):
        await text_of(model)


@pytest.mark.parametrize(
    ("finish", "error"), [("length", ModelFull), ("content_filter", ModelBlocked)]
)
async def test_an_unfinished_answer_keeps_its_text_and_names_the_reason(
    server_and_model, finish, error
):
    server, model = server_and_model
    server.will(Says(["一", "二"], finish=finish))
    got: list[str] = []
    with pytest.raises(error):
        await text_of(model, got)
    assert "".join(got) == "一二"


async def test_a_cancel_closes_the_connection_of_a_silent_server(server_and_model):
    server, model = server_and_model
    server.will(Says(["一"], hang_at=1))
    task = asyncio.create_task(text_of(model))
    await server.hanging.wait()
    task.cancel()
    async with asyncio.timeout(5):
        await server.cancelled.wait()
    assert task.cancelled() or task.cancelling()


async def test_invoke_returns_the_whole_text(server_and_model):
    server, model = server_and_model
    server.will(Says(["成", "语"]))
    assert (await model.ainvoke(QUESTION)).text == "成语"
