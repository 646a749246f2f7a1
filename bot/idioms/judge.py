"""Decides what a message is in a game of 成语接龙 (idiom chain): a move, a mistake, or just talk.

The order matters: an idiom goes before words like 放弃 (give up), which may stand in an idiom; a
sentence that merely contains an idiom is no move; and what is left is talk.
"""

import re
from collections.abc import Iterable
from typing import NamedTuple

from bot.idioms import phrases
from bot.idioms.lexicon import Idiom, Lexicon, lexicon
from bot.idioms.links import Played, links
from bot.idioms.near import nearest
from bot.idioms.normalise import HAN, fold, key
from bot.models.game import Mode, Verdict

_MAX_CHARS = 400
_MAX_HAN = 48
_LONGEST = 16
_SHORTEST = 3
_MAX_LEAD = 14
_ADDRESS = re.compile(r"^\s*/\w+|@\w+")
_LATIN = re.compile(r"[a-z]+")
_CLAUSE = re.compile(f"[{HAN}]+")
_MAX_ASIDE = 6
_OFF_TOPIC = Verdict("off_topic")


class _Message(NamedTuple):
    """`clauses`: the stretches of Chinese characters, which `han` has joined."""

    han: str
    clauses: list[str]
    latin: str
    asks: bool


class _Turn(NamedTuple):
    """What a message is judged against."""

    last: Idiom | None
    played: Played
    mode: Mode
    book: Lexicon

    def links(self, idiom: Idiom) -> bool:
        return self.last is None or links(self.last, idiom, self.mode, self.book, self.played)

    def repeats(self, idiom: Idiom) -> bool:
        return idiom.word in self.played or idiom == self.last

    def fits(self, idiom: Idiom) -> bool:
        return self.links(idiom) and not self.repeats(idiom)


def judge(
    text: str | None,
    *,
    last: str | None = None,
    used: Iterable[str] | Played = (),
    mode: Mode = "exact",
    addressed: bool = True,
) -> Verdict:
    """Judge a message of any kind; never raises for what was typed.

    Args:
        text: the message as it was typed.
        last: the idiom to continue from; None: any idiom opens.
        used: the idioms already played; a `Played` saves making one.
        mode: what links two idioms.
        addressed: was it said to the bot? If not, less counts as an attempt.
    """
    message = _read(text)
    if message is None:
        return _OFF_TOPIC
    book = lexicon()
    turn = _Turn(_idiom(last, book), _played(used, book), mode, book)
    return (
        _move(message, turn, addressed) or _aside(message, turn) or _other(message, turn, addressed)
    )


def _read(text: str | None) -> _Message | None:
    if not isinstance(text, str) or len(text) > _MAX_CHARS:
        return None
    plain = _ADDRESS.sub(" ", fold(text)).lower()
    clauses, latin = _CLAUSE.findall(plain), " ".join(_LATIN.findall(plain))
    han = "".join(clauses)
    if len(han) > _MAX_HAN or not (han or latin) or "://" in plain:
        return None
    return _Message(han, clauses, latin, asks="?" in plain)


def _idiom(word: str | None, book: Lexicon) -> Idiom | None:
    if not isinstance(word, str):
        return None
    folded = word if word in book.idioms else key(word)
    return book.linkable(folded) if folded else None


def _played(used: Iterable[str] | Played, book: Lexicon) -> Played:
    if isinstance(used, Played):
        return used
    words = [word for word in used or () if isinstance(word, str)]
    folded = (word if word in book.idioms else key(word) for word in words)
    return Played(idiom.word if (idiom := book.standard(w)) else w for w in folded)


def _move(message: _Message, turn: _Turn, addressed: bool) -> Verdict | None:  # noqa: FBT001 -- a fact of the message
    found = [] if message.asks else _idioms(message.han, turn.book)
    if found and not (_spelt(found[0], message) or phrases.latin_filler(message.latin.split())):
        return None
    if len(found) > 1 and found[0] == turn.last:
        found = found[1:]  # people repeat the idiom they continue from
    if not found:
        return None
    idiom = found[0]
    if turn.fits(idiom):
        return Verdict("valid", idiom.word)
    if not addressed and (turn.last is None or len(found) > 1 or message.han in phrases.EVERYDAY):
        return _OFF_TOPIC
    return Verdict("repeated" if turn.repeats(idiom) else "wrong_head", idiom.word)


