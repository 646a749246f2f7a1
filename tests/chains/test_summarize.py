"""Summaries in one call, and part by part."""

from collections.abc import Callable, Mapping
from typing import Any

import pytest

from bot.chains.factory import Model
from bot.chains.summarize import ModelSummarizer
from bot.chains.token_count import count_tokens
from bot.errors import ModelAuth, ModelCut
from bot.models.document import Document
from bot.models.llm import Progress
from tests.fakes.llm import FakeCache
from tests.servers.steering import Answer, Fails, Says

Body = Mapping[str, Any]

PAGES = tuple((number, f"第{number}页的内容。" * 40) for number in range(1, 9))
LONG = Document("".join(text for _, text in PAGES), PAGES, "a.pdf")
SHORT = Document("一段短文。", ((1, "一段短文。"),), "a.pdf")


def system(body: Body) -> str:
    return str(body["input"]["messages"][0]["content"])


def document(body: Body) -> str:
    return str(body["input"]["messages"][1]["content"])


def is_part(body: Body) -> bool:
    return "部分（共" in system(body)


def by_kind(part: Callable[[Body], Answer] | None = None) -> Callable[[Body], Answer]:
    """Answer a part's call by `part(body)`, and the last call by 总结."""
    return lambda body: (
        (part or (lambda _: Says(["笔记"])))(body) if is_part(body) else Says(["总结"])
    )


async def run(
    model: Model,
    given: Document,
    cache: FakeCache | None = None,
    context_tokens: int = 1000,
    **more: Any,
) -> tuple[str, list[Progress]]:
    summaries = ModelSummarizer(
        model, cache or FakeCache(), context_tokens=context_tokens, count=count_tokens
    )
    items = [item async for item in summaries.summarize(given, **more)]
    text = "".join(item.text for item in items if not isinstance(item, Progress))
    return text, [item for item in items if isinstance(item, Progress)]


async def test_what_fits_is_read_in_one_call_with_its_pages_and_the_wish(dashscope, tongyi):
    text, progress = await run(tongyi, SHORT, wish="只看价格", language="en")
    assert (text, progress) == ("你好！", [])
    [body] = dashscope.bodies
    assert document(body) == "<document>\n[p1]\n一段短文。\n</document>"
    assert "只看价格" in system(body)
    assert "English" in system(body)


async def test_a_long_document_is_read_in_parts_then_combined(dashscope, tongyi):
    dashscope.answer = by_kind()
    text, progress = await run(tongyi, LONG)
    parts = [body for body in dashscope.bodies if is_part(body)]
    assert text == "总结"
    assert len(parts) > 1
    assert progress == [Progress(done, len(parts)) for done in range(len(parts) + 1)]
    assert "笔记" in document(dashscope.bodies[-1])
    assert "第8页" not in document(dashscope.bodies[-1])


async def test_a_failing_part_costs_only_itself_and_is_named(dashscope, tongyi):
    dashscope.answer = by_kind(
        lambda body: Fails(400, "InvalidParameter") if "[p1]" in document(body) else Says(["笔记"])
    )
    text, _ = await run(tongyi, LONG)
    assert text.startswith("总结")
    assert "第 1" in text.split("总结")[1]


async def test_a_second_try_pays_only_for_what_failed(dashscope, tongyi):
    cache = FakeCache()
    dashscope.answer = by_kind(
        lambda body: Fails(400, "InvalidParameter") if "[p1]" in document(body) else Says(["笔记"])
    )
    await run(tongyi, LONG, cache)
    dashscope.answer = by_kind()
    dashscope.bodies.clear()
    text, _ = await run(tongyi, LONG, cache)
    assert text == "总结"
    assert len([body for body in dashscope.bodies if is_part(body)]) == 1


async def test_where_every_part_fails_nothing_is_combined(dashscope, tongyi):
    dashscope.answer = by_kind(lambda _: Fails(401, "InvalidApiKey"))
    with pytest.raises(ModelAuth):
        await run(tongyi, LONG)
    assert all(is_part(body) for body in dashscope.bodies)


async def test_at_most_eight_parts_are_read_at_once(dashscope, tongyi):
    dashscope.answer = by_kind(lambda _: Says(["笔", "记"], gap_s=0.02))
    many = Document("甲乙丙丁戊己庚辛。" * 900)
    await run(tongyi, many, context_tokens=800)
    assert dashscope.most_open == 8


async def test_leaving_in_the_middle_ends_every_call(dashscope, tongyi):
    dashscope.answer = lambda _: Says(hang_at=0)
    summaries = ModelSummarizer(tongyi, FakeCache(), context_tokens=1000, count=count_tokens)
    stream = summaries.summarize(LONG)
    assert isinstance(await anext(stream), Progress)
    await dashscope.hanging.wait()
    await stream.aclose()
    await dashscope.cancelled.wait()


async def test_a_fault_of_ours_in_one_part_ends_the_summary_instead_of_stalling_it(
    dashscope, tongyi
):
    class Broken(FakeCache):
        async def get(self, key: str) -> str | None:
            raise LookupError(key)

    dashscope.answer = by_kind()
    with pytest.raises(ExceptionGroup):
        await run(tongyi, LONG, Broken())


async def test_a_last_step_cut_in_the_middle_says_so(dashscope, tongyi):
    dashscope.answer = lambda body: (
        Says(["笔记"]) if is_part(body) else Says(["总", "结"], cut_at=1)
    )
    with pytest.raises(ModelCut):
        await run(tongyi, LONG)
