"""Draws the chain of a game as a picture: one line an idiom, in columns, with a colour for each player.

The font has the characters of the dictionary, GB 2312 and their traditional forms (bench/build_font.py).
What it lacks (an emoji in a name) is left out.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PIL.ImageDraw import ImageDraw
    from PIL.ImageFont import FreeTypeFont

MAX_DRAWN = 300
"""Idioms of a picture: 6 columns of 50, so that its sides stay far below Telegram's sum of 10,000."""
COLOURS = ("#c0392b", "#1f6fb2", "#1e8449", "#8e44ad", "#b9770e", "#0e7c7b")
"""Of the players; further ones share the last."""
NO_PLAYER = "#8a8478"

_FONT = Path(__file__).parent / "data" / "NotoSansCJKsc-subset.otf"
_PAPER, _INK, _FAINT = "#fbf7ef", "#2b2723", "#a39b8d"
_MARGIN, _ROW, _COLUMN, _LEGEND_ROW = 40, 44, 250, 36
_ROWS_WANTED, _MAX_COLUMNS, _MIN_WIDTH = 15, 6, 560
_WORD_WIDTH = 180
_TITLE_PX, _WORD_PX, _SMALL_PX, _NUMBER_PX = 36, 30, 22, 18
_MAX_LEGEND = 6


@dataclass(frozen=True, slots=True)
class DrawnIdiom:
    """One line: the number of the idiom in the chain, and the colour of who played it."""

    number: int
    word: str
    colour: str


@dataclass(frozen=True, slots=True)
class ChainPicture:
    """What is drawn; `legend`: who has which colour, and how many points."""

    title: str
    legend: Sequence[tuple[str, str]]
    idioms: Sequence[DrawnIdiom]
    note: str = ""


def draw(picture: ChainPicture) -> bytes:
    """The picture as a PNG file. Takes tens of milliseconds: call it in a thread."""
    from PIL import Image, ImageDraw  # noqa: PLC0415 -- 20 ms and 3 MiB, for those who want a picture

    count = len(picture.idioms)
    columns = max(1, min(_MAX_COLUMNS, -(-count // _ROWS_WANTED)))
    rows = -(-count // columns)
    width = max(_MIN_WIDTH, 2 * _MARGIN + columns * _COLUMN)
    legend = _legend_rows(picture.legend, width)
    top = _MARGIN + 60 + len(legend) * _LEGEND_ROW + (30 if picture.note else 0) + 16
    image = Image.new("RGB", (width, top + rows * _ROW + _MARGIN), _PAPER)
    drawing = ImageDraw.Draw(image)
    _draw_head(drawing, picture, legend)
    for at, idiom in enumerate(picture.idioms):
        x, y = _MARGIN + at // rows * _COLUMN, top + at % rows * _ROW
        _draw_idiom(drawing, idiom, x, y)
    file = BytesIO()
    image.save(file, "PNG", compress_level=3)
    return file.getvalue()


def drawable(text: str) -> str:
    """The text without the characters that the font lacks."""
    font = _font(_SMALL_PX)
    missing = bytes(font.getmask("\uffff"))
    return "".join(char for char in text if bytes(font.getmask(char)) != missing).strip()


def _draw_head(
    drawing: "ImageDraw", picture: ChainPicture, legend: list[list[tuple[int, str, str]]]
) -> None:
    drawing.text((_MARGIN, _MARGIN - 8), picture.title, _INK, _font(_TITLE_PX))
    y = _MARGIN + 56
    for row in legend:
        for x, name, colour in row:
            drawing.ellipse((x, y + 8, x + 16, y + 24), colour)
            drawing.text((x + 24, y), name, _INK, _font(_SMALL_PX))
        y += _LEGEND_ROW
    if picture.note:
        drawing.text((_MARGIN, y + 4), picture.note, _FAINT, _font(_NUMBER_PX))


def _legend_rows(legend: Sequence[tuple[str, str]], width: int) -> list[list[tuple[int, str, str]]]:
    """Names with their places from the left, in as many rows as they need."""
    rows, x = list[list[tuple[int, str, str]]]([[]]), _MARGIN
    for name, colour in legend[:_MAX_LEGEND]:
        needed = 24 + int(_font(_SMALL_PX).getlength(name)) + 28
        if rows[-1] and x + needed > width - _MARGIN:
            rows.append([])
            x = _MARGIN
        rows[-1].append((x, name, colour))
        x += needed
    return rows


def _draw_idiom(drawing: "ImageDraw", idiom: DrawnIdiom, x: int, y: int) -> None:
    """The character that links is in the player's colour."""
    font = _font(min(_WORD_PX, _WORD_WIDTH // max(1, len(idiom.word))))
    small, middle = _font(_NUMBER_PX), y + _ROW // 2
    drawing.text((x + 34, middle), str(idiom.number), _FAINT, small, anchor="rm")
    drawing.rounded_rectangle((x + 42, y + 6, x + 47, y + _ROW - 6), 2, idiom.colour)
    first, rest = idiom.word[:1], idiom.word[1:]
    drawing.text((x + 56, middle), first, idiom.colour, font, anchor="lm")
    drawing.text((x + 56 + font.getlength(first), middle), rest, _INK, font, anchor="lm")


@lru_cache(maxsize=16)
def _font(size_px: int) -> "FreeTypeFont":
    from PIL import ImageFont  # noqa: PLC0415 -- as above

    return ImageFont.truetype(_FONT, size_px, layout_engine=ImageFont.Layout.BASIC)
