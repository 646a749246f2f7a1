"""Builds bot/idioms/data/NotoSansCJKsc-subset.otf, the font of the pictures of chains.

Run by `make dictionary`, after build_dictionary.py. It needs Noto Sans CJK (fonts-noto-cjk on Debian), of
which it keeps the characters of the dictionary, of GB 2312 and of our texts, with their traditional forms.
"""

import sys
from collections.abc import Iterator
from pathlib import Path

from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTCollection, TTFont
from opencc import OpenCC

from bot.idioms import shipped_dictionary

_SOURCE = Path("/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc")
_FAMILY = "Noto Sans CJK SC"
_ROOT = Path(__file__).parents[1]
_FILE = _ROOT / "bot" / "idioms" / "data" / "NotoSansCJKsc-subset.otf"
_SIGNS = "·→…—–“”‘’「」『』《》（），。！？：；、・０１２３４５６７８９"
_NAMES_KEPT = (0, 1, 2, 4, 5, 6, 7, 13, 14)
"""Copyright, names, version, trademark and licence (OpenType: name table)."""


def characters() -> set[str]:
    """What the font must have."""
    simplified = "".join(shipped_dictionary().idioms) + "".join(_gb2312())
    simplified += "".join(path.read_text("utf-8") for path in (_ROOT / "bot/texts").glob("*.py"))
    traditional = (OpenCC(table).convert(simplified) for table in ("s2t", "s2twp", "s2hk"))
    latin = "".join(map(chr, (*range(0x20, 0x7F), *range(0xA0, 0x100))))
    found = set(simplified + latin + _SIGNS).union(*traditional)
    return {char for char in found if char.isprintable()}


def _gb2312() -> Iterator[str]:
    """The 6,763 Chinese characters of the standard."""
    for row in range(0xB0, 0xF8):
        for cell in range(0xA1, 0xFF):
            yield bytes((row, cell)).decode("gb2312", errors="ignore")


def source() -> TTFont:
    """The font of simplified Chinese in the collection."""
    if not _SOURCE.exists():
        sys.exit(f"{_SOURCE} is missing; on Debian: apt install fonts-noto-cjk")
    fonts = TTCollection(_SOURCE, lazy=True).fonts
    return next(font for font in fonts if font["name"].getDebugName(1) == _FAMILY)


def _add_traditional(font: TTFont, wanted: set[str]) -> None:
    """Show the traditional form of the few characters whose simplified one the source lacks."""
    glyphs, convert = dict(font.getBestCmap()), OpenCC("s2t").convert
    for char in wanted:
        traditional = convert(char)
        if ord(char) not in glyphs and len(traditional) == 1 and ord(traditional) in glyphs:
            for table in font["cmap"].tables:
                if table.format == 12:
                    table.cmap[ord(char)] = glyphs[ord(traditional)]


def main() -> None:
    """Write the file."""
    options = Options()
    options.hinting = False
    options.layout_features = []
    options.name_IDs = list(_NAMES_KEPT)
    options.notdef_outline = True
    options.drop_tables += ["BASE", "GDEF", "GPOS", "GSUB", "VORG", "vhea", "vmtx", "DSIG"]
    font, wanted = source(), characters()
    subsetter = Subsetter(options)
    subsetter.populate(text="".join(wanted))
    subsetter.subset(font)
    _add_traditional(font, wanted)
    font.save(_FILE)
    print(f"{len(font.getBestCmap()):,} characters, {_FILE.stat().st_size / 1e6:.2f} MB")


if __name__ == "__main__":
    main()
