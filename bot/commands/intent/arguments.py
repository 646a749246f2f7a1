"""Cuts out what a command works on. What a person wrote is never changed, only the order around it."""

import re
from dataclasses import dataclass

from bot.commands.intent.links import LINK
from bot.commands.intent.recognise import Reading, readings
from bot.commands.intent.tokens import tokenise
from bot.idioms import shipped_dictionary
from bot.idioms.normalise import HAN
from bot.models.llm import Destination

_LEADING = " \t\n:：,，、—-–!！。"
_QUOTED = re.compile(r"[“「『\"‘'](?P<inside>[^“”「」『』\"]+)[”」』\"’']", re.DOTALL)
_THANKS = re.compile(r"\n\s*[^\n]{1,12}$")
_ONLY_THANKS = re.compile(r"[pdhgy.,Q]+")
_ADDS_A_WISH = re.compile("[UoOZef]")
_IDIOM_LENGTHS = (4, *range(5, 13))
_ATTEMPT = re.compile(rf"[:\n]\s*(?P<word>[{HAN}]{{4}})[。.!~]*$")
_HEAD_CHARS, _SHORT_CHARS, _SHORT_TOKENS = 60, 40, 10
_MIN_CHARS_BEFORE = {"post": 4, "summarize": 20}
"""A shorter sentence before the order is a part of it: 楼太高了爬不动，求总结."""
_ORDER_WORDS: dict[str, str] = {"post": "PDXc", "summarize": "SKTinNZ"}
_IN_ORDERS = "sywahdvbgpmQinNPDXceHS"


@dataclass(frozen=True, slots=True)
class Argument:
    """`text`: what the command works on, empty where the message has nothing; `wish`: how to do it."""

    text: str
    wish: str = ""


def cut_argument(text: str, destination: Destination) -> Argument:
    """What the command works on, of a message that is meant for it.

    >>> cut_argument("帮我投稿：春天来了", "post").text
    '春天来了'
    >>> cut_argument("我们来玩成语接龙吧", "idiom").text
    ''
    """
    match destination:
        case "idiom":
            return Argument(_idiom_in(text))
        case "post" | "summarize":
            return _cut_text(text, destination)
        case _:
            return Argument(text)


def _cut_text(text: str, destination: Destination) -> Argument:
    if destination == "summarize" and LINK.search(text):
        return Argument(text)  # the words around a link are the wish (summary_source.py)
    for reading in readings(text):
        is_all_order = reading.rule.cut != "nothing" or reading.is_sure or len(text) <= _HEAD_CHARS
        if reading.rule.destination == destination and reading.rule.cut != "all" and is_all_order:
            return _cut_by(reading, text, _MIN_CHARS_BEFORE[destination])
    words = _ORDER_WORDS[destination]
    before = _before_order(text, words)
    if len(before) >= _MIN_CHARS_BEFORE[destination]:
        return Argument(before)
    return Argument(_after_order(text, words))


def _cut_by(reading: Reading, text: str, min_chars_before: int) -> Argument:
    tokens = reading.tokens
    match reading.rule.cut:
        case "rest":
            index = reading.found.end("order")
            begin = tokens.end(index - 1) if index else 0
            return Argument(_trimmed(text[begin:]), _wish(text[:begin], tokens.kinds[:index]))
        case "quotation":
            at = tokens.tokens[tokens.kinds.index("q")]
            return Argument(_unquoted(tokens.original(at.start, at.end)))
        case "before" if len(reading.before) >= min_chars_before:
            order = text.rstrip()[len(reading.before) :].strip()
            return Argument(_unquoted(reading.before), _wish(order, tokens.kinds))
        case _:
            return Argument("")


def _wish(order: str, kinds: str) -> str:
    """The order itself, where it says more than that the command is wanted: 用三句话概括."""
    return order.strip(_LEADING) if _ADDS_A_WISH.search(kinds) else ""


def _before_order(text: str, words: str) -> str:
    """No rule fits a short message: what stands before its last clause, if only that is an order."""
    tokens = tokenise(text[:_HEAD_CHARS])
    clause_start = tokens.kinds.rfind(",")
    if len(text) > _HEAD_CHARS or clause_start <= 0:
        return ""
    said, order = tokens.kinds[:clause_start], tokens.kinds[clause_start:]
    is_order_last = any(kind in words for kind in order) and not any(kind in words for kind in said)
    return text[: tokens.end(clause_start - 1)].strip() if is_order_last else ""


def _after_order(text: str, words: str) -> str:
    """No rule fits: what follows the first colon or line, if an order stands before it; else all.

    A comma ends an order too, where nothing but an order stands before it.
    """
    head = tokenise(text[:_HEAD_CHARS])
    is_order, is_all_order = False, True
    for index, token in enumerate(head.tokens[:-1]):
        is_end = token.kind in ":/" or (token.kind == "," and is_all_order)
        if is_order and is_end:
            return _trimmed(text[head.end(index) :])
        is_order = is_order or token.kind in words
        is_all_order = is_all_order and token.kind in _IN_ORDERS
    is_short = len(head.tokens) <= _SHORT_TOKENS and len(text) <= _SHORT_CHARS
    has_order = any(kind in words for kind in head.kinds)
    return "" if has_order and is_short else text.strip()


def _trimmed(rest: str) -> str:
    """The text without the separator before it and a line of thanks after it."""
    rest = rest.lstrip(_LEADING).rstrip()
    found = _THANKS.search(rest)
    if found and _ONLY_THANKS.fullmatch(tokenise(found[0].strip()).kinds):
        rest = rest[: found.start()].rstrip()
    return _unquoted(rest)


def _unquoted(text: str) -> str:
    found = _QUOTED.fullmatch(text.strip())
    return found["inside"].strip() if found else text.strip()


def _idiom_in(text: str) -> str:
    """The first idiom in the message; else four characters after a colon, which are meant as one."""
    tokens = tokenise(text[:_HEAD_CHARS])
    plain, find = tokens.plain, shipped_dictionary().find
    for start in range(len(plain)):
        for length in _IDIOM_LENGTHS:
            if start + length <= len(plain) and find(plain[start : start + length]):
                return tokens.original(start, start + length)
    attempt = _ATTEMPT.search(plain)
    return tokens.original(*attempt.span("word")) if attempt else ""
