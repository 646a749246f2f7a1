"""What rules read of a wish for a summary, and what is a question instead."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.commands.summary_buttons import WISHES, with_kind
from bot.commands.summary_wishes import is_question, read_wish
from bot.models.summary_style import DEFAULT_STYLE, SummaryStyle


@pytest.mark.parametrize(
    ("text", "style"),
    [
        ("短一点", SummaryStyle("short")),
        ("能不能短一点？", SummaryStyle("short")),
        ("不要太长", SummaryStyle("short")),
        ("shorter please", SummaryStyle("short")),
        ("更详细", SummaryStyle("long")),
        ("Make it longer", SummaryStyle("long")),
        ("一句话总结", SummaryStyle("line")),
        ("TL;DR", SummaryStyle("line")),
        ("只要要点", SummaryStyle(bullets=True)),
        ("bullet points", SummaryStyle(bullets=True)),
        ("用英文", SummaryStyle(language="English")),
        ("用繁体中文", SummaryStyle(language="繁體中文")),
        ("用简体中文", SummaryStyle(language="简体中文")),
        ("in Traditional Chinese", SummaryStyle(language="繁體中文")),
        ("in English please", SummaryStyle(language="English")),
        ("英文，短一点", SummaryStyle("short", language="English")),
        ("用日语列要点", SummaryStyle(bullets=True, language="日本語")),
        ("点评", SummaryStyle(method="review")),
        ("用中文详细点评", SummaryStyle("long", language="简体中文", method="review")),
        ("refine", SummaryStyle(method="refine")),
        ("短一点 详细一点", SummaryStyle("long")),
    ],
)
def test_a_kind_alone_leaves_nothing_for_the_model_to_read(text, style):
    wish = read_wish(text)
    assert (wish.style, wish.instruction) == (style, "")
    assert wish.is_style_alone
    assert not is_question(text)


@pytest.mark.parametrize(
    ("text", "style"),
    [
        ("关于费用的部分", DEFAULT_STYLE),
        ("把英文部分总结一下", DEFAULT_STYLE),
        ("长城的部分", DEFAULT_STYLE),
        ("用三句话", DEFAULT_STYLE),
        ("详细说说费用", SummaryStyle("long")),
        ("只看结论，用英文", SummaryStyle(language="English")),
    ],
)
def test_a_focus_is_left_to_the_model(text, style):
    assert read_wish(text).style == style
    assert read_wish(text).instruction == text


@pytest.mark.parametrize(
    "text",
    [
        "第 3 页讲了什么？",
        "试用期多久？",
        "what does page 3 say?",
        "帮我看看工资多少",
        "甲方是谁",
        "什么时候付款",
    ],
)
def test_questions(text):
    assert is_question(text)


@pytest.mark.parametrize("text", ["", "总结一下好吗？", "这份文件讲了什么？", "关于费用的部分"])
def test_what_is_no_question(text):
    assert not is_question(text)


@given(st.text(max_size=300))
def test_any_text_can_be_read(text):
    assert read_wish(text).instruction in {"", text.strip()}


@given(st.lists(st.sampled_from(sorted(WISHES)), min_size=1, max_size=6))
def test_of_buttons_that_were_pressed_the_last_counts(kinds):
    wish = "只看结论"
    for kind in kinds:
        wish = with_kind(wish, kind)
    spoken = {"en": "English", "zh": "简体中文", "zh-hant": "繁體中文"}
    lengths = [kind for kind in kinds if kind not in spoken]
    languages = [kind for kind in kinds if kind in spoken]
    read = read_wish(wish)
    assert read.style.length == (lengths[-1] if lengths else "normal")
    assert read.style.language == (spoken[languages[-1]] if languages else "")
    assert len(wish.split()) <= 3
