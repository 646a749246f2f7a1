"""Finds the order around a text, where the command is known: what is left is what the command works on.

An order is looked for in whole clauses, at the beginning of a message and then at its end. A clause
that a colon or a new line sets off may have words that no order has (老师发的通知帮我总结成两句话：);
one that a comma ends may have hardly any, since what follows it may belong to it.
"""

import re
from dataclasses import dataclass

from bot.commands.intent.clauses import HEAD_CHARS, TAIL_CHARS, Clause, clauses_of
from bot.commands.intent.order_grammar import GRAMMARS, Grammar
from bot.commands.intent.tokens import tokenise
from bot.models.llm import Destination


@dataclass(frozen=True, slots=True)
class Cut:
    """Where the text of the command is in the message; `order_kinds`: the classes of the order's words."""

    begin: int
    end: int
    order_kinds: str = ""


_MAX_UNKNOWN_JOINED = 3
_MAX_UNKNOWN_SET_OFF, _MAX_UNKNOWN_BARE, _MAX_UNKNOWN_SENTENCE = 12, 4, 6
_WISH = re.compile("[hwa]")
_WISH_OR_POINTER = re.compile("[hwyabiUnNLcmTp]")
_POLITE = re.compile("[dhgymA]*p[pdhgym]*")
_FILLER = re.compile("[gdyphAm]*")
_ABOUT_TEXT = re.compile("[inNVT]")
_POINTS_BACK = re.compile("[dp]*i")
_REFERS = re.compile("[inNVWTXDPS]")
_GOES_ON = re.compile("[inLcmpZ]")
_LENGTH_OR_LANGUAGE = re.compile("超过|以内|控制在|字左右|字内|通俗|中文|英文")
_GOES_ON_IN_OTHER_SCRIPT = re.compile("(?:[hmpbicnd]|Zm)+")
_MAX_POINTING_CHARS = 40
_OBJECT_FIRST = re.compile(r"[gdp]*[sywahdv]*b")
_VERB_LAST = re.compile(r"[sywahd]*(?:P|[DX][mpdek]*c?|Z?S)[mpkdc]*[pQ.,]*$")
_SEND = re.compile(r"[gdp]*[sywahdv]*[hw]d*[XD]m*(?=[oOqknN])")
_TO_CHANNEL = re.compile(r"k?d*c[pkd]*[pQ.,]*$")
_ARROWS = " \t\n←↑⬆👆\ufe0f"
_SHORT_CHARS = 40
_LABEL = re.compile(
    r"\s*(?:稿件|投稿)?(?:正文|原文|全文|内容|內容|文字|文本|材料|text|content)"
    r"(?:(?:如下|就?是|为|為|is)\s*[:：,，]?|\s*[:：\n])\s*",
    re.IGNORECASE,
)
_TOLD = frozenset("tZk")
_QUOTATIONS = (("“", "”"), ("「", "」"), ("『", "』"), ('"', '"'))


def find_text(text: str, destination: Destination) -> Cut | None:
    """Where what the command works on is; None where there is nothing but an order."""
    grammar = GRAMMARS[destination]
    quotation = _quotation(text, grammar)
    if quotation:
        return quotation
    head = clauses_of(text[:HEAD_CHARS])
    count = _count_at_head(head, grammar)
    is_all = count == len(head) and len(text) <= HEAD_CHARS
    if count and not is_all:
        return _after_head(text, head[:count], grammar)
    cut = _between_parts(text, head, grammar) or _before_tail(text, grammar)
    if not cut and not is_all:
        cut = _after_verb(text, grammar)
    if cut:
        return None if _is_pointing(text[cut.begin : cut.end], grammar) else cut
    is_order = any(_has_verb(clause, grammar) or "c" in clause.kinds for clause in head)
    is_order = is_order or _is_pointing(text, grammar)
    if is_all or (is_order and len(text) <= _SHORT_CHARS):
        return None
    return _set_off(text, head, grammar)


def _set_off(text: str, head: list[Clause], grammar: Grammar) -> Cut:
    """What a colon or a new line sets off from a wish, in whatever words; else everything."""
    for clause in head[:-1]:
        if clause.ends_hard:
            kinds = "".join(each.kinds for each in head[: head.index(clause) + 1])
            is_wish = grammar.takes_any_wish and bool(_WISH_OR_POINTER.search(kinds))
            return Cut(clause.next, len(text), kinds) if is_wish else Cut(0, len(text))
    return Cut(0, len(text))


