"""Tells the text of a PDF from the glyph numbers of fonts that do not name their letters.

pdfium then gives the numbers of the glyphs as if they were characters. A readable text has hardly any
character that pdfium could not map (at most one in 10,000 in ten manuals), except for old TeX, whose
glyphs have the numbers of ASCII; there the letters decide.
"""

import re
import unicodedata

_IGNORED = re.compile(r"[\s.·…_=*~-]+")  # white space, and lines of a table of contents
_NO_TEXT = frozenset({"Cn", "Co", "Cs", "Cc"})  # unassigned, private, surrogates, control
_MAX_NO_TEXT, _MAX_UNMAPPED = 0.1, 0.3
_SOME_UNMAPPED = 0.05
# Of the letters of European languages written with a-z, 65 to 81 % are these; of random ones 46 %.
_COMMON = frozenset("etaoinsrhldu")
_MIN_COMMON, _MIN_COMMON_IF_MAPPED = 0.58, 0.4
_MIN_LETTERS = 40
_MIN_ASCII, _MAX_SIGNS = 0.8, 0.6
_SYMBOL_FONT = range(0xF020, 0xF100)
_SYMBOLS = {code: code - 0xF000 for code in _SYMBOL_FONT}
_SAMPLE_CHARACTERS = 50_000


def without_symbol_codes(text: str) -> str:
    """A text in a symbol font (U+F054) as the letters of its keys (T), where most of it is in one."""
    visible = [character for character in text if not character.isspace()]
    symbols = sum(ord(character) in _SYMBOL_FONT for character in visible)
    return text.translate(_SYMBOLS) if symbols * 2 > len(visible) else text


def is_nonsense(text: str, unmapped: float) -> bool:
    """Is this no text? `unmapped`: the share of characters that the fonts did not name."""
    sample = _IGNORED.sub("", text[:_SAMPLE_CHARACTERS])
    if not sample:
        return False
    no_text = sum(unicodedata.category(character) in _NO_TEXT for character in sample)
    if no_text > len(sample) * _MAX_NO_TEXT:
        return True
    if sum(map(str.isascii, sample)) < len(sample) * _MIN_ASCII:
        return unmapped > _MAX_UNMAPPED
    signs = sum(not character.isalnum() for character in sample)
    if signs > len(sample) * _MAX_SIGNS:
        return len(sample) > _MIN_LETTERS
    return not _has_letters_of_a_language(sample, unmapped)


def is_nonsense_page(text: str, unmapped: float) -> bool:
    """Is this page of a readable document no text?

    Its font has to be the cause: a page of part numbers has no letters of a language either.
    """
    visible = len(_IGNORED.sub("", text))
    return visible >= _MIN_LETTERS and unmapped > _MAX_UNMAPPED and is_nonsense(text, unmapped)


def _has_letters_of_a_language(sample: str, unmapped: float) -> bool:
    letters = [c for c in sample.lower() if c.isascii() and c.isalpha()]
    if len(letters) < _MIN_LETTERS:
        return unmapped <= _MAX_UNMAPPED
    least = _MIN_COMMON if unmapped > _SOME_UNMAPPED else _MIN_COMMON_IF_MAPPED
    return sum(letter in _COMMON for letter in letters) >= len(letters) * least
