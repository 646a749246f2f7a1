import time

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


def test_a_formula_of_nested_roots_is_shown_as_it_was_written():
    roots = "\\sqrt{" * 30 + "x" + "}" * 30
    assert render(f"${roots}$").text == roots
    assert render("$\\sqrt{\\frac{1}{\\sqrt{2}}}$").text.startswith("√")


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


def test_a_header_row_with_more_cells_than_the_delimiter_row_keeps_them():
    table = "| a | `b|c` | d |\n|--|--|\n| 1 | 2 |"
    [(kind, shown)] = _stretches(render(table))
    assert kind == "pre"
    assert shown.splitlines()[0] == "a | b|c | d"


@pytest.mark.parametrize(
    "table",
    [
        "a|" * 21 + "\n" + "-|" * 21 + "\n" + "1|" * 21,
        "a|b\n-|-\n" + "x" * 2000 + "|2\n3|4\n5|6",
    ],
    ids=["21 columns", "wider than a message"],
)
def test_a_table_that_is_too_wide_is_shown_as_it_was_written(table):
    assert render(table) == StyledText(table)


def test_rows_beyond_the_200th_are_shown_as_they_were_written():
    rows = "".join(f"|{n}|x|\n" for n in range(201))
    styled = render(f"|a|b|\n|-|-|\n{rows}")
    [(kind, shown)] = _stretches(styled)
    assert kind == "pre"
    assert shown.splitlines()[-1] == "199 | x"
    assert styled.text.splitlines()[-1] == "|200|x|"


def test_rows_beyond_a_message_are_shown_as_they_were_written():
    styled = render(
        "|a|b|\n|-|-|\n"
        + "|字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字|2|\n" * 150
    )
    [(kind, shown)] = _stretches(styled)
    assert kind == "pre"
    assert 3500 < utf16_len(shown) <= 4096
    assert styled.text.splitlines()[-1].startswith("|字")


@pytest.mark.parametrize(("mark", "shown"), [("> ", ">"), ("- ", "-"), ("1. ", "1.")])
def test_what_is_nested_deeper_than_16_is_shown_as_it_was_written(mark, shown):
    text = render(mark * 20 + "深").text
    assert text.endswith(f"{shown} " * 4 + "深")
    assert f"{shown} " * 5 not in text


@pytest.mark.parametrize(
    "markdown",
    [
        "前\n\n\n```\n\n\ncode\n\n\n```\n\n\n后",
        "- 项\n\n\n  ```\n\n\n  code\n\n  ```\n\n\n- 项",
        "$$\n\nx\n\n$$\n\n\n后",
        "> ```\n>\n> code\n> ```\n>\n>\n> 后",
    ],
)
def test_blocks_have_at_most_one_empty_line_between_them(markdown):
    assert "\n\n\n" not in render(markdown).text


def test_text_behind_code_in_an_item_has_a_line_of_its_own():
    assert render("- ```\n  x\n  ```\n  y").text == "•\nx\ny"


def test_a_nested_task_keeps_its_indentation():
    assert render("- 家务\n  - [ ] 买菜").text == "• 家务\n  ☐ 买菜"


def test_a_task_of_a_numbered_list_keeps_its_number():
    assert render("1. [ ] 买菜\n2. [x] 做饭").text == "1. ☐ 买菜\n2. ☑ 做饭"


@pytest.mark.parametrize(
    ("markdown", "stretches"),
    [
        ("凶手是||管家||。", [("spoiler", "管家")]),
        (
            "**凶手||管家**和||园丁",
            [("bold", "凶手管家"), ("spoiler", "管家"), ("spoiler", "园丁")],
        ),
        ("`a||b||c`", [("code", "a||b||c")]),
        ("if (a||b||c)", []),
    ],
    ids=["alone", "crosses bold", "in code", "in a condition"],
)
def test_a_spoiler_ends_at_the_latest_with_the_element_it_is_in(markdown, stretches):
    assert _stretches(render(markdown)) == stretches


