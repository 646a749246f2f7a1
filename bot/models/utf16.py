"""Text measured in UTF-16 code units, as Telegram counts it, and Telegram's limits in that unit."""

import re

MESSAGE_UNITS = 4096
"""Of a message, after its entities are parsed (Bot API: sendMessage)."""

CAPTION_UNITS = 1024
"""Of the caption of a picture (Bot API: sendPhoto)."""

_SURROGATE = re.compile("[\ud800-\udfff]")


def utf16_len(text: str) -> int:
    """How many UTF-16 code units `text` takes."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le", "surrogatepass")) // 2


def join_surrogates(text: str) -> str:
    r"""Join the halves of surrogate pairs; a half without its mate becomes U+FFFD.

    >>> join_surrogates("\ud83d\ude00 \ud83d") == "😀 \ufffd"
    True
    """
    if not _SURROGATE.search(text):
        return text
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


def split_off_half(text: str) -> tuple[str, str]:
    """Split off the first half of a surrogate pair at the end, whose mate may follow."""
    return (text[:-1], text[-1:]) if "\ud800" <= text[-1:] <= "\udbff" else (text, "")


def utf16_prefix(text: str, units: int) -> str:
    """The longest beginning of `text` that fits into `units`, whole characters only."""
    encoded = text[:units].encode("utf-16-le", "surrogatepass")[: 2 * units]
    prefix = encoded.decode("utf-16-le", "surrogatepass")
    torn = prefix[-1:] != text[len(prefix) - 1 : len(prefix)]  # half of a surrogate pair
    return text[: len(prefix) - torn]
