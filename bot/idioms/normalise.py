"""Normalises what people type to the form in which the dictionary stores idioms."""

import re
import unicodedata
from functools import lru_cache
from typing import Protocol

HAN = "\u3400-\u9fff\U00020000-\U0003ffff〇"
"""Chinese characters, for use inside the brackets of a regular expression."""

_SURROGATE = re.compile("[\ud800-\udfff]")
_NOT_HAN = re.compile(f"[^{HAN}]+")


class _Converter(Protocol):
    def convert(self, text: str) -> str: ...


@lru_cache(maxsize=1)
def _to_simplified() -> _Converter:
    from opencc import OpenCC  # noqa: PLC0415 -- loads its tables, which only players need

    converter: _Converter = OpenCC("t2s")
    return converter


def fold(text: str) -> str:
    """Apply NFKC, convert traditional characters to simplified ones and drop lone surrogates.

    >>> fold("畫蛇添足！")
    '画蛇添足!'
    """
    plain = unicodedata.normalize("NFKC", _SURROGATE.sub("", text))
    return plain if plain.isascii() else _to_simplified().convert(plain)


def only_han(text: str) -> str:
    """The Chinese characters of `text`, as they were written.

    >>> only_han("畫蛇 添足!")
    '畫蛇添足'
    """
    return _NOT_HAN.sub("", unicodedata.normalize("NFKC", text))


def word_key(text: str) -> str:
    """The Chinese characters of `text`, folded: the key of an idiom in the dictionary.

    >>> word_key("一不做，二不休！")
    '一不做二不休'
    """
    return _NOT_HAN.sub("", fold(text))
