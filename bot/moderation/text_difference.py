"""What was changed in a text, short enough for a phone: deletions struck through, additions in bold.

Myers' greedy algorithm (An O(ND) Difference Algorithm, 1986) over words of Latin letters and single
other characters. Texts with very many changes are shown as replaced.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Literal

from bot.models.chat import StyledText
from bot.models.styled_text import joined, styled
from bot.models.utf16 import utf16_len, utf16_prefix

MAX_UNITS = 900
_MAX_CHANGES = 200
"""The algorithm's time grows with the square of it."""
_MAX_PIECES = 50
"""Telegram shows 100 entities of a message at most; the card has others."""
_CONTEXT_CHARS = 10
_TOKEN = re.compile(r"[A-Za-z0-9]+|.", re.DOTALL)

Kind = Literal["same", "removed", "added"]
Piece = tuple[Kind, str]
_STYLES: Mapping[Kind, tuple[str, ...]] = {
    "same": (),
    "removed": ("strikethrough",),
    "added": ("bold", "underline"),
}


def difference(before: str, after: str, max_units: int = MAX_UNITS) -> StyledText:
    """The changes with a little of the text around them; `…` stands for what is left out."""
    shown = list[StyledText]()
    room = max_units - 1
    for kind, text in _abridged(_pieces(before, after)):
        piece = utf16_prefix(text, room)
        shown.append(styled(piece, *_STYLES[kind]))
        room -= utf16_len(piece)
        if piece != text or len(shown) == _MAX_PIECES:
            shown.append(StyledText("…"))
            break
    return joined(*shown)


def _abridged(pieces: Sequence[Piece]) -> Iterator[Piece]:
    """The pieces without the middle of long unchanged ones, and with a sign for removed line breaks."""
    for at, (kind, text) in enumerate(pieces):
        if kind == "removed":
            yield kind, text.replace("\n", "⏎")
        elif kind == "added":
            yield kind, text
        else:
            head = text[:_CONTEXT_CHARS] if at else ""
            tail = text[-_CONTEXT_CHARS:] if at + 1 < len(pieces) else ""
            yield kind, text if len(text) <= len(head + tail) + 1 else f"{head}…{tail}"


def _pieces(before: str, after: str) -> list[Piece]:
    """The whole text as unchanged, removed and added pieces, a removal before its replacement."""
    old, new = _TOKEN.findall(before), _TOKEN.findall(after)
    start = _common(old, new)
    end = _common(old[start:][::-1], new[start:][::-1])
    middle_old, middle_new = old[start : len(old) - end], new[start : len(new) - end]
    edits: list[Piece] = [("same", "".join(old[:start]))]
    edits += _edits(middle_old, middle_new)
    edits.append(("same", "".join(old[len(old) - end :])))
    return _merged(edits)


def _common(first: Sequence[str], second: Sequence[str]) -> int:
    """How long their common beginning is."""
    pairs = zip(first, second, strict=False)
    return next((at for at, (a, b) in enumerate(pairs) if a != b), min(len(first), len(second)))


def _edits(old: Sequence[str], new: Sequence[str]) -> list[Piece]:
    """The fewest removals and additions that make `new` of `old`; token by token."""
    rows = _furthest_rows(old, new)
    if rows is None:
        return [("removed", "".join(old)), ("added", "".join(new))]
    x, y = len(old), len(new)
    backwards = list[Piece]()
    for row in reversed(rows):
        k = x - y
        is_addition = row.get(k + 1, -1) > row.get(k - 1, -1)
        from_k = k + 1 if is_addition else k - 1
        from_x = row[from_k]
        from_y = from_x - from_k
        while x > from_x and y > from_y:
            x, y = x - 1, y - 1
            backwards.append(("same", old[x]))
        backwards.append(("added", new[from_y]) if is_addition else ("removed", old[from_x]))
        x, y = from_x, from_y
    backwards += (("same", token) for token in reversed(old[:x]))
    return backwards[::-1]


def _furthest_rows(old: Sequence[str], new: Sequence[str]) -> list[dict[int, int]] | None:
    """For each number of changes but the last: diagonal -> how much of `old` it reaches there.

    Diagonal k is where k more tokens were removed than added. None: there are too many changes.
    """
    rows = list[dict[int, int]]()
    for changes in range(_MAX_CHANGES + 1):
        reached = dict[int, int]()
        for k in range(-changes, changes + 1, 2):
            x = max(rows[-1].get(k + 1, -1), rows[-1].get(k - 1, -2) + 1) if rows else 0
            if not (0 <= x <= len(old) and 0 <= x - k <= len(new)):
                continue
            while x < len(old) and x - k < len(new) and old[x] == new[x - k]:
                x += 1
            reached[k] = x
        if reached.get(len(old) - len(new)) == len(old):
            return rows
        rows.append(reached)
    return None


def _merged(edits: Sequence[Piece]) -> list[Piece]:
    """Edits as few pieces; a single unchanged character between two changes counts as changed."""
    pieces = list[Piece]()
    removed = added = ""
    for at, (kind, text) in enumerate(edits):
        is_lone_match = kind == "same" and bool(removed or added) and _is_lone_match(edits, at)
        removed += text if kind == "removed" or is_lone_match else ""
        added += text if kind == "added" or is_lone_match else ""
        if kind == "same" and not is_lone_match and text:
            pieces += _changes(removed, added)
            removed = added = ""
            is_longer = pieces and pieces[-1][0] == "same"
            pieces[-1:] = (
                [("same", pieces[-1][1] + text)] if is_longer else [*pieces[-1:], (kind, text)]
            )
    return [*pieces, *_changes(removed, added)]


def _changes(removed: str, added: str) -> list[Piece]:
    both: list[Piece] = [("removed", removed), ("added", added)]
    return [piece for piece in both if piece[1]]


def _is_lone_match(edits: Sequence[Piece], at: int) -> bool:
    """Is it one unchanged character, with a change right behind it?"""
    is_short = len(edits[at][1]) == 1 and not edits[at][1].isspace()
    return is_short and at + 1 < len(edits) and edits[at + 1][0] != "same"
