"""Pieces of text as models write it, and an oracle for what a reader must see of it.

The oracle is independent of the renderer: all letters and digits of the Markdown must appear in the
chat, in order, in the text or in the addresses of its links. Only what matches `_TAKEN` may disappear.
"""

import html
import re
import unicodedata
from collections.abc import Iterable

from bot.models.chat import StyledText

PROSE = (
    "你好，世界。", "春眠不觉晓，处处闻啼鸟。" * 8, "word and word ", "😀👨‍👩‍👧‍👦🇨🇳", "a < b && c > d", " ",
    "2*3*4=24", "x**2 + y**2", "1~2 和 10~20 元", "价格 $5 到 $10，约 8$", "花了 5$，不到 6$", "C:\\Users\\_tmp_", "R&D",
    "__init__ 与 foo_bar_baz", "if (a || b || c)", "https://a.cn/_x_/y_z?p=1*2*3&copy=4",
    "**https://b.cn/a**后", "<https://c.cn/d_e>", "a@b.com", "#标签 @user /cmd", "&lt;b&gt; &amp;",
)  # fmt: skip
INLINE = (
    "**粗体**", "**注意：**正文", "x**“引”**y", "*斜*", "***粗斜***", "_这是_", "__粗__", "~~删~~", "||剧透||",
    "`码`", "`vector<int>`", "``a<b`c``", "`未闭合 <a", "\\*不斜\\*", "a\\|b", "~~~重点~~~",
    "[链接](https://example.com/q?a=1&b=2)", "![图](https://example.com/i.png)", "[文字]()", "[1]",
    "![](https://a.cn/z.png)", "[](https://a.cn)", '[文](https://a.cn "题")', "[甲][1]", "脚注[^1]",
    "<think>", "</think>", "<br>", "<b>粗</b>", "<!-- 注 -->", "<!--", "<?xml ", '<div class="x">',
    "<details><summary>点</summary>内容</details>", "<tg-spoiler>", "\\(a+b\\)", "\\[c<d\\]",
    "$E=mc^2$", "$a<b$", "$$x_1 \\le 5$$", "$\\frac{a}{b}$",
)  # fmt: skip
BLOCKS = (
    "", "# 标题", "### 三 ###", "标题二\n===", "标题三\n---", "---", "***", "- 项", "  - 子项", "    - 孙项",
    "* 星", "+ 加", "- [ ] 买菜", "- [x] 做饭", "1. 一", "2. 二", "7. 七", "0. 零", "1) 甲", "3) 丙",
    "10. `码`", "1. **“好”**了", "1. [ ] 事", "1986. 年", "   段", "    缩进代码", "\tif (a<b) x();",
    "> 引用", "> - 引", ">> 深", "[小明]: 你好", "[1]: https://a.cn/x", "[^1]: 说明", '[TODO]: "明天"',
    "> [引]: 用", "- [项]: 目", "| a | b |\n|--|--|\n| 1 | 二 |", "a | b\n--|--\n1 | **2** | 3",
    "|名|值|\n|:-|-:|\n| `a|b` | x | 多 |\n| $x$ | [链](https://t.cn/a_b) |\n| <b>粗</b> |",
    "```py\nx = 1 < 2\n1. print('汉字')\n3) y = \"2*3\"\n```", "~~~\nif a<b: pass\n[甲]: 乙\n~~~",
    "```\n" + "long line of code = 1\n" * 40 + "```", "```",
)  # fmt: skip
PIECES = (*PROSE, *INLINE, *(f"\n{block}\n" for block in BLOCKS))
"""Random texts are made of these."""

_TAKEN = re.compile(
    r"(?m:^[ \t>]*(?:(?:[-*+]|\d+[.)])[ \t]+)*(?:`{3,}|~{3,})[ \t]*[A-Za-z0-9+#.-]+[ \t]*$)"  # language of a fence
    r"|(?<=[-*+] \[)x(?=\][ ])"  # mark of a task that is done; becomes ☑
    r"|(?<=\()(?P<address>[^\s()]+)[ ]\"[^\"\n]*\""  # title of a link
    r"|\\(?:frac|le)\b"  # LaTeX commands; become signs
)

_NAMES = re.compile(r"&(?:#\d+|\w+);")


def missing(markdown: str, parts: Iterable[StyledText]) -> str:
    """Letters that the messages `parts` do not show: the first of them and all after it."""
    wanted = letters(_TAKEN.sub(lambda found: found["address"] or "", _NAMES.sub(_sign, markdown)))
    seen = iter(letters("".join(map(_with_addresses, parts))))
    for nth, letter in enumerate(wanted):
        if letter not in seen:  # consumes `seen` up to the letter
            return wanted[nth:]
    return ""


def _sign(entity: re.Match[str]) -> str:
    return html.unescape(entity[0])


def letters(text: str) -> str:
    """Letters and digits of any script; superscripts and accented letters as plain characters."""
    return "".join(filter(str.isalnum, unicodedata.normalize("NFKD", text)))


def _with_addresses(styled: StyledText) -> str:
    """The text with the address after each link and the language, which apps show, before its code."""
    units = styled.text.encode("utf-16-le", "surrogatepass")
    added = [(span.offset + span.length, span.url or "") for span in styled.spans]
    added += [(span.offset, span.language or "") for span in styled.spans]
    for at, words in sorted(added, reverse=True):
        units = units[: 2 * at] + words.encode("utf-16-le") + units[2 * at :]
    return units.decode("utf-16-le", "replace")
