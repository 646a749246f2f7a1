"""Sources below an answer: from Tongyi's search to what people see, and what the model sees later."""

import asyncio
from contextlib import aclosing

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.chains.ask import ModelAnswerer
from bot.chains.memory.window import window_memory
from bot.chains.sources import source_list
from bot.chains.tongyi import SEARCH
from bot.errors import ModelCut
from bot.models.chat import Language
from bot.models.llm import AnswerOptions, Chunk, Exchange, Image, Question, Source
from bot.streaming.growing_text import GrowingText
from tests.chains.conftest import model_at
from tests.chains.test_ask import THREAD, ask, sent
from tests.fakes.llm import FakeHistory
from tests.fakes.usage import FakeUsage, caller
from tests.servers.steering import Says

FOUND = [("杭州天气", "https://tianqi.example/hangzhou"), ("气象台", "http://qx.example/a_b?c=1")]
LISTED = """

来源：
1. [杭州天气](https://tianqi.example/hangzhou)
2. [气象台](http://qx.example/a_b?c=1)"""


def searching(model, history: FakeHistory, *, searches: bool = True) -> ModelAnswerer:
    return ModelAnswerer(
        model,
        lambda asked: window_memory(history, asked, 5),
        FakeUsage(),
        search=SEARCH if searches else {},
    )


async def test_an_answer_that_was_searched_for_ends_with_its_sources(dashscope, tongyi):
    history = FakeHistory()
    dashscope.will(Says(["明天", "有雨。"], found=FOUND))
    answer = await ask(searching(tongyi, history), "杭州明天天气？", cause=7)
    assert answer == "明天有雨。" + LISTED
    parameters = dashscope.bodies[0]["parameters"]
    assert parameters["enable_search"] is True
    assert parameters["search_options"] == {"enable_source": True}
    assert history.threads[THREAD] == [
        Exchange("杭州明天天气？", "明天有雨。", cause=7, sources=LISTED)
    ]
    again = await ask(searching(tongyi, history), "杭州明天天气？", cause=7)
    assert again == answer  # a repeated update shows them again


async def test_an_answer_that_is_cut_lists_what_was_known(dashscope, tongyi):
    dashscope.will(Says(["明天", "有雨，"], found=FOUND, cut_at=2))
    pieces: list[str] = []

    async def read() -> None:
        chunks = searching(tongyi, FakeHistory()).answer(Question(THREAD, "天气？", caller()))
        async for chunk in chunks:
            pieces.append(chunk.text)  # noqa: PERF401 -- the last chunk is an error

    with pytest.raises(ModelCut):
        await read()
    assert "".join(pieces) == "明天有雨，" + LISTED


async def test_the_sources_of_a_stopped_answer_are_stored_with_it(dashscope, tongyi):
    history = FakeHistory()
    dashscope.will(Says(["明天", "有雨，"], found=FOUND, hang_at=2))
    asking = asyncio.create_task(ask(searching(tongyi, history), "杭州明天天气？"))
    await dashscope.hanging.wait()
    await asyncio.sleep(0.05)
    asking.cancel()
    await asyncio.wait([asking])
    assert history.threads[THREAD] == [
        Exchange("杭州明天天气？", "明天有雨，", stopped=True, sources=LISTED)
    ]


async def test_the_model_does_not_see_the_sources_of_earlier_answers(dashscope, tongyi):
    answerer = searching(tongyi, FakeHistory())
    dashscope.will(Says(["有雨。"], found=FOUND))
    await ask(answerer, "杭州明天天气？")
    await ask(answerer, "后天呢？")
    assert sent(dashscope)[1:] == [
        ("user", "杭州明天天气？"),
        ("assistant", "有雨。"),
        ("user", "后天呢？"),
    ]


async def test_an_answer_without_a_search_has_no_list(dashscope, tongyi):
    assert await ask(searching(tongyi, FakeHistory()), "1+1？") == "你好！"