def _spelt(idiom: Idiom, message: _Message) -> bool:
    """Are the Latin letters its pinyin?"""
    syllables = (syllable[:-1] for syllable in idiom.pinyin.split(" "))
    return message.latin.replace(" ", "") == "".join(syllables)


def _aside(message: _Message, turn: _Turn) -> Verdict | None:
    """An idiom that fits, set off from a short remark ("这题我会！足智多谋")."""
    if message.asks or turn.last is None or phrases.asks(message.han):
        return None
    if not phrases.latin_filler(message.latin.split()):
        return None
    for i, clause in enumerate(message.clauses):
        rest = "".join(message.clauses[:i] + message.clauses[i + 1 :])
        if 0 < len(rest) <= _MAX_ASIDE and not phrases.prose(rest):
            found = _idioms(clause, turn.book)
            if len(found) == 1 and turn.fits(found[0]):
                return Verdict("valid", found[0].word)
    return None


def _idioms(han: str, book: Lexicon) -> list[Idiom]:
    """The idioms of a message that has nothing else in it but words people say around moves."""
    for start in range(min(len(han) - _SHORTEST, _MAX_LEAD) + 1):
        if not phrases.leads(han[:start]):
            continue
        for end in range(min(len(han), start + _LONGEST), start + _SHORTEST - 1, -1):
            idiom = book.standard(han[start:end])
            if not idiom:
                continue
            rest = han[end:]
            if phrases.filler(rest):
                return [idiom]
            further = _following(rest, book)
            if further:
                return [idiom, *further]
    return []


def _following(han: str, book: Lexicon) -> list[Idiom]:
    """Further idioms right behind the first, two at most, and fillers."""
    found: list[Idiom] = []
    while len(found) < 2:
        end = next(
            (n for n in range(min(len(han), _LONGEST), 2, -1) if book.standard(han[:n])), None
        )
        if end is None:
            break
        idiom = book.standard(han[:end])
        if idiom:
            found.append(idiom)
        han = han[end:]
    return found if phrases.filler(han) else []


def _other(message: _Message, turn: _Turn, addressed: bool) -> Verdict:  # noqa: FBT001 -- a fact of the message
    intent = phrases.intent(message.clauses, message.latin, addressed=addressed)
    if intent == "give_up":
        return Verdict("give_up")
    if intent:
        return Verdict("hint", skip=intent == "skip")
    if message.asks or message.latin or phrases.asks(message.han):
        return _OFF_TOPIC
    return _attempt(message.han, turn, addressed)


def _attempt(han: str, turn: _Turn, addressed: bool) -> Verdict:  # noqa: FBT001 -- a fact of the message
    """An invented or misspelt idiom; where in doubt it is talk, since a false alarm annoys."""
    tried, said_so = _tried(han)
    if (
        phrases.doubled(han)
        or not _SHORTEST <= len(tried) <= 8
        or (turn.last is None and not addressed)
    ):
        return _OFF_TOPIC
    near = nearest(tried, turn.book, turn.fits)
    fits = near is not None and turn.fits(near)
    heads = turn.last is not None and tried[0] == turn.last.word[-1]
    if phrases.talks(tried):
        meant = fits and heads and len(tried) == 4
    elif addressed or said_so:
        meant = len(tried) == 4 or heads or fits
    else:
        meant = (heads and fits) or (len(tried) == 4 and (heads or fits))
    if not meant:
        return _OFF_TOPIC
    return Verdict(
        "not_idiom", suggestion=near.word if near else None, sure=heads or near is not None
    )


def _tried(han: str) -> tuple[str, bool]:
    """What is left without the words around it, and whether a lead-in announced a move."""
    if len(han) <= 5:
        return han, False
    for start in range(min(len(han) - 4, _MAX_LEAD), -1, -1):
        middle = han[start : start + 4]
        if start and phrases.leads(han[:start]) and phrases.filler(han[start + 4 :]):
            return middle, start > 1 and "我" in han[:start]
    return han, False
