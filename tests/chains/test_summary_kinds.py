"""Kinds of summary, and summaries that were made before."""

from typing import Any

import pytest

from bot.chains.factory import ChatModel
from bot.chains.review import needs_translation
from bot.chains.summarize import ModelSummarizer
from bot.models.document import Document
from bot.models.llm import Chunk, Progress
from bot.models.summary_style import SummaryStyle, SummaryWish
from tests.chains.test_summarize import LONG, SHORT, Body, by_kind, document, system
from tests.fakes.llm import FakeCache
from tests.fakes.usage import FakeUsage, caller
from tests.servers.steering import Answer, Fails, Says

ENGLISH = Document("The fox sleeps in its den. " * 9, (), "fox.txt")


async def run(
    model: ChatModel, given: Document, cache: FakeCache | None = None, **wish: Any
) -> list[Chunk | Progress]:
    summarizer = ModelSummarizer(model, cache or FakeCache(), FakeUsage(), context_tokens=1000)
    return [
        item
        async for item in summarizer.summarize(given, caller=caller(), wish=SummaryWish(**wish))
    ]


def text_of(items: list[Chunk | Progress]) -> str:
    return "".join(item.text for item in items if isinstance(item, Chunk))


async def test_the_prompt_says_length_points_and_language(dashscope, tongyi):
    style = SummaryStyle("short", bullets=True, language="日本語")
    await run(tongyi, SHORT, style=style)
    [body] = dashscope.bodies
    assert "只列 3 个要点" in system(body)
    assert "日本語" in system(body)


async def test_a_summary_made_before_comes_at_once_under_any_file_name(dashscope, tongyi):
    cache = FakeCache()
    first = await run(tongyi, SHORT, cache)
    renamed = Document(SHORT.text, SHORT.pages, "b.pdf")
    [again] = await run(tongyi, renamed, cache)
    assert isinstance(again, Chunk)
    assert (again.text, again.made_before) == (text_of(first), True)
    assert len(dashscope.bodies) == 1
    summarizer = ModelSummarizer(tongyi, cache, FakeUsage(), context_tokens=1000)
    assert (await summarizer.plan(renamed)).tokens == 0


@pytest.mark.parametrize(
    "other",
    [
        {"instruction": "只看价格"},
        {"language": "en"},
        {"style": SummaryStyle("long")},
        {"style": SummaryStyle(method="refine")},
        {"given": Document(SHORT.text + "。", ((1, SHORT.text + "。"),), "a.pdf")},
    ],
    ids=str,
)
async def test_another_wish_or_text_is_read_anew(dashscope, tongyi, other):
    cache = FakeCache()
    await run(tongyi, SHORT, cache)
    await run(tongyi, **{"given": SHORT, "cache": cache} | other)
    assert len(dashscope.bodies) == 2


async def test_a_summary_that_lacks_a_part_is_not_kept(dashscope, tongyi):
    cache = FakeCache()
    dashscope.answer = by_kind(
        lambda body: Fails(400, "InvalidParameter") if "[p1]" in document(body) else Says(["笔记"])
    )
    await run(tongyi, LONG, cache)
    assert not [key for key in cache.kept if key.startswith("summary:")]


async def test_refine_reads_part_after_part_with_the_summary_so_far(dashscope, tongyi):
    dashscope.answer = lambda _: Says([f"草稿{len(dashscope.bodies)}"])
    items = await run(tongyi, LONG, style=SummaryStyle(method="refine"))
    calls = dashscope.bodies
    assert len(calls) > 2
    assert [item for item in items if isinstance(item, Progress)] == [
        Progress(done, len(calls)) for done in range(len(calls))
    ]
    assert all(f"草稿{n}\n" in document(body) for n, body in enumerate(calls) if n)
    assert text_of(items) == f"草稿{len(calls)}"


def by_step(body: Body) -> Answer:
    steps = {"译成": "译文[p1]", "审稿人": "</summary>意见", "写成一篇回复": "回复"}
    return Says([next((says for step, says in steps.items() if step in system(body)), "总结")])


async def test_a_review_is_translated_summarised_commented_on_and_written(dashscope, tongyi):
    dashscope.answer = by_step
    items = await run(tongyi, ENGLISH, style=SummaryStyle(method="review"))
    assert text_of(items) == "回复"
    translation, summary, comments, reply = dashscope.bodies
    assert "fox" in document(translation)
    assert "译文" in document(summary)
    assert "总结" in document(comments)
    assert "＜/summary>意见" in document(reply)


async def test_a_review_of_a_text_in_the_language_asked_for_is_not_translated(dashscope, tongyi):
    dashscope.answer = by_step
    await run(tongyi, SHORT, style=SummaryStyle(method="review"))
    assert len(dashscope.bodies) == 3


@pytest.mark.parametrize(
    ("text", "language", "needs"),
    [
        ("狐狸睡在洞里。It sleeps.", "简体中文", False),
        ("狐狸睡在洞里。", "English", True),
        ("きつねは巣で寝ます。", "简体中文", True),
        ("The fox sleeps.", "Deutsch", False),
        ("The fox sleeps. " * 1000, "简体中文", False),
    ],
)
def test_short_texts_in_another_script_are_translated(text, language, needs):
    assert needs_translation({"text": text, "language": language}) is needs