@pytest.mark.parametrize(
    "options", [AnswerOptions(document="合同"), AnswerOptions(images=(Image(b"", "image/png"),))]
)
async def test_of_documents_and_pictures_the_web_is_not_asked(dashscope, options):
    async with aclosing(model_at(dashscope.url, name="qwen3-vl-plus")) as model:
        await ask(searching(model, FakeHistory()), "里面写了什么？", options=options)
    assert "enable_search" not in dashscope.bodies[0]["parameters"]


async def test_where_it_is_off_nothing_is_searched_for(dashscope, tongyi):
    dashscope.will(Says(found=FOUND))
    assert await ask(searching(tongyi, FakeHistory(), searches=False), "天气？") == "你好！"
    assert "enable_search" not in dashscope.bodies[0]["parameters"]


def listed(sources: list[Source], after: str = "好。", language: Language = "zh") -> str:
    return source_list([Chunk(sources=tuple(sources)), Chunk(after)], language)


def shown(sources: list[Source]) -> tuple[str, list[str]]:
    """The text of the list as Telegram has it, and where its links lead."""
    text = GrowingText()
    text.append("好。" + listed(sources))
    parts = text.final_parts("")
    links = [span.url for part in parts for span in part.spans if span.kind == "text_link"]
    assert not {span.kind for part in parts for span in part.spans} - {"text_link"}
    return "\n".join(part.text for part in parts), [link for link in links if link]


def test_at_most_five_pages_are_named_and_each_once():
    sources = [Source(f"第{n}页", f"https://example.org/{n // 2}") for n in range(40)]
    text, links = shown(sources)
    assert links == [f"https://example.org/{n}" for n in range(5)]
    assert text.count("https://") == 5


@pytest.mark.parametrize("title", [" \n", "看 https://evil.example", "加 T.me/evil"])
def test_a_page_without_a_title_of_its_own_is_named_by_its_host(title):
    text, _ = shown([Source(title, "https://example.org/x")])
    assert text.endswith("1. example.org (https://example.org/x)")


def test_a_long_title_is_cut():
    text, _ = shown([Source("长" * 200, "http://b.example/")])
    assert "1. " + "长" * 59 + "… (http://b.example/)" in text


@pytest.mark.parametrize(
    "url",
    [
        "javascript:alert(1)",
        "tg://resolve?domain=x",
        "https://bank.example@evil.example/",
        "https://a.example/\u202egpj.exe",
        "https://[::1",
        "//a.example/",
        "https://a.example/" + "x" * 500,
        "",
    ],
)
def test_what_is_no_plain_web_address_is_not_listed(url):
    assert listed([Source("点我", url)]) == ""


HOSTILE = st.text(st.sampled_from("[](){}<>`*_~|\\!#@/:.\n\t\u202e\"' a1好"), max_size=30)


@settings(max_examples=60, deadline=None)
@given(title=HOSTILE, path=HOSTILE)
def test_whatever_a_title_says_the_only_link_leads_where_it_says(title, path):
    source = Source(title, "https://example.org/" + path)
    if not listed([source]):
        return
    text, links = shown([source])
    [link] = links
    assert link.startswith("https://example.org/")
    assert f"({link})" in text


def test_the_list_is_in_the_language_of_the_answer():
    english = listed([Source("Weather", "https://example.org/")], language="en")
    assert english.startswith("\n\nSources:\n1. ")


@pytest.mark.parametrize(
    ("answer", "closing"),
    [
        ("说：\n```python\nprint(1)", "```"),
        ("1. 说：\n   ~~~\n   a\n   ```", "   ~~~"),
        ("- ```sh\n  ls\n  ```\n好了", ""),
        ("```\na\n```\n再说", ""),
        ("````\n```\n半句", "````"),
    ],
)
def test_code_that_an_answer_was_cut_off_in_ends_before_the_list(answer, closing):
    ending = listed([Source("页", "https://example.org/")], answer)
    assert ending.removesuffix("\n\n来源：\n1. [页](https://example.org/)") == (
        f"\n{closing}" if closing else ""
    )
    text = GrowingText()
    text.append(answer + ending)
    assert [part.spans[-1].kind for part in text.final_parts()] == ["text_link"]
