"""What both clients share, in virtual time and without a server."""

import asyncio
from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing
from typing import Any

import pytest
from langchain_core.messages import BaseMessage, HumanMessage
from langchain_core.messages.ai import UsageMetadata
from langchain_core.outputs import ChatResult

from bot.chains.request_limiter import RequestLimiter
from bot.chains.streaming_model import Delta, StreamingModel
from bot.errors import ModelCut, ModelThrottled, ModelUnavailable

pytestmark = pytest.mark.looptime

QUESTION = [HumanMessage("你好")]
STOP = Delta(finish_reason="stop")


class ScriptedModel(StreamingModel):
    """Plays `script`: a number waits for so many seconds, an error is raised, a delta is sent."""

    script: Sequence[Delta | float | Exception]
    requests: list[float]
    cancelled: list[float]

    @property
    def _llm_type(self) -> str:
        return "scripted"

    def _generate(self, *args: Any, **kwargs: Any) -> ChatResult:
        raise NotImplementedError

    async def _deltas(
        self, messages: list[BaseMessage], stop: list[str] | None, **kwargs: Any
    ) -> AsyncGenerator[Delta, None]:
        self.requests.append(now())
        try:
            for step in self.script:
                if isinstance(step, Exception):
                    raise step
                if isinstance(step, Delta):
                    yield step
                else:
                    await asyncio.sleep(step)
        except asyncio.CancelledError:
            self.cancelled.append(now())
            raise


def scripted(*script: Delta | float | Exception, max_concurrency: int = 10) -> ScriptedModel:
    limiter = RequestLimiter(max_concurrency=max_concurrency)
    return ScriptedModel(script=script, limiter=limiter, requests=[], cancelled=[])


def now() -> float:
    return asyncio.get_running_loop().time()


async def texts(model: ScriptedModel, pause_s: float = 0) -> list[str]:
    """The texts of the chunks, `pause_s` being spent after each."""
    got = []
    async for chunk in model.astream(QUESTION):
        if chunk.text:
            got.append(str(chunk.text))
            await asyncio.sleep(pause_s)
    return got


async def test_events_that_come_together_leave_as_one_chunk():
    assert await texts(scripted(Delta("成"), Delta("语"), 1, Delta("接龙"), STOP)) == [
        "成语",
        "接龙",
    ]


async def test_events_that_come_one_by_one_leave_one_by_one():
    assert await texts(scripted(Delta("成"), 1, Delta("语"), 1, STOP)) == ["成", "语"]


async def test_a_slow_consumer_gets_what_came_meanwhile_as_one_chunk():
    model = scripted(Delta("一"), 1, Delta("二"), 1, Delta("三"), 1, STOP)
    assert await texts(model, pause_s=10) == ["一", "二三"]


async def test_finish_reason_usage_and_reasoning_survive_the_merging():
    usage = UsageMetadata(input_tokens=1, output_tokens=2, total_tokens=3)
    model = scripted(Delta("", "想"), Delta("好"), Delta("", "", "stop", usage), Delta())
    chunks = [chunk async for chunk in model.astream(QUESTION)]
    assert chunks[0].additional_kwargs == {"reasoning_content": "想"}
    assert chunks[0].response_metadata["finish_reason"] == "stop"
    assert chunks[0].usage_metadata == usage


async def test_a_stream_may_last_as_long_as_events_come():
    script: list[Delta | float] = [60, Delta("字")] * 10
    assert "".join(await texts(scripted(*script, STOP))) == "字" * 10


@pytest.mark.parametrize(
    ("script", "error"), [((Delta("字"), 3600), ModelCut), ((3600,), ModelUnavailable)]
)
async def test_a_silent_stream_ends_after_the_idle_timeout_without_another_request(script, error):
    model = scripted(*script)
    with pytest.raises(error) as raised:
        await texts(model)
    assert isinstance(raised.value.__cause__, TimeoutError)
    assert 81 <= now() <= 90
    assert len(model.requests) == 1


async def test_a_consumer_may_take_longer_than_the_idle_timeout():
    assert await texts(scripted(Delta("一"), 1, Delta("二"), STOP), pause_s=1000) == ["一", "二"]


async def test_a_request_that_fails_before_its_first_event_is_made_three_times_with_growing_pauses():
    model = scripted(ModelThrottled())
    with pytest.raises(ModelThrottled):
        await texts(model)
    first, second, third = model.requests
    assert 0.5 <= second - first <= 1
    assert 1 <= third - second <= 2


async def test_a_cancelled_consumer_cancels_the_request():
    model = scripted(Delta("字"), 3600)
    task = asyncio.create_task(texts(model))
    await asyncio.sleep(1)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert model.cancelled == [1]


async def test_a_consumer_that_leaves_cancels_the_request_and_frees_its_place():
    model = scripted(Delta("字"), 3600, max_concurrency=1)
    for _ in range(2):
        async with aclosing(model.astream(QUESTION)) as stream:  # type: ignore[type-var]  # it is a generator
            await anext(stream)
    assert model.cancelled == [0, 0]


async def test_no_more_requests_than_allowed_are_open():
    model = scripted(1, Delta("字"), STOP, max_concurrency=3)
    await asyncio.gather(*(texts(model) for _ in range(9)))
    assert model.requests == [0, 0, 0, 1, 1, 1, 2, 2, 2]


@pytest.mark.parametrize(
    ("texts", "shown"),
    [
        (["好\ud83d", "\ude00！"], ["好", "😀！"]),
        (["\ud83d", "", "\ude00"], ["😀"]),
        (["好\ud83d", "！"], ["好", "\ufffd！"]),
        (["\ude00好"], ["\ufffd好"]),
        (["好\ud83d"], ["好", "\ufffd"]),
    ],
    ids=["joined", "an empty one between", "no mate", "a second half alone", "at the end"],
)
async def test_an_emoji_that_comes_in_two_chunks_is_whole(texts, shown):
    steps = [step for text in texts for step in (Delta(text), 0.1)]
    chunks = [chunk.text async for chunk in scripted(*steps, STOP).astream(QUESTION)]
    assert [text for text in chunks if text] == shown
    assert "".join(chunks).encode()


async def test_half_an_emoji_before_the_stream_breaks_is_no_error_of_its_own():
    model = scripted(Delta("好\ud83d"), 0.1, ModelUnavailable())
    chunks = aiter(model.astream(QUESTION))
    assert [(await anext(chunks)).text, (await anext(chunks)).text] == ["好", "\ufffd"]
    with pytest.raises(ModelCut):
        await anext(chunks)
