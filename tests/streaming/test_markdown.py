import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.models.chat import Span, StyledText
from bot.models.utf16 import utf16_len
from bot.streaming.markdown import render
from bot.streaming.split import split
from tests.fakes.markdown_letters import PIECES, missing


@pytest.mark.parametrize(
    ("markdown", "text"),
    [
        ("vector<int> x", "vector<int> x"),
        ("<think>推理</think>答案", "<think>推理</think>答案"),
        ("`a<b>`", "a<b>"),
        ("# 标题", "标题"),
        ("1 < 2", "1 < 2"),
        ("价格 $5 和 $6", "价格 $5 和 $6"),
        ("从 $100 到 $200，约 5$", "从 $100 到 $200，约 5$"),
        ("成本 5$，售价 6$", "成本 5$，售价 6$"),
        ("[小明]: 你好\n[小红]: 嗨", "[小明]: 你好\n[小红]: 嗨"),
        ("出处[1]\n\n[1]: https://a.cn/x", "出处[1]\n\n[1]: https://a.cn/x"),
        ("脚注[^1]\n\n[^1]: 说明", "脚注[^1]\n\n[^1]: 说明"),
        ("<details><summary>点</summary>", "<details><summary>点</summary>"),
        ("<!-- 注 -->文", "<!-- 注 -->文"),
        ("1. A\n3. C\n7. B", "1. A\n3. C\n7. B"),
        ("1) 甲\n2) 乙", "1) 甲\n2) 乙"),
        ("0. **“零”**起", "0. “零”起"),
        ("2*3*4=24，x**2", "2*3*4=24，x**2"),
        ("__init__ 与 if (a || b || c)", "__init__ 与 if (a || b || c)"),
        ("https://a.cn/_x_/y?a=1*2*3&copy;=4", "https://a.cn/_x_/y?a=1*2*3&copy;=4"),
        ("![](https://a.cn/z.png)", "![](https://a.cn/z.png)"),
        ("~~~重点~~~", "~~~重点~~~"),
        ("~~~重点~~~<!--`未闭合", "~~~重点~~~<!--`未闭合"),
        ("一\r\n二\0三\ufdd0", "一\n二三"),
        ("\ud83d\ude00", "😀"),
        ("- [ ] 买菜\n- [x] 做饭", "☐ 买菜\n☑ 做饭"),
    ],
)
def test_nothing_visible_is_lost_and_nothing_is_added(markdown, text):
    assert render(markdown).text.strip() == text


@pytest.mark.parametrize(
    ("markdown", "text", "bold"),
    [
        ("**注意：**正文", "注意：正文", "注意："),
        ("电影**《李茶的姑妈》**已经上映", "电影《李茶的姑妈》已经上映", "《李茶的姑妈》"),
        ("**“一心一意”**是成语", "“一心一意”是成语", "“一心一意”"),
        ("a **bold** word", "a bold word", "bold"),
        ("😀**粗**", "😀粗", "粗"),
    ],
)
def test_emphasis_works_beside_chinese_punctuation(markdown, text, bold):
    styled = render(markdown)
    assert styled.text.strip() == text
    assert _stretches(styled) == [("bold", bold)]


@pytest.mark.parametrize(
    "markdown",
    [
        "``{}``",
        "`{}`",
        "~~~\n{}\n~~~",
        "````\n{}\n````",
        "    {}",
        "- 项\n\n  ```\n  {}\n  ```",
    ],
    ids=["two ticks", "one tick", "tildes", "four ticks", "indented", "in a list"],
)
@pytest.mark.parametrize(
    "code", ["a<b>", "[x]: y", "2*3*4", "1) x", "f*(g)", "https://a.cn/_x_", "a || b", "__init__"]
)
def test_code_is_shown_as_it_was_written(markdown, code):
    assert [shown for kind, shown in _stretches(render(markdown.format(code)))] == [code]


def test_a_comparison_in_maths_is_shown_as_it_was_written():
    assert render("当 $a<b$ 时").text == "当 a<b 时"


def test_cells_of_a_table_lose_nothing():
    table = "| 名 | 值 |\n|--|--|\n| `a|b` | [链](https://a.cn) |\n| $x$ | 多 | 余 |"
    [(kind, shown)] = _stretches(render(table))
    assert kind == "pre"
    assert [line.rstrip() for line in shown.splitlines()] == [
        "名   | 值",
        "----+------------------",
        "a|b | [链](https://a.cn)",
        "$x$ | 多 | 余",
    ]


def test_code_keeps_its_language():
    assert Span("pre", 0, 8, None, "py") in render("```py\nprint(1)\n```").spans


SOUP = "*_`~[]()<>#|-+=!&;:.\\/\n\n  $\"'你好，。：“”《》qw129😀\t\u2060"
texts = st.lists(st.one_of(st.sampled_from(PIECES), st.text(SOUP, max_size=20)), max_size=10)


@settings(max_examples=600, deadline=None)
@given(texts.map("".join))
def test_every_letter_a_model_writes_is_seen_in_order(markdown):
    assert missing(markdown, [render(markdown)]) == ""


@settings(deadline=None)
@given(texts.map("".join), st.integers(20, 200))
def test_every_letter_is_seen_over_several_messages_too(markdown, limit):
    assert missing(markdown, split(render(markdown), limit)) == ""


@settings(deadline=None)
@given(texts.map("".join))
def test_whatever_a_model_writes_has_valid_spans(markdown):
    styled = render(markdown)
    units = utf16_len(styled.text)
    assert all(
        s.offset >= 0 and s.length > 0 and s.offset + s.length <= units for s in styled.spans
    )


def _stretches(styled: StyledText) -> list[tuple[str, str]]:
    """Kind and text of each span."""
    units = styled.text.encode("utf-16-le")
    return [
        (s.kind, units[s.offset * 2 : (s.offset + s.length) * 2].decode("utf-16-le"))
        for s in styled.spans
    ]
