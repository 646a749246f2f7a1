"""Decides what a message is in a game: a move, a mistake, a request for help, or ordinary chat.

The order matters. An idiom is looked for before words like 放弃 (give up), which may be part of an
idiom. A sentence that merely contains an idiom is not a move. What is left is chat (`off_topic`).
"""

import re
from collections.abc import Iterable
from dataclasses import replace
from typing import NamedTuple

from bot.idioms import chat_patterns, move_readings
from bot.idioms.dictionary import Dictionary, Idiom, shipped_dictionary
from bot.idioms.link_rules import may_follow
from bot.idioms.normalise import HAN, fold, only_han, word_key
from bot.idioms.played_idioms import PlayedIdioms
from bot.idioms.similar_idioms import closest
from bot.models.game import Verdict
from bot.models.game_rules import Mode

_MAX_CHARS = 400
_MAX_HAN = 48
_MAX_SENTENCES_CHARS = 200
"""Longer messages are not searched for a move among sentences: patterns take quadratic time."""
_LONGEST_IDIOM = 16
_SHORTEST_IDIOM = 3
_MAX_LEAD_IN = 14
_MAX_REMARK = 6
_MAX_ATTEMPT = 8
_ADDRESS = re.compile(r"^\s*/\w+|@\w+")
_COMMAND = re.compile(r"^\s*/(\w+)(?:@\w+)?\s*$")
_LATIN = re.compile(r"[a-z]+")
_CLAUSE = re.compile(f"[{HAN}]+")
_OFF_TOPIC = Verdict("off_topic")


class _Message(NamedTuple):
    """`clauses`: the runs of Chinese characters, joined in `han`; `asks`: has a question mark."""

    han: str
    clauses: list[str]
    latin: str
    asks: bool
    addressed: bool


class _Position(NamedTuple):
    """The state of the game that a message is judged against."""

    last: Idiom | None
    played: PlayedIdioms
    mode: Mode
    dictionary: Dictionary

    def is_repeated(self, idiom: Idiom) -> bool:
        return idiom.word in self.played or idiom == self.last

    def accepts(self, idiom: Idiom) -> bool:
        links = self.last is None or may_follow(
            self.last, idiom, self.mode, self.dictionary, self.played
        )
        return links and not self.is_repeated(idiom)


def judge(
    text: str | None,
    *,
    last: str | None = None,
    used: Iterable[str] | PlayedIdioms = (),
    mode: Mode = "exact",
    addressed: bool = True,
    dictionary: Dictionary | None = None,
) -> Verdict:
    """Judge a message; never raises, whatever was typed.

    Args:
        text: the message as it was typed.
        last: the idiom to continue from; None: any idiom opens.
        used: the idioms already played; passing `PlayedIdioms` saves building it.
        mode: what links two idioms.
        addressed: whether the bot was addressed; if not, less counts as an attempt.
        dictionary: None: the shipped one.
    """
    plain = _plain(text)
    if not plain:
        return _OFF_TOPIC
    dictionary = dictionary or shipped_dictionary()
    position = _Position(_last_idiom(last, dictionary), _played(used, dictionary), mode, dictionary)
    message = _read(plain, addressed=addressed)
    if message is None:  # too long as it is
        found = _move_in_shorter_reading(plain, position, addressed=addressed)
    else:
        found = (
            _move(message, position)
            or _move_with_remark(message, position)
            or _move_in_shorter_reading(plain, position, addressed=addressed)
            or _request_for_help(message)
            or _failed_attempt(message, position)
        )
    return _with_spelling(found, text or "", dictionary) if found else _OFF_TOPIC


def _with_spelling(verdict: Verdict, text: str, dictionary: Dictionary) -> Verdict:
    """Add how the person wrote the idiom, where that is not its standard form."""
    word = verdict.idiom
    if verdict.kind != "valid" or not word or word in text:
        return verdict
    han = only_han(text)
    for start in range(0 if word in han else max(1, len(han) - len(word) + 1)):
        written = han[start : start + len(word)]
        idiom = dictionary.find(word_key(written))
        if idiom and idiom.word == word and written != word:
            return replace(verdict, spelling=written)
    return verdict


