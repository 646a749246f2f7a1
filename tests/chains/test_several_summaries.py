"""One summary of each of several documents, and one over all."""

from collections.abc import Mapping
from typing import Any

import pytest

from bot.chains.several_summaries import SeveralDocumentsSummarizer
from bot.chains.summarize import SEVERAL_PROMPTS, ModelSummarizer
from bot.errors import ModelBudgetSpent, ModelRefused
from bot.models.document import Document, combined
from bot.models.llm import Progress
from bot.models.summary_style import SummaryWish
from bot.models.usage import UsageLimits
from tests.fakes.llm import FakeCache
from tests.fakes.usage import FakeUsage, caller
from tests.servers.steering import Answer, Fails, Says

A = Document("甲方应在十日内付款。", ((1, "甲方应在十日内付款。"),), "a_1.pdf")
B = Document("乙方应在三日内交货。", (), "b.txt")
BOTH = combined([A, B])


def asked(body: Mapping[str, Any]) -> tuple[str, str]:
    system, human = body["input"]["messages"]
    return system["content"], human["content"]


def is_over_all(body: Mapping[str, Any]) -> bool:
    return "几份文档各自的总结" in asked(body)[0]


def answer(body: Mapping[str, Any]) -> Answer:
    if is_over_all(body):
        return Says(["一份管付款，", "一份管交货。"])
    return Says(["付款。" if "甲方" in asked(body)[1] else "交货。"])


async def run(model, document: Document = BOTH, usage: FakeUsage | None = None, **wish: Any):
    cache, meter = FakeCache(), usage or FakeUsage()
    summaries = SeveralDocumentsSummarizer(
        ModelSummarizer(model, cache, meter, context_tokens=4000),
        ModelSummarizer(model, cache, meter, context_tokens=4000, summary_prompts=SEVERAL_PROMPTS),
    )
    items = [
        item
        async for item in summaries.summarize(document, caller=caller(), wish=SummaryWish(**wish))
    ]
    progress = [item for item in items if isinstance(item, Progress)]
    return "".join(item.text for item in items if not isinstance(item, Progress)), progress


async def test_each_has_its_summary_below_its_name_and_all_have_one_together(dashscope, tongyi):
    dashscope.answer = answer
    text, progress = await run(tongyi, instruction="只看期限")
    assert text == (
        "**1. 《a\\_1.pdf》**· 1 页\n\n付款。\n\n**2. 《b.txt》**\n\n交货。\n\n"
        "**📚 合起来看**\n\n一份管付款，一份管交货。"
    )
    assert progress == [Progress(0, 2), Progress(1, 2)]
    over_all = [asked(body) for body in dashscope.bodies if is_over_all(body)]
    assert "《b.txt》\n交货。" in over_all[0][1]
    assert "只看期限" in over_all[0][0]


async def test_one_that_fails_is_told_and_the_other_stands_alone(dashscope, tongyi):
    dashscope.answer = lambda body: (
        Fails(400, "InvalidParameter") if "乙方" in asked(body)[1] else answer(body)
    )
    text, _ = await run(tongyi)
    assert "付款。" in text
    assert f"《b.txt》**\n\n{ModelRefused()}" in text
    assert "合起来看" not in text


async def test_where_each_fails_so_does_the_whole(dashscope, tongyi):
    dashscope.answer = lambda _: Fails(400, "InvalidParameter")
    with pytest.raises(ModelRefused):
        await run(tongyi)


async def test_a_spent_budget_ends_the_whole(dashscope, tongyi):
    with pytest.raises(ModelBudgetSpent):
        await run(tongyi, usage=FakeUsage(UsageLimits(chat_tokens_per_day=0)))
    assert dashscope.bodies == []


async def test_a_single_document_is_summarised_as_before(dashscope, tongyi):
    dashscope.answer = answer
    assert await run(tongyi, A) == ("付款。", [])
