"""Whether a polished text still has the links, names and numbers of its author, and no others.

A rule that is too strict costs a polish, one that is too lax costs the author's facts: in doubt the
polish is dropped.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterator

_LINK = re.compile(
    r"(?:[Hh]ttps?|tg|ftp)://[^\s<>\"“”「」『』，。！？；：、（）]+|www\.[\w./?=&%#~+-]+"
    r"|[\w.+-]+@[\w-]+(?:\.[\w-]+)+"
    r"|(?<![\w@])(?:[A-Za-z0-9-]+\.)+[a-z]{2,12}(?:/[\w./?=&%#~+-]*)?(?![\w@])",
    re.ASCII,
)
_MENTION = re.compile(r"[@#][\w-]+")
_QUOTED = re.compile(
    r"《([^《》]+)》|〈([^〈〉]+)〉|“([^“”]+)”|‘([^‘’]+)’|「([^「」]+)」|『([^『』]+)』|\"([^\"]+)\""
)
_NAME_CHARS = 24
"""A longer quotation is somebody's words, not a name; its typing errors may be corrected."""
_DIGITS = re.compile(r"\d+(?:[.,:/-]\d+)*%?")
_NUMERAL = "零〇一二两三四五六七八九十百千万亿"
_UNIT = "年月日号时点秒岁元块角米斤吨度层楼班届路栋室倍折"
_WRITTEN_NUMBER = re.compile(rf"[{_NUMERAL}]{{2,}}|第[{_NUMERAL}]+|[{_NUMERAL}](?=[{_UNIT}])")
_LATIN_WORD = re.compile(r"[A-Za-z][A-Za-z0-9_+-]*")
_HALF_WIDTH = {
    code: code - 0xFEE0
    for first, last in (("０", "９"), ("Ａ", "Ｚ"), ("ａ", "ｚ"), ("％", "％"))
    for code in range(ord(first), ord(last) + 1)
}
_HAN = re.compile(r"[\u4e00-\u9fff]")


def keeps_facts(before: str, after: str) -> bool:
    """Does the text `after` have the links, names and numbers of `before`, each as often?"""
    plain_before, plain_after = before.translate(_HALF_WIDTH), after.translate(_HALF_WIDTH)
    if any(name not in plain_after for name in _quoted_names(plain_before)):
        return False
    names = _chinese_names if _HAN.search(before) else _english_names
    return Counter(_facts(plain_before, names)) == Counter(_facts(plain_after, names))


def _quoted_names(text: str) -> Iterator[str]:
    for found in _QUOTED.finditer(text):
        name = next(group for group in found.groups() if group)
        if len(name) <= _NAME_CHARS:
            yield name.strip()


def _facts(text: str, names: Callable[[str], Iterator[str]]) -> Iterator[str]:
    """Links, mentions, numbers and the names that are written in Latin letters."""
    for link in _LINK.findall(text):
        yield link.rstrip(".,;:!?)")
    rest = _LINK.sub(" ", text)
    yield from _MENTION.findall(rest)
    rest = _MENTION.sub(" ", rest)
    yield from _DIGITS.findall(rest)
    yield from _WRITTEN_NUMBER.findall(rest)
    yield from names(rest)


def _chinese_names(text: str) -> Iterator[str]:
    """Every Latin word of a Chinese text."""
    yield from (word.casefold() for word in _LATIN_WORD.findall(text))


def _english_names(text: str) -> Iterator[str]:
    """The words with capitals that do not begin a sentence."""
    for found in _LATIN_WORD.finditer(text):
        word = found[0]
        if word not in (word.lower(), "I") and not _begins(text, found.start()):
            yield word


def _begins(text: str, at: int) -> bool:
    """Does a sentence begin there?"""
    before = text[:at].rstrip(" \t\"'“‘(")
    return not before or before[-1] in ".!?\n:。！？"