def _plain(text: str | None) -> str:
    """The message folded, in lower case, without the name that it addresses; empty where it is not judged.

    A command that names a request for help, like /hint, counts as the word.
    """
    if not isinstance(text, str) or len(text) > _MAX_CHARS:
        return ""
    folded = fold(text).lower()
    command = _COMMAND.match(folded)
    if command and chat_patterns.is_intent(command[1]):
        return command[1]
    plain = _ADDRESS.sub(" ", folded)
    return "" if "://" in plain else plain


def _read(plain: str, *, addressed: bool) -> _Message | None:
    clauses, latin = _CLAUSE.findall(plain), " ".join(_LATIN.findall(plain))
    han = "".join(clauses)
    if len(han) > _MAX_HAN or not (han or latin):
        return None
    return _Message(han, clauses, latin, "?" in plain, addressed)


def _last_idiom(word: str | None, dictionary: Dictionary) -> Idiom | None:
    if not isinstance(word, str):
        return None
    key = word if word in dictionary.idioms else word_key(word)
    return dictionary.find_or_guess(key) if key else None


def _played(used: Iterable[str] | PlayedIdioms, dictionary: Dictionary) -> PlayedIdioms:
    if isinstance(used, PlayedIdioms):
        return used
    words = [word for word in used or () if isinstance(word, str)]
    keys = (word if word in dictionary.idioms else word_key(word) for word in words)
    return PlayedIdioms(idiom.word if (idiom := dictionary.find(key)) else key for key in keys)


def _move(message: _Message, position: _Position) -> Verdict | None:
    found = [] if message.asks else _idioms_in(message.han, position.dictionary)
    if not found or not (_is_pinyin_of(found[0], message.latin) or _has_latin_filler(message)):
        return None
    if len(found) > 1 and found[0] == position.last:
        found = found[1:]  # people repeat the idiom they continue from
    idiom = found[0]
    if position.accepts(idiom):
        return Verdict("valid", idiom.word)
    may_be_chat = (
        position.last is None or len(found) > 1 or message.han in chat_patterns.EVERYDAY_IDIOMS
    )
    if may_be_chat and not message.addressed:
        return _OFF_TOPIC
    return Verdict("repeated" if position.is_repeated(idiom) else "wrong_head", idiom.word)


def _is_pinyin_of(idiom: Idiom, latin: str) -> bool:
    syllables = (syllable[:-1] for syllable in idiom.pinyin.split(" "))
    return latin.replace(" ", "") == "".join(syllables)


def _has_latin_filler(message: _Message) -> bool:
    return chat_patterns.is_latin_filler(message.latin.split())


def _move_with_remark(message: _Message, position: _Position) -> Verdict | None:
    """An idiom that is accepted, set off from a short remark ("这题我会！足智多谋")."""
    if message.asks or position.last is None or chat_patterns.is_question(message.han):
        return None
    if not _has_latin_filler(message):
        return None
    for i, clause in enumerate(message.clauses):
        rest = "".join(message.clauses[:i] + message.clauses[i + 1 :])
        if 0 < len(rest) <= _MAX_REMARK and not chat_patterns.is_about_idiom(rest):
            found = _idioms_in(clause, position.dictionary)
            if len(found) == 1 and position.accepts(found[0]):
                return Verdict("valid", found[0].word)
    return None


def _move_in_shorter_reading(plain: str, position: _Position, *, addressed: bool) -> Verdict | None:
    """A move among sentences about it. Mistakes count only where the bot is addressed."""
    if len(plain) > _MAX_SENTENCES_CHARS:
        return None
    last = position.last.word if position.last else None
    untagged = move_readings.without_tag(plain)
    bare = move_readings.without_gloss(move_readings.without_quotation(untagged, last))
    mistake: Verdict | None = None
    for reading in dict.fromkeys((untagged, bare, *move_readings.endings(bare))):
        message = None if reading == plain else _read(reading, addressed=addressed)
        if message is None:
            continue
        verdict = _move(message, position) or _move_with_remark(message, position)
        if verdict and verdict.kind == "valid":
            return verdict
        if verdict is None and message.clauses:
            verdict = _failed_attempt(message, position)
            if verdict and not (verdict.suggestion and verdict.sure):
                verdict = None
        if addressed and verdict and verdict != _OFF_TOPIC:
            mistake = mistake or verdict
    return mistake


