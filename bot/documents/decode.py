"""Decodes a text whose encoding is unknown.

In this order: byte order mark, escapes of ISO-2022-JP, strict UTF-8, UTF-16 where there are NUL
bytes, chardet among the encodings that documents use, UTF-16 of Chinese alone (no NUL bytes).
chardet 7 is right about short GBK and Big5 texts, charset-normalizer about UTF-16, and about
Cyrillic there is a second opinion (cyrillic.py).
"""

import codecs
import re
from typing import NamedTuple

import chardet
from charset_normalizer import from_bytes

from bot.documents import cyrillic
from bot.documents.codec_names import codec_named

_BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),  # before UTF-16: its mark begins this one
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_NOT_CYRILLIC = (
    "GB18030", "Big5", "big5hkscs",
    "CP932", "Shift_JIS", "EUC-JP", "CP949", "EUC-KR",
    "Windows-1250", "Windows-1252", "Windows-1253", "Windows-1254",
)  # fmt: skip
_GREEK = "Windows-1253"
_SUPERSETS = {"gb2312": "gb18030", "gbk": "gb18030", "shift_jis": "cp932", "euc_kr": "cp949"}
_JAPANESE_ESCAPES = frozenset({b"\x1b$@", b"\x1b$B"})  # RFC 1468
_SAMPLE_BYTES = 200_000
_UTF16_SAMPLE_BYTES = 20_000
_MAX_UNDECODABLE = 0.01
# Between them they make chardet load every table it has.
_SAMPLES = (
    "".join(map(chr, range(0x4E00, 0x4F00))).encode("gb18030"),
    "Россия является самой большой страной мира.".encode("cp1251"),
)


class Decoded(NamedTuple):
    """A text, and its encoding."""

    text: str
    encoding: str


def decode(data: bytes) -> Decoded | None:
    """The text of `data`; None where no likely encoding fits."""
    for mark, encoding in _BYTE_ORDER_MARKS:
        if data.startswith(mark):
            return decode_as(data, encoding)
    if _JAPANESE_ESCAPES & set(re.findall(rb"\x1b\$?.", data[:_SAMPLE_BYTES])):
        return decode_as(data, "iso-2022-jp")  # it is ASCII, so it would pass as UTF-8
    text = _utf8(data)
    if text is not None:
        return Decoded(text, "utf-8")
    if b"\0" in data:
        return _utf16(data)
    guess = _guess(data)
    return decode_as(data, guess) if guess else _utf16(data)


def load_detector() -> None:
    """Load what the detection of an encoding reads from its files at the first call."""
    for sample in _SAMPLES:
        _guess(sample)
        _utf16(sample)


def is_utf8(data: bytes) -> bool:
    """Does `decode` need no detection?"""
    return _utf8(data) is not None


def decode_as(data: bytes, encoding: str) -> Decoded | None:
    """`data` decoded; None where the encoding is not allowed or fails for over 1 % of the text.

    gb2312 and gbk are read as their superset GB18030: pages that name them use characters of it.
    """
    codec = codec_named(encoding)
    if codec is None:
        return None
    name = _SUPERSETS.get(codec, codec)
    try:
        text = data.decode(name, errors="replace")
    except UnicodeError:  # UTF-32 of an odd length
        return None
    if text.count("\ufffd") > max(1, len(text) * _MAX_UNDECODABLE):
        return None
    return Decoded(text, name)


def as_utf8(data: bytes, charset: str) -> bytes:
    """`data` as UTF-8 with a byte order mark, where it is wholly in that charset; else unchanged.

    So that a reader takes the charset of the HTTP header before all that the page says of itself
    (WHATWG HTML, 13.2.3.2), except for a byte order mark.
    """
    codec = codec_named(charset)
    if codec is None or any(data.startswith(mark) for mark, _ in _BYTE_ORDER_MARKS):
        return data
    try:
        return data.decode(codec).encode("utf-8-sig")
    except UnicodeError:
        return data


def _guess(data: bytes) -> str | None:
    """What chardet takes the encoding for, corrected for Cyrillic."""
    guess = _detect(data, (*_NOT_CYRILLIC, *cyrillic.ENCODINGS))
    if guess == _GREEK and cyrillic.is_not_greek(data):
        return cyrillic.second_opinion(data, guess)
    if guess is None or guess.upper() not in map(str.upper, cyrillic.ENCODINGS):
        return guess
    if cyrillic.is_plausible(data, guess):
        return cyrillic.second_opinion(data, guess)
    return _detect(data, _NOT_CYRILLIC)


def _detect(data: bytes, encodings: tuple[str, ...]) -> str | None:
    return chardet.detect(data, max_bytes=_SAMPLE_BYTES, include_encodings=encodings)["encoding"]


def _utf8(data: bytes) -> str | None:
    """Strict UTF-8; a character cut off at the end (at most 3 bytes) is dropped."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        return decoder.decode(data)
    except UnicodeDecodeError:
        return None


def _utf16(data: bytes) -> Decoded | None:
    """UTF-16 without a byte order mark, where charset-normalizer recognises it."""
    best = from_bytes(data[:_UTF16_SAMPLE_BYTES], cp_isolation=["utf_16_le", "utf_16_be"]).best()
    return decode_as(data, best.encoding) if best else None