def _quotation(text: str, grammar: Grammar) -> Cut | None:
    """The text within quotation marks, if nothing but an order stands around it."""
    for begin_mark, end_mark in _QUOTATIONS:
        begin, end = text.find(begin_mark), text.rfind(end_mark)
        if not (0 <= begin < end and begin <= HEAD_CHARS and len(text) - end <= TAIL_CHARS):
            continue
        inside = text[begin + 1 : end]
        around = clauses_of(text[:begin]) + clauses_of(text[end + 1 :])
        has_verb = any(
            _has_verb(clause, grammar) or grammar.verb_at_quotation.search(clause.kinds)
            for clause in around
        )
        unknown_chars = sum(clause.unknown_chars for clause in around)
        is_order = has_verb and not any(_is_told(clause, grammar) for clause in around)
        if is_order and unknown_chars <= grammar.max_unknown_around and begin_mark not in inside:
            return Cut(begin + 1, end, "".join(clause.kinds for clause in around))
    return None


def _is_told(clause: Clause, grammar: Grammar) -> bool:
    """他说“…” is a part of what is written."""
    return _is_foreign(clause, grammar) or not _TOLD.isdisjoint(clause.kinds)


# At the beginning.


def _after_head(text: str, order: list[Clause], grammar: Grammar) -> Cut | None:
    last = order[-1]
    label = _LABEL.match(text, last.next)
    if label and last.ends_hard and label[0].rstrip(" ")[-1] not in ":：\n":
        label = None  # 投稿：内容是王道
    begin = label.end() if label else last.next
    cut = Cut(begin, len(text), "".join(clause.kinds for clause in order))
    is_set_off = last.ends_hard or label is not None
    return None if not is_set_off and _is_pointing(text[begin:], grammar) else cut


def _count_at_head(head: list[Clause], grammar: Grammar) -> int:
    """How many clauses at the beginning belong to the order; 0: there is none."""
    count = 0
    for index, clause in enumerate(head):
        if count and head[index - 1].ends_hard:
            break
        if _is_order(clause, grammar) or (count and _goes_on(clause, grammar)):
            count = index + 1
        elif count or not _leads_to_order(clause, grammar):
            break
    return count


def _is_order(clause: Clause, grammar: Grammar) -> bool:
    if not _has_verb(clause, grammar) or _is_foreign(clause, grammar):
        return False
    if clause.ends_hard:
        is_wish = bool(_WISH_OR_POINTER.search(clause.kinds))
        return clause.unknown_chars <= (_MAX_UNKNOWN_SET_OFF if is_wish else _MAX_UNKNOWN_BARE)
    is_sentence = clause.mark in {".", "Q"} and bool(_WISH.search(clause.kinds))
    return clause.unknown_chars <= (_MAX_UNKNOWN_SENTENCE if is_sentence else _MAX_UNKNOWN_JOINED)


def _has_verb(clause: Clause, grammar: Grammar) -> bool:
    return bool(grammar.verb.search(clause.kinds) or grammar.verb_words.search(clause.plain))


def _is_foreign(clause: Clause, grammar: Grammar) -> bool:
    return not grammar.foreign.isdisjoint(clause.kinds)


def _leads_to_order(clause: Clause, grammar: Grammar) -> bool:
    """太长不看，帮我…, 稿子写好了，直接…: before the order, and about the text."""
    if clause.ends_hard or "q" in clause.kinds:
        return False
    is_about_text = bool(_ABOUT_TEXT.search(clause.kinds))
    return clause.unknown_chars <= (grammar.max_unknown_before_text if is_about_text else 0)


def _goes_on(clause: Clause, grammar: Grammar) -> bool:
    """Does a clause after an order still belong to it: 谢谢, 五十字, 你看看行不行?"""
    if grammar.takes_any_wish and clause.ends_hard and _LENGTH_OR_LANGUAGE.search(clause.plain):
        return clause.unknown_chars <= _MAX_UNKNOWN_BARE
    if clause.unknown_chars:
        return False
    if clause.ends_hard:
        is_title = "N" in clause.kinds or "题" in clause.plain
        return not is_title and bool(_GOES_ON.search(clause.kinds))
    if clause.mark == " " and _GOES_ON_IN_OTHER_SCRIPT.fullmatch(clause.kinds):
        return True
    return bool(_POLITE.fullmatch(clause.kinds)) or clause.kinds == "m"


