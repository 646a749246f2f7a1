"""A document of 40 parts over a model that takes a second for each call, in virtual time."""

import asyncio
from typing import Any

import pytest
from langchain_core.callbacks import AsyncCallbackManagerForLLMRun, CallbackManagerForLLMRun
from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage, BaseMessage
from langchain_core.outputs import ChatGeneration, ChatResult
from pydantic import Field

from bot.chains.summarize import ModelSummarizer
from bot.errors import ModelRefused
from bot.models.document import Document
from bot.models.llm import Chunk
from tests.fakes.llm import FakeCache
from tests.fakes.usage import FakeUsage, caller

pytestmark = pytest.mark.looptime

PARTS = 40
PAGES = tuple((page, f"第{page}页" + "说明预算与进度。" * 40) for page in range(1, 201))
DOCUMENT = Document("", PAGES)


class SlowModel(BaseChatModel):
    """Takes a second for each call; `asked`: the last message of each; `fails_on` is refused."""

    asked: list[str] = Field(default_factory=list)
    fails_on: str = ""
    open: int = 0

    @property
    def _llm_type(self) -> str:
        return "slow"

    def _generate(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: CallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> ChatResult:
        raise NotImplementedError

    async def _agenerate(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: AsyncCallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> ChatResult:
        text = str(messages[-1].text)
        self.asked.append(text)
        if self.fails_on and self.fails_on in text:
            raise ModelRefused
        self.open += 1
        try:
            await asyncio.sleep(1)
        finally:
            self.open -= 1
        return ChatResult(generations=[ChatGeneration(message=AIMessage("笔记。"))])


async def summarise(model: SlowModel, cache: FakeCache | None = None) -> str:
    summaries = ModelSummarizer(model, cache or FakeCache(), FakeUsage(), context_tokens=1850)
    items = [item async for item in summaries.summarize(DOCUMENT, caller=caller())]
    return "".join(item.text for item in items if isinstance(item, Chunk))


async def test_eight_parts_at_once_take_five_rounds_and_one_call_for_all():
    model, now = SlowModel(), asyncio.get_running_loop().time
    begun_at = now()
    await summarise(model)
    assert len(model.asked) == PARTS + 1
    assert now() - begun_at < 6 * 1.05


async def test_after_a_stop_nothing_is_open_and_what_had_arrived_is_not_asked_again():
    model, cache = SlowModel(), FakeCache()
    task = asyncio.create_task(summarise(model, cache))
    while len(model.asked) < 24:  # noqa: ASYNC110 -- until two rounds have arrived, in virtual time
        await asyncio.sleep(0.1)
    task.cancel()
    await asyncio.sleep(0.1)
    assert (model.open, len(model.asked)) == (0, 24)
    arrived = set(model.asked[:16])
    model.asked.clear()
    await summarise(model, cache)
    assert len(model.asked) == PARTS - 16 + 1
    assert arrived.isdisjoint(model.asked)


async def test_of_forty_parts_the_pages_of_the_one_that_failed_are_named():
    summary = await summarise(SlowModel(fails_on="[p117]"))
    assert "第 116–120 页没能读完" in summary
