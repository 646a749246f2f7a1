"""Entities as Telegram computes them; HTML and MarkdownV2."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.playground.server.api_error import BotApiError
from bot.playground.server.formatting.entities import entity_text, format_text, utf16_length
from bot.playground.server.formatting.html import parse_html
from bot.playground.server.formatting.markdown_v2 import parse_markdown_v2
from bot.playground.server.state import Json


def shown(text: str, entities: list[Json]) -> set[tuple[str, str]]:
    """The entities: type and covered text."""
    return {(entity["type"], entity_text(text, entity)) for entity in entities}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("/ask@playground_bot 你好", {("bot_command", "/ask@playground_bot")}),
        ("先 /ask 后", {("bot_command", "/ask")}),
        ("和/或，1/2，你好/ask", set()),
        ("😀@lucy 来", {("mention", "@lucy")}),
        ("看https://a.cn/书。好", {("url", "https://a.cn/书")}),
        ("看 https://a.cn/b?c=1。好", {("url", "https://a.cn/b?c=1")}),
        ("见 example.com/x, 谢谢", {("url", "example.com/x")}),
        ("写信 a.b@example.com", {("email", "a.b@example.com")}),
        ("#成语 #1", {("hashtag", "#成语")}),
    ],
)
def test_commands_mentions_and_links_are_detected(text, expected):
    assert shown(text, format_text(text, None).entities) == expected


def test_given_entities_move_with_the_trimmed_text():
    ready = format_text("  一二 ", [{"type": "bold", "offset": 2, "length": 3}])
    assert ready.text == "一二"
    assert shown(ready.text, ready.entities) == {("bold", "一二")}


def test_nothing_is_detected_or_kept_inside_code():
    text = "/ask 一二"
    named = [
        {"type": "code", "offset": 0, "length": 7},
        {"type": "bold", "offset": 5, "length": 1},
    ]
    assert shown(text, format_text(text, named).entities) == {("code", text)}


@pytest.mark.parametrize(
    ("source", "text", "expected"),
    [
        (
            "<b>粗<i>斜</i></b> &lt;&#20013;",
            "粗斜 <中",
            {("bold", "粗斜"), ("italic", "斜")},
        ),
        ('<a href="https://a.cn/?a&amp;b">这</a>', "这", {("text_link", "这")}),
        ('<pre><code class="language-py">x</code></pre>', "x", {("pre", "x")}),
        ('<span class="tg-spoiler">秘</span>', "秘", {("spoiler", "秘")}),
        ("<blockquote expandable>引</blockquote>", "引", {("expandable_blockquote", "引")}),
        ("1 > 0 & 2", "1 > 0 & 2", set()),
    ],
)
def test_html_is_parsed(source, text, expected):
    plain, entities = parse_html(source)
    assert plain == text
    assert shown(plain, entities) == expected


@pytest.mark.parametrize(
    ("source", "text", "expected"),
    [
        ("*粗_斜_* 1\\.5", "粗斜 1.5", {("bold", "粗斜"), ("italic", "斜")}),
        ("__下__ ~删~ ||秘||", "下 删 秘", {("underline", "下"), ("strikethrough", "删"), ("spoiler", "秘")}),
        ("[这](https://a.cn/\\))", "这", {("text_link", "这")}),
        ("`a*b` ```py\nx\n```", "a*b x\n", {("code", "a*b"), ("pre", "x\n")}),
        (">引\n>文\n后", "引\n文\n后", {("blockquote", "引\n文\n")}),
    ],
)  # fmt: skip
def test_markdown_is_parsed(source, text, expected):
    plain, entities = parse_markdown_v2(source)
    assert plain == text
    assert shown(plain, entities) == expected


@given(st.text(alphabet="a你😀<>&/b*_`[]()\\|~.\n>", max_size=30))
def test_markup_is_parsed_or_refused_and_entities_stay_inside_the_text(source):
    for parse in (parse_html, parse_markdown_v2):
        try:
            text, entities = parse(source)
        except BotApiError:  # any other error is a bug
            continue
        for entity in entities:
            assert 0 <= entity["offset"] < entity["offset"] + entity["length"] <= utf16_length(text)
        assert utf16_length(format_text(text, None).text) <= utf16_length(text)
