"""Texts made to be slow or to break something, of any length, each by its seed."""

import random
from collections.abc import Callable

_MARKS = (
    "*", "**", "***", "_", "__", "~~", "`", "``", "```", "~~~", "||", "$", "$$", "\\", "&amp;", "&#0;", "<", ">", "<b>",
    "</b>", "<!--", "<?", "![CDATA[", "[", "]", "![", "](", ")", "[]", "[a](b)", "[a](https://b.c/", "[^1]:", "[a]: b", "|",
    "|a", "|-", ":-:|", "---", "===", "# ", "###### ", "- ", "* ", "+ ", "1. ", "1) ", "999999999. ", "> ", ">", "- [ ] ",
    "    ", "\t", "\n", "\n\n", "\r", "\r\n", "  \n", "\\\n", "a|b\n-|-\n", "- a\n", "> a\n", "# a\n", "```\n", "~~~a\n",
    "\\frac{", "}{", "^{", "_{", "\\sqrt", "\\left(", "{", "}", "\\begin{matrix}", "\\overline{",
    "\\overline", "\\hat", "\\substack{", "\\binom", "\\text{", "\\begin{cases}", "\\end{cases}", "\\color", "&", "$a$", "$\\alpha^2$", "*a*", "_a_ ",
)  # fmt: skip
_WORDS = (
    "a", "ab ", "word ", "0", "9", "138", "a.", "a-", "a@", ".com", "。", "，", "？", "！", "：", "“", "（", "字", "的", "一", "龙",
    "嘿", "嘿嘿", "行吧", "行", "我接", "接", "来", "好的", "好", "下一个", "谁接", "这个", "算不算", "不知道", "提示", "认输", "跳过",
    "画蛇添足", "足智多谋", "谋事在人", "一心一意", "恭喜发财", "接龙", "总结", "投稿", "想发表", "publish ", "play ", "问 ", "是什么",
    "@everyone", "@all ", "@name_1 ", "@", "/ask ", "/idiom ", "https://", "http://a.cn/", "www.", "t.me/", "tg://user?id=",
    "https://a.cn/@", "点com", "微信", "v信", "wx", "qq", "加", "号", "群", "1-3-8", "〇", "幺", "[管理员] ", "</document>", "<think>",
    "{", '{"a":', '"destination": "', "ask", "null", "1e999", ":", "post:withdraw:", "é", "ﷺ", "㈱", "ǅ", "İ", "ß",
)  # fmt: skip
_ODD = (
    "\ud83d", "\ude00", "😀", "👨‍👩‍👧‍👦", "🇨🇳", "\u200b", "\u2060", "\u202e", "\u2066", "\u3164", "\u2800", "\ufeff", "\xad",
    "\u0301", "\u0e49", "\ufdd0", "\ufdfa", "\uffff", "\x00", "\x1b", "\x7f", "\x85", "\u2028", "\u2029", "\U000e0061",
    "\U0010ffff", "\U00020000", "\u3000", "\xa0", "ａ", "＠", "１",
)  # fmt: skip
_GAME_WORDS = (
    "嘿", "嘿嘿", "行", "行吧", "吧", "算", "算不算", "可以", "我", "接", "我接", "来", "我来", "好", "好的", "下一个", "谁接", "这个", "该你",
    "到你", "继续", "接龙", "想想", "是", "应该是", "不知道", "提示", "认输", "了", "想不出", "没", "给", "个", "太难", "我们", "那就", "真的",
)  # fmt: skip
ATOMS = (*_MARKS, *_WORDS, *_ODD)
"""What hostile texts are made of."""


def hostile_text(seed: int) -> Callable[[int], str]:
    """The text of that seed, as a function of its length in bytes of UTF-8."""
    rng = random.Random(seed)
    kind = rng.choice(_KINDS)
    parts = ["".join(rng.choices(ATOMS, k=rng.randint(1, 3))) for _ in range(4)]

    def of_length(size_bytes: int) -> str:
        text = kind(parts, size_bytes, seed)[:size_bytes]  # a character has a byte or more
        while len(encoded := text.encode("utf-8", "surrogatepass")) > size_bytes:
            text = text[: max(1, len(text) * size_bytes // len(encoded)) - 1]
        return text

    return of_length


def _repeated(parts: list[str], size: int, seed: int) -> str:
    """One unit again and again, between two others."""
    before, unit, after, _ = parts
    return before + unit * ((size - len(before) - len(after)) // len(unit)) + after


def _enclosed(parts: list[str], size: int, seed: int) -> str:
    """A unit some dozen times between a beginning and an end, and all of it again and again."""
    begin, unit, end, _ = parts
    block = begin + unit * 40 + end
    return block * (size // len(block) + 1)


def _nested(parts: list[str], size: int, seed: int) -> str:
    """Openings, and as many ends."""
    begin, end, inside, _ = parts
    depth = size // (len(begin) + len(end))
    return begin * depth + inside + end * depth


def _stairs(parts: list[str], size: int, seed: int) -> str:
    """Lines of which each is indented deeper."""
    unit, inside, indentation, _ = parts
    blank = indentation if seed % 2 else "  "
    lines, length = list[str](), 0
    while length < size:
        lines.append(blank * len(lines) + unit + inside)
        length += len(lines[-1]) + 1
    return "\n".join(lines)


def _longer_runs(parts: list[str], size: int, seed: int) -> str:
    """Runs of a mark of which each is longer, so that none ends another."""
    unit, inside, _, _ = parts
    runs, length = list[str](), 0
    while length < size:
        runs.append(unit * (len(runs) + 1) + inside)
        length += len(runs[-1])
    return "".join(runs)


def _soup(parts: list[str], size: int, seed: int) -> str:
    """Anything at all; a longer one begins with the shorter one."""
    rng = random.Random(seed)
    pieces, length = [], 0
    while length < size:
        pieces.append(rng.choice(ATOMS))
        length += len(pieces[-1])
    return "".join(pieces)


def _game(parts: list[str], size: int, seed: int) -> str:
    """What people say around a move: an idiom, and words that can be divided in several ways."""
    rng = random.Random(seed)
    words = rng.choices(_GAME_WORDS, k=rng.randint(1, 3))
    text = "画蛇添足" + "".join(words) * (40 // len("".join(words))) + rng.choice("龙的一")
    return text + parts[0] * (size // len(parts[0]))


_KINDS = (_repeated, _repeated, _repeated, _enclosed, _nested, _stairs, _longer_runs, _soup, _game)