@pytest.mark.parametrize(
    ("link", "shown"),
    [
        ("[↗14:02](https://t.me/c/12/345)", "↗14:02"),
        ("[↗14:02](https://t.me/teahouse/7/345)", "↗14:02"),
        ("[↗14:02](https://t.me/teahouse)", "↗14:02 (https://t.me/teahouse)"),
        ("[↗14:02](https://t.me.evil.example/c/1/2)", "↗14:02 (https://t.me.evil.example/c/1/2)"),
        ("[奖金](https://t.me/c/12/345)", "奖金 (https://t.me/c/12/345)"),
    ],
)
def test_the_time_of_a_message_alone_may_stand_for_its_address(link, shown):
    assert render(link).text == shown


def test_a_picture_in_a_link_keeps_its_address_in_plain_sight():
    styled = render("[![图](https://a.cn/x.png)](https://b.cn)")
    assert styled.text == "![图](https://a.cn/x.png) (https://b.cn)"
    assert _stretches(styled) == [("text_link", "https://b.cn")]


@pytest.mark.parametrize(
    ("markdown", "text", "link"),
    [
        ("[good](http://evil.cn)", "good (http://evil.cn)", "http://evil.cn"),
        ("![图](https://a.cn/i)", "图 (https://a.cn/i)", "https://a.cn/i"),
        (
            "[https://bank.cn](https://evil.cn)",
            "https://bank.cn (https://evil.cn)",
            "https://evil.cn",
        ),
        ("[bank.cn/](https://bank.cn)", "bank.cn/ (https://bank.cn)", "https://bank.cn"),
        ("[**粗** `码`](https://a.cn)", "粗 码 (https://a.cn)", "https://a.cn"),
        ("[x](https://a.cn/\u202emoc.knab)", "x (https://a.cn/moc.knab)", "https://a.cn/moc.knab"),
        ("<https://a.cn/x>", "https://a.cn/x", "https://a.cn/x"),
        ("[a.cn/x](https://a.cn/x)", "a.cn/x", "https://a.cn/x"),
    ],
)
def test_what_a_link_shows_is_where_it_leads(markdown, text, link):
    styled = render(markdown)
    assert styled.text == text
    assert [span.url for span in styled.spans if span.kind == "text_link"] == [link]
    assert ("text_link", link.removeprefix("https://")) in _stretches(styled) or (
        "text_link",
        link,
    ) in _stretches(styled)


@pytest.mark.parametrize(
    "markdown",
    [
        "[你好](tg://user?id=42)",
        "[x](javascript:alert)",
        "[x](mailto:a@b.cn)",
        "[x](//a.cn)",
        "[x]()",
    ],
)
def test_a_link_to_no_web_address_is_shown_as_it_was_written(markdown):
    assert render(markdown) == StyledText(markdown)


def test_code_keeps_its_language():
    assert Span("pre", 0, 8, None, "py") in render("```py\nprint(1)\n```").spans


SOUP = "*_`~[]()<>#|-+=!&;:.\\/\n\n  $\"'你好，。：“”《》qw129😀\t\u2060"
texts = st.lists(st.one_of(st.sampled_from(PIECES), st.text(SOUP, max_size=20)), max_size=10)


@settings(deadline=None)
@given(st.text(st.characters(exclude_categories=[])))
def test_any_text_at_all_is_rendered(markdown):
    assert utf16_len(render(markdown).text) <= 12 * len(markdown)


@pytest.mark.parametrize(
    "markdown",
    [
        "|--|\n" * 4800,
        "|a" * 12000 + "\n" + "|-" * 6000,
        "~" * 24000,
        "> " * 12000,
        "- " * 12000,
        "*" * 24000 + "a" + "*" * 24000,
        "[a](b" * 4800,
        "${" * 12000,
        "||a **b|| " * 2400,
        "# a\n" * 6000,
        "> - 1. " * 3000,
        "+ " * 3000 + "a\n" * 9000,
        "- a\n  " * 3000,
        "".join(f"{'>' * n} a\n" for n in range(200)),
        "".join(f"{'  ' * n}- a\n" for n in range(150)),
        "*a " * 8000 + "a* " * 8000,
        "`" + "`".join("`" * n for n in range(220)) + "|x\n-|-\n",
        "$" + "\\frac{" * 48 + "$",
        "$$" + "\\sqrt" * 59 + "$$",
        "$" + "\\overline{" * 29 + "$",
    ],
    ids=lambda markdown: markdown[:6],
)
def test_no_markdown_of_24_kb_holds_the_event_loop(markdown):
    begun_s = time.process_time()
    split(render(markdown))
    assert time.process_time() - begun_s < 1


@pytest.mark.slow
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
