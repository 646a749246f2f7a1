"""Every way a model service fails, over the real SDKs of both protocols."""

import asyncio
from contextlib import aclosing

import pytest
from langchain_core.messages import HumanMessage

from bot.chains.chunks import stream_chunks
from bot.chains.factory import Model
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
from tests.servers.steering import Fails, Says

QUESTION = [HumanMessage("你好")]


async def text_of(model: Model, into: list[str] | None = None) -> str:
    """All text; what came before an error stays in `into`."""
    got = [] if into is None else into
    async for piece in stream_chunks(model, QUESTION):
        got.append(piece.text)
    return "".join(got)


async def test_every_chunk_comes_through_in_order(place):
    server, model = place
    server.will(Says(["天", "空", "是蓝的。", "🐉" * 3000]))
    assert await text_of(model) == "天空是蓝的。" + "🐉" * 3000


async def test_a_chunk_is_handed_on_before_the_next_one_exists(place):
    server, model = place
    server.will(Says(["第一", "第二"], hang_at=1))
    stream = stream_chunks(model, QUESTION)
    assert await anext(stream) == Chunk("第一")
    assert server.open == 1
    await stream.aclose()


async def test_reasoning_is_a_sign_without_text(place):
    server, model = place
    server.will(Says(["四"], thinking=["二加二", "等于四"]))
    assert [
        piece async for piece in stream_chunks(model, QUESTION) if piece.text or piece.thinking
    ] == [
        Chunk(thinking=True),
        Chunk(thinking=True),
        Chunk("四"),
    ]


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
async def test_a_refusal_is_raised_as_its_kind_and_not_tried_again(
    place, status, code, message, kind
):
    server, model = place
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
async def test_what_passes_by_itself_is_tried_three_times(place, status, code, kind):
    server, model = place
    server.will(*[Fails(status, code)] * 2, Says(["好"]))
    assert await text_of(model) == "好"
    server.will(*[Fails(status, code)] * 3)
    with pytest.raises(kind):
        await text_of(model)
    assert len(server.bodies) == 6


async def test_a_connection_broken_before_the_first_chunk_is_tried_again(place):
    server, model = place
    server.will(Says(cut_at=0), Says(["好"]))
    assert await text_of(model) == "好"


@pytest.mark.parametrize(
    "broken",
    [
        pytest.param(Says(["一", "二", "三"], cut_at=2), id="reset"),
        pytest.param(Says(["一", "二"], ends=False), id="no-finish-reason"),
        pytest.param(Says(["一", "二", "三"], hang_at=2), id="silence"),
        pytest.param(
            Says(["一", "二", "三"], error_at=(2, 500, "InternalError", "oops")), id="error-event"
        ),
    ],
)
async def test_a_broken_stream_keeps_what_came_and_is_not_tried_again(place, broken):
    server, model = place
    server.will(broken)
    got: list[str] = []
    with pytest.raises(ModelCut):
        await text_of(model, got)
    assert "".join(got) == "一二"
    assert len(server.bodies) == 1


async def test_an_answer_blocked_in_the_middle_says_so(place):
    server, model = place
    server.will(Says(["一", "二"], error_at=(1, 400, "DataInspectionFailed", "Output data…")))
    with pytest.raises(ModelBlocked):
        await text_of(model)


async def test_a_server_that_never_answers_is_given_up_without_a_second_wait(place):
    server, model = place
    server.will(Says(hang_at=0))
    with pytest.raises(ModelUnavailable):
        await text_of(model)
    assert len(server.bodies) == 1


@pytest.mark.parametrize("provider", ["tongyi", "openai"])
async def test_nobody_listening_is_unavailable(provider):
    model = model_at("http://127.0.0.1:9/v1", provider)
    async with aclosing(model):
        with pytest.raises(ModelUnavailable):
            await text_of(model)


async def test_an_answer_without_words_is_said_to_be_none(place):
    server, model = place
    server.will(Says([]))
    with pytest.raises(ModelSilent):
        await text_of(model)


@pytest.mark.parametrize(
    ("finish", "error"), [("length", ModelFull), ("content_filter", ModelBlocked)]
)
async def test_an_answer_that_ended_before_its_end_keeps_what_came_and_says_why(
    place, finish, error
):
    server, model = place
    server.will(Says(["一", "二"], finish=finish))
    got: list[str] = []
    with pytest.raises(error):
        await text_of(model, got)
    assert "".join(got) == "一二"


async def test_a_cancel_closes_the_socket_while_the_server_is_silent(place):
    server, model = place
    server.will(Says(["一"], hang_at=1))
    task = asyncio.create_task(text_of(model))
    await server.hanging.wait()
    task.cancel()
    async with asyncio.timeout(0.1):
        await server.cancelled.wait()
    assert task.cancelled() or task.cancelling()


async def test_invoke_returns_the_whole_text(place):
    server, model = place
    server.will(Says(["成", "语"]))
    assert (await model.ainvoke(QUESTION)).text == "成语"
