"""The terms of texts and questions that BM25 compares.

Chinese, Japanese and Korean are not segmented: their terms are pairs of neighbouring characters and,
with less weight, single Chinese characters. Other scripts have words, numbers, and pairs of
neighbouring words. Full-width and styled characters, traditional and Japanese forms, upper case and
plurals count as the plain ones. The weights are those that did best on the questions for tuning of
bench/retrieval (docs/decisions/0022-retrieval.md).
"""

import re
import unicodedata
from functools import lru_cache
from itertools import pairwise

from opencc import OpenCC

from bot.chains.retrieval.numerals import numbers

_TO_TRADITIONAL = OpenCC("jp2t")
_TO_SIMPLIFIED = OpenCC("t2s")

_HAN = "\u3400-\u4dbf\u4e00-\u9fff\U00020000-\U0003ffff々〇"
_HIRAGANA = "\u3041-\u309f"
_CJK = _HAN + _HIRAGANA + "\u30a1-\u30fa\u30fc-\u30ff\u1100-\u11ff\uac00-\ud7af"
_TOKEN = re.compile(rf"([{_CJK}]+)|(\d+(?:[.,]\d+)*)|([^\W\d_{_CJK}]+)")
_SPACE_BETWEEN_CJK = re.compile(rf"(?<=[{_CJK}])\s+(?=[{_CJK}])")
_HYPHEN_AT_LINE_END = re.compile(r"(?<=[a-z])[-\u00ad\u2010]\s*\n\s*(?=[a-z])")
_LEADING_ZEROS = re.compile(r"^0+(?=\d)")
_IS_HAN = re.compile(f"[{_HAN}]")
_IS_GRAMMAR = re.compile(f"[{_HIRAGANA}]+")

_PAIR_WEIGHT = 1.0
_CHARACTER_WEIGHT = 0.5
_GRAMMAR_WEIGHT = 0.3
"""Of a pair of hiragana, which is seldom more than an ending."""
_WORD_WEIGHT = 2.0
"""A word says as much as the two pairs of a Chinese word of three characters."""
_WORD_PAIR_WEIGHT = 1.0
_DEFINITION_WEIGHT = 1.0
"""Of "X is" where the question is what X is: every passage about X has X."""

_QUESTION_PHRASE = re.compile(
    # Longest first: each is removed before a shorter one that it contains.
    "どのような|どうすれば|でしょうか|ありますか|してください|てください|なんですか|何ですか|"
    "どうやって|どうして|について|教えて|ですか|ますか|いくつ|いくら|なぜ|どれ|どの|どこ|どう|"
    "だれ|いつ|とは|(?<![任几])何|"
    "可不可以|为什么|怎么样|怎么办|有没有|是不是|能不能|多少|多大|多长|多久|什么|怎么|怎样|如何|"
    "为何|哪些|哪个|哪里|哪儿|哪一|哪|谁|请问|是否|"
    "(?<![申邀聘宴])请|吗|呢|(?<!目)的|了(?!解)"
)
_STOP_WORD = re.compile(
    "a|about|an|and|any|are|as|at|be|been|by|can|could|did|do|does|for|from|had|has|have|how|"
    "i|if|in|into|is|it|its|many|me|much|of|on|or|please|should|so|tell|that|the|their|them|"
    "there|these|they|this|those|to|was|were|what|when|where|which|who|whom|whose|why|will|"
    "with|would|you|your"
)
_DEFINITION = re.compile(
    r"什么是(?P<zh>[^，。？?]+)|(?P<zh_last>[^，。？?]+?)(?:指的)?是什么(?:意思)?[？?]?$|"
    r"(?P<ja>[^、。？?]+?)とは|what (?:is|are) (?:an? |the )?(?P<en>[^,.?]+)"
)
_COPULAS = {"zh": ("是", "指"), "zh_last": ("是", "指"), "ja": ("とは", "は"), "en": ("is", "are")}


class _PlainForms(dict[int, str]):
    """A table for `str.translate`, filled when a character is first met."""

    def __missing__(self, code: int) -> str:
        plain = "" if unicodedata.category(chr(code)) == "Cs" else _simplified(chr(code)).casefold()
        self[code] = plain
        return plain


_PLAIN_FORMS = _PlainForms()


def _simplified(character: str) -> str:
    return str(_TO_SIMPLIFIED.convert(_TO_TRADITIONAL.convert(character)))


def searchable(text: str) -> str:
    r"""`text` in its plain form: each word between two spaces, Chinese as it is.

    A term of `question_terms` is in the text where it is a substring of this.

    >>> searchable("Ｔｗｏ files:\n檢\n索")
    ' two   file  检索'
    """
    plain = _plain(text)
    tokens = [cjk or spaced(_word(number, word)) for cjk, number, word in _TOKEN.findall(plain)]
    return " ".join([*tokens, *map(spaced, numbers(plain))])


def question_terms(question: str) -> dict[str, float]:
    """The terms of a question with their weights, without what only makes it a question."""
    terms = _definition_terms(_plain(question))
    for run in question_runs(question):
        terms |= {"".join(pair): _pair_weight("".join(pair)) for pair in pairwise(run)}
        terms |= {one: _CHARACTER_WEIGHT for one in run if _IS_HAN.match(one)}
    words = [*question_words(question), "", *numbers(_plain(question))]
    terms |= {spaced(word): _WORD_WEIGHT for word in words if word}
    for first, second in pairwise(words):
        if first and second:
            terms[f"{spaced(first)} {spaced(second)}"] = _WORD_PAIR_WEIGHT
    return terms


def question_runs(question: str) -> list[str]:
    """The runs of Chinese, Japanese or Korean, cut where something made it a question."""
    runs = [cjk for cjk, _, _ in _TOKEN.findall(_plain(question)) if cjk]
    return [part for run in runs for part in _QUESTION_PHRASE.split(run) if part]


def question_words(question: str) -> list[str]:
    """The words and numbers; an empty one wherever two that follow each other do not belong together."""
    return [
        "" if cjk or _STOP_WORD.fullmatch(word) else _word(number, word)
        for cjk, number, word in _TOKEN.findall(_plain(question))
    ]


def spaced(word: str) -> str:
    """A word as `searchable` has it."""
    return f" {word} "


def _plain(text: str) -> str:
    plain = unicodedata.normalize("NFKC", text).translate(_PLAIN_FORMS)
    return _SPACE_BETWEEN_CJK.sub("", _HYPHEN_AT_LINE_END.sub("", plain))


def _word(number: str, word: str) -> str:
    return _LEADING_ZEROS.sub("", number.replace(",", "")) or stem(word)


def _pair_weight(pair: str) -> float:
    return _GRAMMAR_WEIGHT if _IS_GRAMMAR.fullmatch(pair) else _PAIR_WEIGHT


def _definition_terms(plain: str) -> dict[str, float]:
    """What a definition says, where the question asks for one: "X is"."""
    if not (found := _DEFINITION.search(plain)) or found.lastgroup is None:
        return {}
    word = found[found.lastgroup]
    if not _QUESTION_PHRASE.sub("", word).strip():
        return {}
    copulas = _COPULAS[found.lastgroup]
    return {searchable(f"{word} {copula}"): _DEFINITION_WEIGHT for copula in copulas}


@lru_cache(maxsize=65_536)
def stem(word: str) -> str:
    """An English word without the ending of its plural."""
    if len(word) > 4 and word.endswith("ies"):
        return word[:-3] + "y"
    if len(word) > 3 and word.endswith("s") and not word.endswith(("ss", "us", "is")):
        return word[:-1]
    return word
