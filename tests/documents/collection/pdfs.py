"""PDFs with the faults that PDFs have: fonts without names of letters, columns, vertical lines, scans.

A font of these names no file: its glyphs do not matter to who reads the text (ISO 32000-1, 9.6 to 9.10).
"""

import textwrap
import zlib
from collections.abc import Iterable, Mapping, Sequence

from tests.fakes import files

_LINE = b"The committee decided on Tuesday that the new bridge over the river will be built of wood"
_WIDTHS = b"/FirstChar 0/LastChar 255/Widths[" + b"500 " * 256 + b"]"
_LEFT = (
    "The museum was founded in 1887 by a group of citizens who wanted to keep the tools of the old weavers. "
    "For forty years it had only two rooms above a bakery. In 1931 the town gave it the former mill, where "
    "the great loom still stands. It weaves eleven metres of cloth an hour."
)
_RIGHT = (
    "Today about sixty thousand people visit the museum every year. Admission is free on the first Sunday of "
    "each month. A guided tour takes ninety minutes and begins at ten and at two. The library on the upper "
    "floor holds nine thousand pattern books."
)
_PRICES = (
    ("Copper wire, 100 m", "184.00"), ("Screws, box of 200", "12.50"), ("Fuse 16 A", "3.20"),
    ("Cable duct, 2 m", "9.90"), ("Circuit breaker B16", "14.75"), ("Distribution board", "129.00"),
    ("Junction box IP55", "4.60"), ("Installation, per hour", "72.00"), ("Travel", "35.00"),
)  # fmt: skip
_VERTICAL = (
    "吾輩は猫である。名前はまだ無い。", "どこで生れたかとんと見当がつかぬ。", "何でも薄暗いじめじめした所で",
    "ニャーニャー泣いていた事だけは", "記憶している。吾輩はここで始めて", "人間というものを見た。",
)  # fmt: skip
_PRIVATE = (
    b"/CIDInit /ProcSet findresource begin 12 dict begin begincmap 1 begincodespacerange <00><FF> "
    b"endcodespacerange 1 beginbfrange <00><FF><%s> endbfrange endcmap end end"
)


def made() -> Mapping[str, bytes]:
    """The files by name."""
    return {**_fonts(), **_layouts(), **_refused()}


def _fonts() -> dict[str, bytes]:
    """Eight lines in fonts that say more or less of their letters."""
    subset = {code: 33 + number for number, code in enumerate(dict.fromkeys(_LINE))}
    numbered = bytes(subset[code] for code in _LINE)
    shifted = bytes((code - 29) % 256 for code in _LINE)
    plain = b"<</Type/Font/Subtype/TrueType/BaseFont/ABCDEF+Foo" + _WIDTHS
    return {
        # TeX of the nineties: the glyph a84 is T, and has its number.
        "en-type3-tex.pdf": _text(_type3(b"a", _LINE), _LINE),
        "en-symbol-font.pdf": _text(
            plain + b"/ToUnicode 5 0 R>>", _LINE, _stream(_PRIVATE % b"F000")
        ),
        "en-glyph-numbers-type3.pdf": _text(_type3(b"g", numbered), numbered),
        "en-glyph-numbers.pdf": _text(
            b"<</Type/Font/Subtype/Type1/BaseFont/ABCDEF+Foo"
            + _WIDTHS
            + _names(b"G", numbered)
            + b">>",
            numbered,
        ),
        "en-shifted.pdf": _text(plain + b">>", shifted),
        "en-false-map.pdf": _text(
            plain + b"/ToUnicode 5 0 R>>", numbered, _stream(_PRIVATE % b"0000")
        ),
        "zh-private-use.pdf": _text(
            plain + b"/ToUnicode 5 0 R>>", _LINE, _stream(_PRIVATE % b"E100")
        ),
    }


def _layouts() -> dict[str, bytes]:
    left, right = textwrap.wrap(_LEFT, 40), textwrap.wrap(_RIGHT, 40)
    columns = [
        *((60, row, line) for row, line in enumerate(left)),
        *((275, row, line) for row, line in enumerate(right)),
    ]
    rows = sorted(columns, key=lambda entry: entry[1])
    table = [
        entry
        for n, (item, price) in enumerate(_PRICES)
        for entry in ((60, n, item), (200, n, price))
    ]
    wrapped = [
        (60, number, line) for number, line in enumerate(textwrap.wrap(_LEFT + " " + _RIGHT, 80))
    ]
    return {
        "en-columns-by-rows.pdf": _placed(rows),
        "en-columns.pdf": _placed(columns),
        "en-price-table.pdf": _placed(table),
        "en-paragraph.pdf": _placed(wrapped),
        "ja-vertical-lines.pdf": _vertical(),
    }