# At the end.


def _before_tail(text: str, grammar: Grammar) -> Cut | None:
    """The text before an order in the last clauses."""
    body = text.rstrip()
    start = max(0, len(body) - TAIL_CHARS)
    clauses = clauses_of(body[start:])
    first, has_verb = len(clauses), False
    while first > 1:
        clause = clauses[first - 1]
        if _is_tail_order(clause, grammar):
            has_verb = True
        elif not (_POLITE.fullmatch(clause.kinds) or (has_verb and _points_back(clause, grammar))):
            break
        first -= 1
    if not has_verb:
        return None
    kinds = "".join(clause.kinds for clause in clauses[first:])
    last = clauses[first - 1]
    end = start + (last.end if last.mark == "," else last.next)
    end = len(text[:end].rstrip(_ARROWS))
    label = _LABEL.match(text)
    begin = label.end() if label else 0
    is_long_enough = len(text[begin:end].strip()) >= grammar.min_chars_before
    return Cut(begin, end, kinds) if is_long_enough else None


def _is_tail_order(clause: Clause, grammar: Grammar) -> bool:
    return (
        _has_verb(clause, grammar)
        and not _is_foreign(clause, grammar)
        and clause.unknown_chars <= _MAX_UNKNOWN_JOINED
    )


def _points_back(clause: Clause, grammar: Grammar) -> bool:
    """Does the clause before an order point at the text: 以上, 这段太绕了, 要求?"""
    if clause.mark == ":":
        return clause.unknown_chars == 0
    is_pointing = clause.mark != "/" and bool(_POINTS_BACK.match(clause.kinds))
    return is_pointing and clause.unknown_chars <= grammar.max_unknown_before_text


# Within one clause.


def _between_parts(text: str, head: list[Clause], grammar: Grammar) -> Cut | None:
    """把 … 发到频道, 帮发 … 到频道."""
    front = tokenise(text[:HEAD_CHARS])
    object_first = _OBJECT_FIRST.match(front.kinds)
    begin_found = object_first or _SEND.match(front.kinds)
    if not begin_found or (len(head) > 1 and object_first and _has_verb(head[0], grammar)):
        return None
    start = max(0, len(text) - TAIL_CHARS)
    back = tokenise(text[start:])
    end_found = (_VERB_LAST if object_first else _TO_CHANNEL).search(back.kinds)
    if not end_found or not grammar.verb.search(begin_found[0] + end_found[0]):
        return None
    begin = front.end(begin_found.end() - 1)
    end = start + (back.end(end_found.start() - 1) if end_found.start() else 0)
    is_long_enough = len(text[begin:end].strip()) >= grammar.min_chars_joined
    return Cut(begin, end, begin_found[0] + end_found[0]) if is_long_enough else None


def _after_verb(text: str, grammar: Grammar) -> Cut | None:
    """帮我发布周六下午…: no mark stands between the order and the text."""
    tokens = tokenise(text[:HEAD_CHARS])
    found = grammar.joined.match(tokens.kinds)
    if not found:
        return None
    cut = Cut(tokens.end(found.end() - 1), len(text), found[0])
    return cut if len(text[cut.begin :].strip()) >= grammar.min_chars_joined else None


def _is_pointing(rest: str, grammar: Grammar) -> bool:
    """Does it only point at a text: 我自己写的, 我等下发, the pdf I just sent?"""
    rest = rest.strip()
    if len(rest) > _MAX_POINTING_CHARS:
        return False
    clauses = clauses_of(rest)
    kinds = "".join(clause.kinds for clause in clauses)
    unknown_chars = sum(clause.unknown_chars for clause in clauses)
    refers = bool(_REFERS.search(kinds)) and unknown_chars <= grammar.max_unknown_pointing
    return refers or bool(_FILLER.fullmatch(kinds)) or len(rest) < grammar.min_chars
