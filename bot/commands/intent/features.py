"""The features of a message for the linear classifier (`classifier.py`).

A feature is a string, so that its weights can be read: `c:投稿` are characters, `k:^wP` classes of
words (`lexicon.py`), `w:submit` is a word. A quotation, a link and an idiom count as one character each,
since no command depends on what they say. Of a long message only the beginning and the end are read.
"""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from bot.commands.intent.tokens import tokenise
from bot.idioms import shipped_dictionary
from bot.idioms.normalise import HAN
from bot.moderation.text_normaliser import normalise

_HEAD_CHARS, _TAIL_CHARS = 160, 60
"""Read of a message, the tail only of a longer one."""
_HEAD_KEPT, _TAIL_KEPT = 60, 30
"""Of these, when quotations and links are one character."""
_IDIOM_LENGTHS = (8, 7, 6, 5, 4)
_HAN_RUN = re.compile(f"[{HAN}]+")
_IDIOM_WORD = "idiomword"
"""Stands for an idiom while the text is divided into words: Latin letters are taken as a whole word."""
_IDIOM, _CUT = "4", "~"
"""The classes of an idiom, and of what is left out."""
_MASKS = {"q": "“", "u": "⌁", "m": "#", _IDIOM: "◆"}
_MAX_CHAR_GRAM, _MAX_CLASS_GRAM, _MAX_PAIRED = 4, 4, 14
_LENGTHS = (1, 2, 4, 6, 9, 13, 18, 26, 40, 80, 160)

Word = tuple[str, str]
"""The class of a word, and the word."""


def features(text: str) -> list[str]:
    """What is seen of a message, each feature once; nothing of one without words.

    >>> "k:^wP" in features("想投稿")
    True
    """
    text = text.strip()
    head = _words(text[:_HEAD_CHARS])
    kept = _first(head, _HEAD_KEPT)
    rest = _words(text[-_TAIL_CHARS:]) if len(text) > _HEAD_CHARS else head[len(kept) :]
    if rest:
        kept = [*kept, (_CUT, _CUT), *reversed(_first(rest[::-1], _TAIL_KEPT))]
    if not kept:
        return []
    found = dict.fromkeys(_of_words(kept))
    found[f"n:{sum(len(text) > length for length in _LENGTHS)}"] = None
    return list(found)


def _of_words(words: Sequence[Word]) -> Iterator[str]:
    classes = f"^{''.join(kind for kind, _ in words)}$"
    yield from (f"k:{gram}" for gram in _grams(classes, _MAX_CLASS_GRAM))
    paired = classes[1:-1][:_MAX_PAIRED]
    yield from (f"p:{a}{b}" for at, a in enumerate(paired) for b in paired[at + 1 :])
    plain = f"^{''.join(word for _, word in words)}$"
    yield from (f"c:{gram}" for gram in _grams(plain, _MAX_CHAR_GRAM))
    spelled = ["^", *(word for _, word in words), "$"]
    yield from (f"w:{word}" for word in spelled[1:-1])
    yield from (f"w:{a} {b}" for a, b in pairwise(spelled))


def _grams(line: str, longest: int) -> Iterator[str]:
    for length in range(1, longest + 1):
        for at in range(len(line) - length + 1):
            yield line[at : at + length]


def _first(words: Sequence[Word], max_chars: int) -> list[Word]:
    """As many words from the beginning as fit."""
    chars, kept = 0, list[Word]()
    for word in words:
        chars += len(word[1])
        if chars > max_chars:
            break
        kept.append(word)
    return kept


def _words(text: str) -> list[Word]:
    tokens = tokenise(_HAN_RUN.sub(_without_idioms, normalise(text).text))
    words: list[Word] = []
    for token in tokens.tokens:
        word = tokens.plain[token.start : token.end]
        kind = _IDIOM if word == _IDIOM_WORD else token.kind
        words.append((kind, "/" if word == "\n" else _MASKS.get(kind, word)))
    return words


def _without_idioms(run: re.Match[str]) -> str:
    text, idioms = run[0], shipped_dictionary().idioms
    pieces, at, written = list[str](), 0, 0
    while at <= len(text) - _IDIOM_LENGTHS[-1]:
        length = next((n for n in _IDIOM_LENGTHS if text[at : at + n] in idioms), 0)
        if length:
            pieces += (text[written:at], f" {_IDIOM_WORD} ")
            at = written = at + length
        else:
            at += 1
    return "".join((*pieces, text[written:]))