def _refused() -> dict[str, bytes]:
    whole = files.pdf(["The last page is missing"])
    return {
        "en-locked.pdf": files.locked_pdf(),
        "en-cut.pdf": whole[: len(whole) // 2],
        "en-scan.pdf": files.pdf(["", "", "x"]),
        "en-bomb.pdf": files.pdf(["x"], filler=b"q " * 30_000_000),
    }


def _text(font: bytes, line: bytes, extra: bytes = b"null") -> bytes:
    shown = b" ".join(b"<%s> Tj T*" % line.hex().encode() for _ in range(8))
    return _document(font, b"BT /F1 10 Tf 14 TL 60 700 Td " + shown + b" ET", extra)


def _placed(entries: Iterable[tuple[int, int, str]]) -> bytes:
    """Lines at their places: from the left in points, and from the top in lines."""
    content = " ".join(
        f"BT /F1 8 Tf {left} {700 - 12 * row} Td ({text}) Tj ET" for left, row, text in entries
    )
    return _document(b"<</Type/Font/Subtype/Type1/BaseFont/Courier>>", content.encode())


def _vertical() -> bytes:
    content = b"".join(
        b"BT /F1 16 Tf 1 0 0 1 %d 760 Tm <%s> Tj ET "
        % (540 - 26 * number, line.encode("utf-16-be").hex().encode())
        for number, line in enumerate(_VERTICAL)
    )
    font = (
        b"<</Type/Font/Subtype/Type0/BaseFont/HeiseiMin-W3-UniJIS-UCS2-V/Encoding/UniJIS-UCS2-V"
        b"/DescendantFonts[5 0 R]>>"
    )
    descendant = (
        b"<</Type/Font/Subtype/CIDFontType0/BaseFont/HeiseiMin-W3/DW 1000/CIDSystemInfo<</Registry(Adobe)"
        b"/Ordering(Japan1)/Supplement 2>>/FontDescriptor<</Type/FontDescriptor/FontName/HeiseiMin-W3/Flags 4"
        b"/FontBBox[0 -200 1000 900]/ItalicAngle 0/Ascent 800/Descent -200/StemV 80/CapHeight 700>>>>"
    )
    return _document(font, content, descendant)


def _type3(prefix: bytes, codes: bytes) -> bytes:
    glyphs = b"".join(b"/%s%d 5 0 R " % (prefix, code) for code in sorted(set(codes)))
    return (
        b"<</Type/Font/Subtype/Type3/FontBBox[0 0 500 700]/FontMatrix[.001 0 0 .001 0 0]/CharProcs<<"
        + glyphs + b">>" + _WIDTHS + _names(prefix, codes) + b">>"
    )  # fmt: skip


def _names(prefix: bytes, codes: bytes) -> bytes:
    names = b" ".join(b"%d /%s%d" % (code, prefix, code) for code in sorted(set(codes)))
    return b"/Encoding<</Type/Encoding/Differences[" + names + b"]>>"


def _stream(content: bytes) -> bytes:
    return b"<</Length %d>>stream\n%s\nendstream" % (len(content), content)


def _document(font: bytes, content: bytes, extra: bytes = b"null") -> bytes:
    """One page; object 5 is `extra`."""
    packed = zlib.compress(content)
    if font.startswith(b"<</Type/Font/Subtype/Type3"):
        extra = _stream(b"500 0 0 0 400 600 d1 0 0 400 600 re f")
    return _file([
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]/Resources<</Font<</F1 4 0 R>>>>/Contents 6 0 R>>",
        font,
        extra,
        b"<</Filter/FlateDecode/Length %d>>stream\n%s\nendstream" % (len(packed), packed),
    ])  # fmt: skip


def _file(objects: Sequence[bytes]) -> bytes:
    body = b"%PDF-1.7\n"
    offsets = []
    for number, content in enumerate(objects, start=1):
        offsets.append(len(body))
        body += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    table = b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    size = len(objects) + 1
    return body + (
        b"xref\n0 %d\n0000000000 65535 f \n%strailer<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF"
        % (size, table, size, len(body))
    )
