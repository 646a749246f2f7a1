"""What people type, folded to the one form in which idioms are stored."""

import re
import unicodedata
from functools import lru_cache
from typing import Protocol

HAN = "\u3400-\u9fff\U00020000-\U0003ffff〇"
"""The characters an idiom is made of, as the inside of a regular expression's brackets."""

_SURROGATE = re.compile("[\ud800-\udfff]")
_NOT_HAN = re.compile(f"[^{HAN}]+")


class _Converter(Protocol):
    def convert(self, text: str) -> str: ...


@lru_cache(maxsize=1)
def _converter() -> _Converter:
    # The import takes a moment and the idiom game may never be played: load on first use.
    from opencc import OpenCC  # noqa: PLC0415 -- lazy on purpose

    converter: _Converter = OpenCC("t2s")
    return converter


def fold(text: str) -> str:
    """Compatibility forms (NFKC), traditional characters and lone surrogates are folded away.

    >>> fold("畫蛇添足！")
    '画蛇添足!'
    """
    plain = unicodedata.normalize("NFKC", _SURROGATE.sub("", text))
    return plain if plain.isascii() else _converter().convert(plain)


def only_han(text: str) -> str:
    """The Chinese characters of `text`, nothing else.

    >>> only_han("一不做，二不休")
    '一不做二不休'
    """
    return _NOT_HAN.sub("", text)


def key(text: str) -> str:
    """The form under which an idiom is found in the dictionary and remembered as used."""
    return only_han(fold(text))
