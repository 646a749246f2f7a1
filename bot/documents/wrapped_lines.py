"""Joins the lines of paragraphs that were broken at a fixed width.

A line is joined to the next only where the next one's first word had no room on it, in a block where that
is the rule. So lists, verse, tables and code stay as they are: their lines end early.
"""

import re
from collections.abc import Sequence
from itertools import pairwise
from statistics import quantiles

_WIDTHS = range(40, 131)
"""In columns, two for a Chinese character: narrower is verse, wider is nothing that anybody wraps at."""
_WIDE = re.compile(
    r"[\u1100-\u11ff\u2e80-\ua4cf\uac00-\ud7af\uf900-\ufaff\ufe30-\ufe4f\uff00-\uff60\uffe0-\uffe6]"
)
_UNSPACED = re.compile(r"[\u2e80-\ua4cf\uf900-\ufaff\ufe30-\ufe4f\uff00-\uff60]")  # not Hangul
_KINSOKU_COLUMNS = 4  # a character, and the full stop that may not begin a line
_ITEM = re.compile(
    r"[-*+•·●○■□◆▪▶–—※§#>|@①-⑳]|[\[（(]?(?:\d{1,3}(?:\.\d{1,3})*|[a-zA-Z]|[ivxIVX]{1,4}|[一二三四五六七八九十]{1,3})"
    r"(?:[.)\]）、．]\s*|[:：] )(?!\d)|\d+(?:\.\d+)+ |第[\d一二三四五六七八九十百]{1,5}[章节節回条條编編部篇]|[A-Z][\w-]*: "
)
_TABLE = re.compile(r"\t|\S {3,}\S|\|.*\||(?:\. ?){5,}|…{2,}|[-=_]{5,}")
_CODE_END = re.compile(r"(?:[;{}\[\\,]|\*/|\):|\)|>)$")
_CODE_START = re.compile(r"(?:#include|import |from \S+ import|def |class |//|/\*|\$ |>>> |<\w|\})")
_FENCE = re.compile(r"```|~~~")
_SEPARATORS = ",;，；"
_HYPHEN = re.compile(r"[a-z][-\u2010\u00ad]$")
_MIN_LINES_OF_VERSE = 4
_MOST = 0.8
_MOST_CODE = 0.3


def unwrap(text: str, *, slack: float = 0.08, least: float = 0.6) -> str:
    """The text with whole paragraphs.

    Args:
        text: to join the lines of.
        slack: how uneven full lines are, in widths.
        least: the share of the lines of a block that must run on, of those that end no sentence.
    """
    lines = text.split("\n")
    width = _width(lines)
    if width not in _WIDTHS or _is_code([line for line in lines if line.strip()]):
        return text
    result: list[str] = []
    block: list[str] = []
    fenced = False
    for line in [*lines, ""]:
        fence = bool(_FENCE.match(line.lstrip()))
        if line.strip() and not fence and not fenced:
            block.append(line)
            continue
        fenced ^= fence
        result += [*_unwrapped(block, width, slack, least), line]
        block = []
    return "\n".join(result[:-1])


def _width(lines: Sequence[str]) -> int:
    """The width that full lines have: of those that another one follows, nearly the greatest."""
    widths = [_columns(line) for line, after in pairwise(lines) if line and after]
    if len(widths) < 2:
        return 0
    return round(quantiles(widths, n=20, method="inclusive")[-1])


def _unwrapped(block: list[str], width: int, slack: float, least: float) -> list[str]:
    """The lines of a block, joined where it is prose."""
    joins = [_runs_on(before, after, width, slack) for before, after in pairwise(block)]
    # The last line of a paragraph is short, and so is every line before an item of a list.
    ends = sum(
        not joined and _ends_paragraph(line) for joined, line in zip(joins, block, strict=False)
    )
    if sum(joins) < least * (len(joins) - ends) or not any(joins) or not _is_prose(block):
        return block
    result = [block[0]]
    for joined, line in zip(joins, block[1:], strict=True):
        if joined:
            result[-1] = _join(result[-1], line.lstrip())
        else:
            result.append(line)
    return result


def _runs_on(line: str, after: str, width: int, slack: float) -> bool:
    """Had the first word of the next line no room on this one?"""
    if _TABLE.search(line) or _TABLE.search(after) or _ITEM.match(after.lstrip()):
        return False
    indent, next_indent = _indent(line), _indent(after)
    if next_indent > indent and not _ITEM.match(line.lstrip()):
        return False  # a new paragraph
    start = after.lstrip()
    needed = (
        _KINSOKU_COLUMNS if _UNSPACED.match(start) else 1 + _columns(start.split(maxsplit=1)[0])
    )
    return _columns(line) + needed > width * (1 - slack)


def _ends_paragraph(line: str) -> bool:
    return line.rstrip()[-1:] in "。！？.!?:：”」』)）"


def _is_prose(block: Sequence[str]) -> bool:
    count = len(block)
    if _is_code(block):
        return False
    starts = [line.lstrip()[0] for line in block]
    if count >= _MIN_LINES_OF_VERSE and sum(map(str.isupper, starts)) > _MOST * count:
        return False
    if sum(map(str.isdigit, starts)) > _MOST / 2 * count:
        return False  # records, logs
    separators = [sum(map(line.count, _SEPARATORS)) for line in block]
    usual = max(set(separators), key=separators.count)
    return usual < 2 or count < 3 or separators.count(usual) < _MOST * count


def _is_code(lines: Sequence[str]) -> bool:
    code = sum(bool(_CODE_END.search(line) or _CODE_START.match(line.lstrip())) for line in lines)
    return code > _MOST_CODE * len(lines)


def _join(before: str, after: str) -> str:
    if _UNSPACED.match(before[-1]) and _UNSPACED.match(after):
        return before + after
    if _HYPHEN.search(before) and after[:1].islower():
        return before[:-1] + after
    return f"{before} {after}"


def _columns(line: str) -> int:
    return len(line) + len(_WIDE.findall(line))


def _indent(line: str) -> int:
    return _columns(line[: len(line) - len(line.lstrip())])
