"""Decoding texts of unknown encoding."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.documents.codec_names import ALLOWED_CODECS, codec_named
from bot.documents.decode import as_utf8, decode, decode_as
from tests.fakes.files import JAPANESE, PROSE, TAIWANESE

CHARACTERS = st.characters(exclude_categories=("Cs", "Cc"), exclude_characters="\ufeff")
RUSSIAN = "Россия является самой большой страной мира."
PASSAGES = st.integers(0, len(PROSE) - 20).flatmap(
    lambda start: st.integers(20, len(PROSE) - start).map(lambda n: PROSE[start : start + n])
)


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        (PROSE, "utf-8"),
        (PROSE, "utf-8-sig"),
        (PROSE, "utf-16"),
        (PROSE, "utf-16-le"),
        (PROSE, "utf-16-be"),
        ("title\n" + PROSE, "utf-16-le"),
        (PROSE, "utf-32"),
        (PROSE, "gb18030"),
        (PROSE, "gbk"),
        (PROSE[:40], "gb18030"),
        (PROSE + "㐀𠀀", "gb18030"),
        (TAIWANESE, "big5"),
        (TAIWANESE[:20], "big5"),
        (TAIWANESE, "gb18030"),
        (JAPANESE, "cp932"),
        (JAPANESE, "euc-jp"),
        (JAPANESE, "iso-2022-jp"),
        ("한국의 전통 음식은 건강에 좋다고 알려져 있습니다.", "cp949"),
        (RUSSIAN, "windows-1251"),
        (RUSSIAN, "koi8-r"),
        (RUSSIAN, "cp866"),
        (RUSSIAN, "iso8859-5"),
        (RUSSIAN, "mac-cyrillic"),
        (RUSSIAN.upper(), "windows-1251"),
        (RUSSIAN.upper(), "koi8-r"),
        ("Η Αθήνα είναι η πρωτεύουσα της Ελλάδας.", "windows-1253"),
        ("το βιβλιο ειναι πανω στο τραπεζι της κουζινας μας", "windows-1253"),
        ("Україна розташована у Східній Європі, її столиця — Київ.", "windows-1251"),
        ("Україна розташована у Східній Європі, її столиця Київ.", "koi8-u"),
        ("ой большой", "windows-1251"),
        ("OÙ EST LE CAFÉ ? LES ÉLÈVES ÉTAIENT FATIGUÉS.", "windows-1252"),
    ],
    ids=lambda value: value[:8],
)
def test_a_text_is_decoded_from_its_encoding(text: str, encoding: str):
    decoded = decode(text.encode(encoding))
    assert decoded is not None
    assert decoded.text == text


def test_utf_8_is_recognised_when_its_last_character_is_cut_off():
    decoded = decode(PROSE.encode()[:-2])
    assert decoded is not None
    assert decoded.text == PROSE[:-1]


def test_random_bytes_are_not_a_text():
    assert decode(bytes((i * 89 + i * i * 7 + 131) % 256 for i in range(4000))) is None


def test_gb2312_is_decoded_as_gb18030():
    """Pages that declare gb2312 use characters of GBK (WHATWG Encoding, 4.2)."""
    decoded = decode_as("朱镕基".encode("gb18030"), "gb2312")
    assert decoded is not None
    assert decoded.text == "朱镕基"


def test_an_unknown_encoding_decodes_nothing():
    assert decode_as(b"abc", "no-such-thing") is None


@pytest.mark.parametrize(
    "label",
    ["punycode", "idna", "unicode_escape", "raw-unicode-escape", "hex", "zip", "rot13", "undefined",
     "mbcs", "a\0b", "../utf_8", "", "utf-8 ; x", "\udc80"],
)  # fmt: skip
def test_a_codec_that_is_not_of_the_web_decodes_nothing(label: str):
    assert decode_as(b"abc-80d", label) is None
    assert as_utf8(b"abc-80d", label) == b"abc-80d"


@pytest.mark.parametrize(
    ("label", "codec"),
    [("UTF8", "utf_8"), (" gbk ", "gbk"), ("x-sjis", "shift_jis"), ("ISO-8859-1", "latin_1"),
     ("Windows-874", "cp874"), ("windows-31j", "cp932"), ("GB_2312-80", "gb2312")],
)  # fmt: skip
def test_a_label_of_the_web_has_its_codec(label: str, codec: str):
    assert codec_named(label) == codec


def test_every_allowed_codec_exists_under_its_own_name():
    assert {codec_named(codec) for codec in ALLOWED_CODECS} == ALLOWED_CODECS
    assert all("a".encode(codec) for codec in ALLOWED_CODECS)


def test_the_charset_of_a_header_is_applied_where_it_fits():
    assert as_utf8("你好".encode("gbk"), "gbk").decode("utf-8-sig") == "你好"
    assert as_utf8("你好啊".encode("gbk"), "utf-8") == "你好啊".encode("gbk")


def test_a_byte_order_mark_wins_over_the_charset_of_a_header():
    data = "你好".encode("utf-8-sig")
    assert as_utf8(data, "latin-1") == data


@given(st.binary(max_size=300))
@settings(max_examples=100, deadline=None)
def test_decoding_never_raises(data: bytes):
    decode(data)


@given(st.text(CHARACTERS, min_size=20))
@settings(max_examples=60, deadline=None)
def test_any_utf_8_text_is_decoded(text: str):
    decoded = decode(text.encode())
    assert decoded is not None
    assert decoded.text == text


@given(PASSAGES)
@settings(max_examples=60, deadline=None)
def test_any_gb18030_passage_of_20_characters_is_decoded(text: str):
    decoded = decode(text.encode("gb18030"))
    assert decoded is not None
    assert decoded.text == text
