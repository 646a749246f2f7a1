"""Markdown that grows: whatever its chunks are, the messages are those of the whole text."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.models.chat import Span, StyledText
from bot.models.utf16 import utf16_len
from bot.streaming.growing_text import GrowingText
from bot.streaming.markdown import render
from bot.streaming.split import split
from tests.fakes.markdown_letters import PIECES, missing

SOUP = "*_`~[]()<>#|-+=!&;:.\\/\n\n\r  $\"'你好，。：“”《》qw129😀\t\u2060\ud83d\ude00"
sentences = st.lists(
    st.one_of(st.sampled_from(PIECES), st.text(SOUP, max_size=20)), min_size=1, max_size=12
).map("".join)

PREFIXES = [" ", "  ", "    ", "> ", ">", "- ", "* ", "1. ", "2) ", "10. ", "\t"]
CONTENTS = ["", "a", "b c", "x" * 30, "# h", "---", "-", "===", "```", "```py", "~~~", "| a | b |"]
CONTENTS += [
    "|--|--|",
    "|a|",
    "|-|",
    "|-",
    "a|b",
    "-|-",
    "$$",
    "$x$",
    "**",
    "**x**",
    "*",
    "`",
    "||s||",
    "[x]: y",
    "[a",
]
CONTENTS += ["](b)", "<div>", "</div>", "<!--", "[ ] t", "\\"]
lines = st.tuples(st.lists(st.sampled_from(PREFIXES), max_size=4), st.sampled_from(CONTENTS))
blocks = st.lists(lines.map(lambda line: "".join(line[0]) + line[1]), max_size=14).map("\n".join)

markdowns = st.one_of(sentences, blocks)
limits = st.integers(60, 400)


def chunks(markdown: str, data: st.DataObject) -> list[str]:
    """Cut it anywhere."""
    places = data.draw(st.lists(st.integers(0, len(markdown)), max_size=40).map(sorted))
    return [
        markdown[begin:end]
        for begin, end in zip([0, *places], [*places, len(markdown)], strict=True)
    ]


def grown(markdown: str, limit: int = 4096) -> GrowingText:
    text = GrowingText(limit)
    text.append(markdown)
    return text


@pytest.mark.slow
@settings(max_examples=300, deadline=None)
@given(markdowns, limits, st.data())
def test_the_messages_do_not_depend_on_the_chunks(markdown, limit, data):
    growing = GrowingText(limit)
    for chunk in chunks(markdown, data):
        growing.append(chunk)
        growing.parts()
    whole = grown(markdown, limit)
    assert growing.final_parts() == whole.final_parts()
    assert growing.parts() == whole.parts()


@pytest.mark.slow
@settings(max_examples=300, deadline=None)
@given(markdowns, limits, st.data())
def test_a_message_stays_as_it_is_when_two_more_follow(markdown, limit, data):
    growing = GrowingText(limit)
    before: list[StyledText] = []
    for chunk in chunks(markdown, data):
        growing.append(chunk)
        parts = growing.parts()
        assert parts[: max(0, len(before) - 2)] == before[:-2]
        assert all(utf16_len(part.text) <= limit for part in parts)
        before = parts


@settings(deadline=None)
@given(sentences)
def test_the_messages_are_those_of_the_rendered_text(markdown):
    whole = render(markdown)
    if whole.text.strip():
        assert grown(markdown).final_parts() == split(whole)


@pytest.mark.slow
@settings(deadline=None)
@given(sentences, limits, st.text("字 a\n", max_size=5))
def test_the_final_messages_have_all_letters_and_the_note(markdown, limit, note):
    parts = grown(markdown, limit).final_parts(note)
    assert missing(f"{markdown}\n\n{note}", parts) == ""


def test_an_empty_text_has_one_empty_message():
    assert GrowingText().parts() == [StyledText("")]
    assert GrowingText().final_parts() == [StyledText("")]


def test_all_that_was_appended_can_be_read():
    text = grown("**粗")
    text.append("体**\r\n")
    assert text.markdown == "**粗体**\r\n"


def test_a_line_of_nothing_but_markup_is_not_shown_before_it_is_complete():
    text = grown("正文\n---")
    assert text.parts() == [StyledText("正文")]
    text.append(" 项")
    assert text.parts() == [StyledText("正文\n--- 项")]


def test_marks_alone_are_not_shown_before_the_end():
    text = grown("```\n```")
    assert text.parts() == [StyledText("")]
    assert text.final_parts() == [StyledText("```\n```")]
    assert text.final_parts("（已停止）") == [StyledText("```\n```\n\n（已停止）")]


def test_a_note_is_a_paragraph_of_its_own_without_the_text_s_style():
    [part] = grown("```\n代码  \n").final_parts("（已停止）")
    assert part == StyledText("代码  \n\n（已停止）", (Span("pre", 0, 4),))
    assert GrowingText().final_parts("没有响应。") == [StyledText("没有响应。")]


@pytest.mark.parametrize(
    ("chunks", "text"),
    [(["\ud83d", "\ude00"], "😀"), (["一\r", "\n二"], "一\n二"), (["a\ud83d", "b"], "a\ufffdb")],
    ids=["surrogates", "line end", "half a pair"],
)
def test_what_comes_in_two_halves_is_joined(chunks, text):
    growing = GrowingText()
    for chunk in chunks:
        growing.append(chunk)
        growing.parts()
    assert growing.parts()[0].text == text


def test_a_numbered_list_keeps_its_numbers_and_stays_tight_while_it_grows():
    text = GrowingText()
    for item in ("1. 甲\n\n", "2. 乙\n\n", "   丙\n\n", "正文\n"):
        text.append(item)
        text.parts()
    assert text.parts()[0].text == "1. 甲\n2. 乙\n丙\n\n正文"


def test_what_is_invisible_is_no_further_message():
    text = grown("字" * 40 + "\n\n\u200b\n\n", 40)
    assert [part.text for part in text.parts()] == ["字" * 40]
    assert [part.text for part in text.final_parts()] == ["字" * 40]


def test_a_block_that_never_ends_is_rendered_in_bounded_time():
    text = GrowingText()
    slowest_s = 0.0
    for _ in range(40):
        text.append("- " + "*a* `b` " * 600 + "\n  ")
        begun_s = time.process_time()
        text.parts()
        slowest_s = max(slowest_s, time.process_time() - begun_s)
    assert slowest_s < 1


def test_a_text_of_many_blocks_that_comes_at_once_loses_nothing():
    markdown = "".join(f"第{n}段，很长很长很长的一段话。\n\n" for n in range(6000))
    assert missing(markdown, grown(markdown).final_parts()) == ""
