"""The terms of texts and questions that BM25 compares.

Chinese, Japanese and Korean are not segmented: their terms are pairs of neighbouring characters and,
with less weight, single Chinese characters. Other scripts have words and numbers. Full-width and
styled characters, traditional and Japanese forms, upper case and plurals count as the plain ones.
"""

import re
import unicodedata
from functools import lru_cache
from itertools import pairwise

from opencc import OpenCC

_TO_TRADITIONAL = OpenCC("jp2t")
_TO_SIMPLIFIED = OpenCC("t2s")

_HAN = "\u3400-\u4dbf\u4e00-\u9fff\U00020000-\U0003ffff々〇"
_CJK = _HAN + "\u3041-\u309f\u30a1-\u30fa\u30fc-\u30ff\u1100-\u11ff\uac00-\ud7af"
_TOKEN = re.compile(rf"([{_CJK}]+)|(\d+(?:[.,]\d+)*)|([^\W\d_{_CJK}]+)")
_SPACE_BETWEEN_CJK = re.compile(rf"(?<=[{_CJK}])\s+(?=[{_CJK}])")
_HYPHEN_AT_LINE_END = re.compile(r"(?<=[a-z])[-\u00ad\u2010]\n\s*(?=[a-z])")
_IS_HAN = re.compile(f"[{_HAN}]")

_PAIR_WEIGHT = 1.0
_CHARACTER_WEIGHT = 0.3
_WORD_WEIGHT = 2.0
"""A word says as much as the two pairs of a Chinese word of three characters."""

_QUESTION_PHRASES = (
    # Longest first: each is removed before a shorter one that it contains.
    "どのような|どうすれば|でしょうか|ありますか|してください|てください|なんですか|何ですか|"
    "どうやって|どうして|について|教えて|ですか|ますか|いくつ|いくら|なぜ|どれ|どの|どこ|どう|"
    "だれ|いつ|とは|誰|何|"
    "为什么|怎么样|怎么办|有没有|是不是|能不能|可不可以|多少|多大|多长|多久|什么|怎么|怎样|如何|"
    "为何|哪些|哪个|哪里|哪儿|哪一|哪|谁|请问|是否|请|吗|呢|的|了"
)
_QUESTION_PHRASE = re.compile(_QUESTION_PHRASES)
_STOP_WORD = re.compile(
    "a|about|an|and|any|are|as|at|be|been|by|can|could|did|do|does|for|from|had|has|have|how|"
    "i|if|in|into|is|it|its|many|me|much|of|on|or|please|should|so|tell|that|the|their|them|"
    "there|these|they|this|those|to|was|were|what|when|where|which|who|whom|whose|why|will|"
    "with|would|you|your"
)


class _PlainForms(dict[int, str]):
    """The table of `str.translate` that is filled when a character is first met."""

    def __missing__(self, code: int) -> str:
        plain = _TO_SIMPLIFIED.convert(_TO_TRADITIONAL.convert(chr(code))).casefold()
        self[code] = plain
        return plain


_PLAIN_FORMS = _PlainForms()


def searchable(text: str) -> str:
    r"""`text` in its plain form: each word between two spaces, Chinese as it is.

    A term of `question_terms` is in the text where it is a substring of this.

    >>> searchable("Ｔｗｏ files:\n檢\n索")
    ' two   file  检索'
    """
    return " ".join(
        cjk or f" {number.replace(',', '') or _stem(word)} "
        for cjk, number, word in _TOKEN.findall(_plain(text))
    )


def question_terms(question: str) -> dict[str, float]:
    """The terms of a question with their weights, without what only makes it a question."""
    terms: dict[str, float] = {}
    for cjk, number, word in _TOKEN.findall(_plain(question)):
        for run in _QUESTION_PHRASE.split(cjk):
            terms |= {first + second: _PAIR_WEIGHT for first, second in pairwise(run)}
            terms |= {one: _CHARACTER_WEIGHT for one in run if _IS_HAN.match(one)}
        if number or (word and not _STOP_WORD.fullmatch(word)):
            terms[f" {number.replace(',', '') or _stem(word)} "] = _WORD_WEIGHT
    return terms


def _plain(text: str) -> str:
    plain = unicodedata.normalize("NFKC", text).translate(_PLAIN_FORMS)
    return _SPACE_BETWEEN_CJK.sub("", _HYPHEN_AT_LINE_END.sub("", plain))


@lru_cache(maxsize=65_536)
def _stem(word: str) -> str:
    """An English word without the ending of its plural."""
    if len(word) > 4 and word.endswith("ies"):
        return word[:-3] + "y"
    if len(word) > 3 and word.endswith("s") and not word.endswith(("ss", "us", "is")):
        return word[:-1]
    return word