def _idioms_in(han: str, dictionary: Dictionary) -> list[Idiom]:
    """The idioms of a message, if it has nothing else in it but what people say around moves."""
    for start in range(min(len(han) - _SHORTEST_IDIOM, _MAX_LEAD_IN) + 1):
        if not chat_patterns.is_lead_in(han[:start]):
            continue
        for end in range(min(len(han), start + _LONGEST_IDIOM), start + _SHORTEST_IDIOM - 1, -1):
            idiom = dictionary.find(han[start:end])
            if not idiom:
                continue
            rest = han[end:]
            if chat_patterns.is_filler(rest):
                return [idiom]
            further = _further_idioms(rest, dictionary)
            if further:
                return [idiom, *further]
    return []


def _further_idioms(han: str, dictionary: Dictionary) -> list[Idiom]:
    """One or two more idioms right after the first, if only fillers follow them; else none."""
    found: list[Idiom] = []
    while len(found) < 2:
        longest = min(len(han), _LONGEST_IDIOM)
        lengths = range(longest, _SHORTEST_IDIOM - 1, -1)
        length = next((n for n in lengths if dictionary.find(han[:n])), None)
        idiom = dictionary.find(han[:length]) if length else None
        if idiom is None:
            break
        found.append(idiom)
        han = han[length:]
    return found if chat_patterns.is_filler(han) else []


def _request_for_help(message: _Message) -> Verdict | None:
    intent = chat_patterns.read_intent(message.clauses, message.latin, addressed=message.addressed)
    if intent in ("give_up", "stuck"):
        return Verdict("give_up", sure=intent == "give_up")
    return Verdict("hint", skip=intent == "skip") if intent else None


def _failed_attempt(message: _Message, position: _Position) -> Verdict | None:
    """An invented or misspelt idiom. In doubt it is chat, since a false alarm annoys people."""
    if message.asks or message.latin or chat_patterns.is_question(message.han):
        return None
    word, is_announced = _attempted_word(message.han)
    if (
        chat_patterns.is_said_twice(message.han)
        or not _SHORTEST_IDIOM <= len(word) <= _MAX_ATTEMPT
        or (position.last is None and not message.addressed)
    ):
        return None
    similar = closest(word, position.dictionary, position.accepts)
    if similar is None and len(word) > _SHORTEST_IDIOM:
        bare = chat_patterns.without_particles(word)
        similar = closest(bare, position.dictionary, position.accepts) if bare != word else None
        word = bare if similar else word
    is_accepted = similar is not None and position.accepts(similar)
    is_linked = position.last is None or word[0] == position.last.word[-1]
    has_four = len(word) == 4
    if chat_patterns.has_chat_words(word):
        is_attempt = is_accepted and is_linked and has_four
    elif message.addressed or is_announced:
        is_attempt = has_four or is_linked or is_accepted
    else:
        is_attempt = (is_linked and is_accepted) or (has_four and (is_linked or is_accepted))
    if not is_attempt:
        return None
    suggestion = similar.word if similar else None
    return Verdict("not_idiom", suggestion=suggestion, sure=is_linked or similar is not None)


def _attempted_word(han: str) -> tuple[str, bool]:
    """The message without the words around it, and whether a lead-in like 我接 announced a move."""
    if len(han) <= 5:
        return han, False
    for start in range(min(len(han) - 4, _MAX_LEAD_IN), -1, -1):
        lead_in, word, rest = han[:start], han[start : start + 4], han[start + 4 :]
        if start and chat_patterns.is_lead_in(lead_in) and chat_patterns.is_filler(rest):
            return word, start > 1 and "我" in lead_in
    return han, False
