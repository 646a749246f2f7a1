"""Which codecs a document or a server may name; those of the web, and of old files.

Python has others that read no text, or that a document can misuse: `punycode` takes hours for 20 MB.
"""

import codecs
import encodings
from encodings.aliases import aliases

ALLOWED_CODECS = frozenset({
    "ascii", "utf_8", "utf_8_sig", "utf_7", "utf_16", "utf_16_le", "utf_16_be", "utf_32",
    "utf_32_le", "utf_32_be",
    # the legacy encodings of WHATWG Encoding
    "cp866", "latin_1", "iso8859_2", "iso8859_3", "iso8859_4", "iso8859_5", "iso8859_6",
    "iso8859_7", "iso8859_8", "iso8859_9", "iso8859_10", "iso8859_11", "iso8859_13", "iso8859_14",
    "iso8859_15", "iso8859_16", "koi8_r", "koi8_u", "mac_roman", "mac_cyrillic", "cp874", "tis_620",
    "cp1250", "cp1251", "cp1252", "cp1253", "cp1254", "cp1255", "cp1256", "cp1257", "cp1258",
    "gbk", "gb2312", "gb18030", "big5", "big5hkscs", "euc_jp", "iso2022_jp", "shift_jis", "euc_kr",
    # what chardet knows beside them, and the mails of before UTF-8
    "cp932", "cp949", "cp950", "euc_jis_2004", "shift_jis_2004", "iso2022_jp_2", "iso2022_kr", "johab", "hz",
    # names in zip files; EBCDIC, in which chardet looks for an XML declaration
    "cp437", "cp037",
})  # fmt: skip
# WHATWG Encoding, 4.2: labels that Python does not know
_LABELS = {
    "x_gbk": "gbk", "x_sjis": "shift_jis", "windows_31j": "cp932", "gb_2312_80": "gb2312",
    "windows_874": "cp874", "iso_8859_8_i": "iso8859_8",
}  # fmt: skip


def codec_named(label: str) -> str | None:
    """Python's name of an allowed codec; None for every other label."""
    name = encodings.normalize_encoding(label.strip()).lower()
    name = _LABELS.get(name) or aliases.get(name, name)
    return name if name in ALLOWED_CODECS else None


def allow_only_these_codecs() -> None:
    """Load them from their files, and let this process find no other.

    The standard library decodes a mail's headers with whatever codec they name.
    """

    def find(name: str) -> codecs.CodecInfo | None:
        codec = codec_named(name)
        return encodings.search_function(codec) if codec else None

    codecs.unregister(encodings.search_function)
    codecs.register(find)
    for name in ALLOWED_CODECS:
        codecs.lookup(name)
