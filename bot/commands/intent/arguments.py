"""Cuts out what a command works on. What a person wrote is never changed, only the order around it."""

import re
from dataclasses import dataclass

from bot.commands.intent.links import LINK
from bot.commands.intent.orders import find_text
from bot.commands.intent.tokens import tokenise
from bot.idioms import shipped_dictionary
from bot.idioms.normalise import HAN
from bot.models.llm import Destination

_LEADING = " \t\n:：,，、—-–!！。~～👇↓⬇→️"
_QUOTED = re.compile(r"[“「『\"‘'](?P<inside>[^“”「」『』\"]+)[”」』\"’']", re.DOTALL)
_MAX_THANKS_CHARS = 12
_ONLY_THANKS = re.compile(r"[pdhgy.,Q]+")
_ADDS_A_WISH = re.compile("[UoOZef]")
_IDIOM_LENGTHS = range(12, 3, -1)
_CUE_CHARS = 6
_BEFORE_FIRST = re.compile(
    r"(?:[出用从以拿]|先说?|首词|第一个(?:成语)?是?|开局|[:\n])[:,\s“「‘\"《]*$"
)
_AFTER_FIRST = re.compile('[”」’"》]?(?:起头|打头|开头|开局|开始|起|,?(?:轮?到)?你接)')
_ATTEMPT = re.compile(
    rf"(?:[:\n]\s*|我先?[出说])(?P<word>[{HAN}]{{4}})[。.!~]*$",
)
_HEAD_CHARS = 100


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
    found = find_text(text, destination)
    if found is None:
        return Argument("")
    order = text[: found.begin] or text[found.end :]
    return Argument(_trimmed(text[found.begin : found.end]), _wish(order, found.order_kinds))


def _wish(order: str, kinds: str) -> str:
    """The order itself, where it says more than that the command is wanted: 用三句话概括."""
    return order.strip(_LEADING) if _ADDS_A_WISH.search(kinds) else ""


def _trimmed(rest: str) -> str:
    """The text without the separator before it and a line of thanks after it."""
    rest = rest.lstrip(_LEADING).rstrip()
    before, _, last = rest.rpartition("\n")
    is_short = len(last) <= _MAX_THANKS_CHARS
    if before and is_short and _ONLY_THANKS.fullmatch(tokenise(last).kinds):
        rest = before.rstrip()
    return _unquoted(rest)


def _unquoted(text: str) -> str:
    found = _QUOTED.fullmatch(text.strip())
    return found["inside"].strip() if found else text.strip()


def _idiom_in(text: str) -> str:
    """The idiom that is said to begin the game, else the first; else four characters meant as one."""
    tokens = tokenise(text[:_HEAD_CHARS])
    plain = tokens.plain
    found = _idioms(plain)
    said = (span for span in found if _is_said_to_begin(plain, span))
    span = next(said, None) or next(iter(found), None)
    if span is None and (attempt := _ATTEMPT.search(plain)):
        span = attempt.span("word")
    return tokens.original(*span) if span else ""


def _idioms(plain: str) -> list[tuple[int, int]]:
    """Where idioms are; of two at the same place the longer one."""
    find, found, start = shipped_dictionary().find, list[tuple[int, int]](), 0
    while start < len(plain):
        ends = (start + length for length in _IDIOM_LENGTHS if start + length <= len(plain))
        end = next((end for end in ends if find(plain[start:end])), None)
        if end:
            found.append((start, end))
        start = end or start + 1
    return found


def _is_said_to_begin(plain: str, span: tuple[int, int]) -> bool:
    before, after = plain[max(0, span[0] - _CUE_CHARS) : span[0]], plain[span[1] :]
    return bool(_BEFORE_FIRST.search(before) or _AFTER_FIRST.match(after))
