"""Finds the pages of a PDF whose text is not in the order of reading.

Two columns of prose may be written row by row, across the gap between them. Most programs write one
column after the other, which needs nothing; tables are rows, and stay so. And of vertical lines that begin
at one height pdfium gives the leftmost first, as if they were words of a row.
"""

from collections.abc import Iterator, Sequence
from itertools import pairwise
from statistics import median
from typing import NamedTuple

_MIN_LINES = 6  # in each column
_MAX_ACROSS = 0.3  # the share of lines that cross the gap: titles, figures
_MIDDLE = (0.35, 0.65)  # where the gap is, in widths of the page's text
_STEPS = 60
_MIN_FILLED = 0.7  # of a column's width by its median line: prose; the cells of a table are shorter
_HIGH, _TALL = 40, 2.5  # a vertical line, in points and in widths: no letter is so
_MIN_OVERLAP, _MAX_SPACE = 0.5, 0.6  # in heights of a line, of what is one line
_MIN_LIKE, _MAX_GAP = 0.6, 0.3  # of columns of one text, in widths of the narrower
_MIN_SWITCHES = 0.8  # from one column to the other, per line


class Box(NamedTuple):
    """The place of a line, in points from the lower left corner of the page."""

    left: float
    bottom: float
    right: float
    top: float


def lines_of(rects: Sequence[Box]) -> list[Box]:
    """The lines that rectangles of one font each make up, in the order of the file."""
    lines: list[Box] = []
    for rect in rects:
        if lines and _continues(lines[-1], rect):
            last = lines[-1]
            lines[-1] = Box(*map(min, last[:2], rect[:2]), *map(max, last[2:], rect[2:]))
        else:
            lines.append(rect)
    return lines


def _continues(line: Box, rect: Box) -> bool:
    if _is_vertical(line) or _is_vertical(rect):
        return False
    height = line.top - line.bottom
    overlap = min(line.top, rect.top) - max(line.bottom, rect.bottom)
    return (
        overlap > _MIN_OVERLAP * height and -height < rect.left - line.right < _MAX_SPACE * height
    )


def _is_vertical(line: Box) -> bool:
    height = line.top - line.bottom
    return height > _HIGH and height > _TALL * (line.right - line.left)


def reading_order(lines: Sequence[Box]) -> list[Box]:
    """The areas of the page in the order to read them; empty where the order of the file will do.

    `lines` are as pdfium gives them.
    """
    vertical = [line for line in lines if _is_vertical(line)]
    if len(vertical) * 2 > len(lines):
        return _right_to_left(vertical, lines)
    beside = sum(_is_beside(before, after) for before, after in pairwise(lines))
    gap = _gap(lines) if beside >= _MIN_LINES else None
    if gap is None:
        return []
    left = [line for line in lines if line.right <= gap]
    right = [line for line in lines if line.left >= gap]
    if min(len(left), len(right)) < _MIN_LINES or not _is_prose(left, right):
        return []
    sides = [line.left >= gap for line in lines if line.right <= gap or line.left >= gap]
    switches = sum(before != after for before, after in pairwise(sides))
    if switches < 2 * _MIN_SWITCHES * min(len(left), len(right)):
        return []
    across = [line for line in lines if line.left < gap < line.right]
    return list(_areas(lines, across, gap))


def _is_beside(line: Box, after: Box) -> bool:
    return after.left >= line.right and after.bottom < line.top and after.top > line.bottom


def _right_to_left(vertical: Sequence[Box], lines: Sequence[Box]) -> list[Box]:
    """Vertical lines by tiers, and what is not vertical above or below; empty where they are so."""
    forwards = sum(before.left < after.left for before, after in pairwise(vertical))
    if forwards * 2 <= len(vertical) - 1:
        return []
    tiers: list[list[Box]] = []
    for line in sorted(vertical, key=lambda line: -line.top):
        if not tiers or line.top <= min(above.bottom for above in tiers[-1]):
            tiers.append([])
        tiers[-1].append(line)
    ordered = [line for tier in tiers for line in sorted(tier, key=lambda line: -line.right)]
    others = [line for line in lines if not _is_vertical(line)]
    top = tiers[0][0].top
    head = [line for line in others if line.bottom >= top]
    return [*head, *ordered, *(line for line in others if line.bottom < top)]


def _gap(lines: Sequence[Box]) -> float | None:
    """The place in the middle that the fewest lines cross."""
    if len(lines) < 2 * _MIN_LINES:
        return None
    low, high = min(line.left for line in lines), max(line.right for line in lines)
    begin, end = (low + share * (high - low) for share in _MIDDLE)
    places = [begin + (end - begin) * step / _STEPS for step in range(_STEPS + 1)]
    crossing = [sum(line.left < place < line.right for line in lines) for place in places]
    least = min(crossing)
    if least > _MAX_ACROSS * len(lines):
        return None
    best = [place for place, count in zip(places, crossing, strict=True) if count == least]
    return best[len(best) // 2]


def _is_prose(left: Sequence[Box], right: Sequence[Box]) -> bool:
    """Are the columns about as wide as each other, near each other, and filled by most lines?"""
    sides = [
        (min(line.left for line in side), max(line.right for line in side))
        for side in (left, right)
    ]
    widths = [end - begin for begin, end in sides]
    if min(widths) < _MIN_LIKE * max(widths) or sides[1][0] - sides[0][1] > _MAX_GAP * min(widths):
        return False
    return all(
        median(line.right - line.left for line in side) >= _MIN_FILLED * width
        for side, width in zip((left, right), widths, strict=True)
    )


def _areas(lines: Sequence[Box], across: Sequence[Box], gap: float) -> Iterator[Box]:
    """From the top: what stands above a line across, left and right; then that line."""
    low, high = min(line.left for line in lines) - 1, max(line.right for line in lines) + 1
    bottom, top = min(line.bottom for line in lines) - 1, max(line.top for line in lines) + 1
    for line in sorted(across, key=lambda line: -line.top):
        if line.top < top:
            yield Box(low, line.top, gap, top)
            yield Box(gap, line.top, high, top)
        yield Box(low, line.bottom, high, min(line.top, top))
        top = min(top, line.bottom)
    yield Box(low, bottom, gap, top)
    yield Box(gap, bottom, high, top)
