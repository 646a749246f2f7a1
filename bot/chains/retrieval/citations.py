"""Checks the pages that an answer cites, while it is streamed.

A mark `[p. 12]` stays where page 12 has what its sentence says: all its numbers and names, and half
of its other terms, which are pairs of neighbouring characters in Chinese, Japanese and Korean, and
words elsewhere. Any other mark is dropped (docs/decisions/0023-questions-about-documents.md).
"""

import re
from collections.abc import Iterator, Mapping
from itertools import pairwise

from bot.chains.retrieval.terms import question_runs, question_words, searchable, spaced
from bot.chains.streamed_marks import StreamedMarks

MIN_SHARE = 0.5
"""Of the terms of a sentence that stand on the page it cites."""
_MAX_MARK_CHARS = 40
_MAX_SENTENCE_CHARS = 2000

_PAGES = r"(?:pp?\.?\s*|第\s*)?(\d{1,5})(?:\s*[-–—~～至到]\s*(?:p\.?\s*)?(\d{1,5}))?\s*页?"
_MARK = re.compile(
    rf"[\[［【](?=\s*(?:pp?\b|p\.?\s*\d|第))\s*{_PAGES}(?:\s*[,，、;；]\s*{_PAGES})*\s*[\]］】]",
    re.IGNORECASE,
)
_ONE = re.compile(_PAGES, re.IGNORECASE)
_MAX_RANGE = 20
_OPENING = re.compile(r"[ \t]*[\[［【][^\]］】\n]*$|[ \t]+$")
"""What may be the beginning of a mark, and the space before it, which goes with it."""
_SENTENCE_END = re.compile(r"[。！？!?；;\n]|\.(?=\s|$)")
_AFTER_SENTENCE = re.compile(r"[\s。！？!?；;.”」』）)*_]*$")
_NUMBER = re.compile(r"\d")
_NAME = re.compile(r"(?<![A-Za-z])[A-Z][A-Za-z]*(?![A-Za-z])")
_TITLE = re.compile(r"[《「『]([^》」』]{1,40})[》」』]")
_CJK = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")


def supports(page: str, sentence: str) -> bool:
    """Does the page have what the sentence says? `page` as `searchable` makes it.

    Between two languages only numbers and names can be compared, and there must be some.

    >>> page = searchable("试用期为三个月，工资是全薪的80%。")
    >>> supports(page, "试用期三个月，工资为全薪的 80%"), supports(page, "试用期是 6 个月")
    (True, False)
    """
    exact = exact_terms(sentence)
    if any(term not in page for term in exact):
        return False
    if has_cjk(sentence) != has_cjk(page):
        return bool(exact)
    return share(page, sentence) >= MIN_SHARE


def exact_terms(sentence: str) -> set[str]:
    """The numbers and names of a sentence, as `searchable` has them."""
    numbers = {spaced(word) for word in question_words(sentence) if _NUMBER.search(word)}
    return numbers | _names(sentence)


def share(page: str, sentence: str) -> float:
    """The share of the terms of a sentence that the page has; 0 where there are none."""
    terms = {"".join(pair) for run in question_runs(sentence) for pair in pairwise(run)}
    terms |= {spaced(word) for word in question_words(sentence) if word}
    return sum(term in page for term in terms) / len(terms) if terms else 0.0


def has_cjk(text: str) -> bool:
    """Is any of it Chinese, Japanese or Korean?"""
    return bool(_CJK.search(text))


def _names(sentence: str) -> set[str]:
    """Titles in quotation marks, and words with a capital: in English not the first of the sentence."""
    plain = sentence.strip().lstrip("-*•# ")
    begins = 0 if has_cjk(plain) else 1
    names = {
        spaced(word) for name in _NAME.findall(plain[begins:]) for word in question_words(name)
    }
    titles = {searchable(title) for title in _TITLE.findall(plain)}
    return {name for name in names | titles if name.strip()}


class CitationFilter(StreamedMarks):
    """Passes an answer on, without the marks that do not hold.

    Args:
        pages: the text of each page by its number; none: no mark holds.
    """

    def __init__(self, pages: Mapping[int, str]) -> None:
        super().__init__(_MARK, _OPENING, max_held_chars=_MAX_MARK_CHARS)
        self._pages = pages
        self._plain: dict[int, str] = {}
        self._written = ""

    def _with_mark(self, shown: str, mark: str) -> str:
        if kept := " ".join(f"[p. {page}]" for page in _cited(mark) if self._holds(page)):
            return shown + kept
        return shown.removesuffix(" ")

    def _write(self, text: str) -> str:
        self._written = (self._written + text)[-_MAX_SENTENCE_CHARS:]
        return text

    def _holds(self, page: int) -> bool:
        if page not in self._pages:
            return False
        if page not in self._plain:
            self._plain[page] = searchable(self._pages[page])
        return supports(self._plain[page], last_sentence(self._written))


def last_sentence(text: str) -> str:
    """The sentence that a mark after `text` belongs to; it may stand before or after its full stop."""
    body = _AFTER_SENTENCE.sub("", text)
    ends = [found.end() for found in _SENTENCE_END.finditer(body)]
    return body[ends[-1] :] if ends else body


def _cited(mark: str) -> Iterator[int]:
    """The pages that a mark names, each once."""
    pages: list[int] = []
    for found in _ONE.finditer(mark):
        first, last = int(found[1]), int(found[2] or found[1])
        pages += range(first, min(last, first + _MAX_RANGE) + 1)
    yield from dict.fromkeys(pages)
