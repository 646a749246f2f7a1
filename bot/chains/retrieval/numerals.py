"""Chinese numerals as digits, so that 三十 and 30 are the same term."""

import re

_DIGITS = {**{c: i for i, c in enumerate("零一二三四五六七八九")}, "〇": 0, "两": 2, "幺": 1}
_UNITS = {"十": 10, "百": 100, "千": 1000}
_GROUPS = {"万": 10_000, "亿": 100_000_000}
_NUMERAL = re.compile(f"[{''.join([*_DIGITS, *_UNITS, *_GROUPS])}]{{2,24}}|十")
"""One digit alone is as often a word: 一般, 三国."""


def numbers(text: str) -> list[str]:
    """The numbers that the numerals of a text in simplified characters stand for, as digits.

    >>> numbers("三十天，二〇二四年，一百二十万元，万一")
    ['30', '2024', '1200000']
    """
    found = (_digits(numeral[0]) for numeral in _NUMERAL.finditer(text))
    return [number for number in found if number]


def _digits(numeral: str) -> str:
    """`numeral` as digits; empty where it is no number, as 万一."""
    if all(character in _DIGITS for character in numeral):
        return "".join(str(_DIGITS[character]) for character in numeral)
    total = group = digit = 0
    for character in numeral:
        if character in _DIGITS:
            digit = _DIGITS[character]
        elif character in _UNITS:
            group += (digit or 1) * _UNITS[character]
            digit = 0
        elif total > _GROUPS[character]:  # 三亿五千万
            total += (group + digit) * _GROUPS[character]
            group = digit = 0
        elif total or group or digit:  # 三万亿
            total = (total + group + digit) * _GROUPS[character]
            group = digit = 0
        else:
            return ""
    return str(total + group + digit)
