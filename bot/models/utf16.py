"""Text measured in UTF-16 code units, as Telegram counts it, and Telegram's limits in that unit."""

MESSAGE_UNITS = 4096
"""Of a message, after its entities are parsed (Bot API: sendMessage)."""

CAPTION_UNITS = 1024
"""Of the caption of a picture (Bot API: sendPhoto)."""


def utf16_len(text: str) -> int:
    """How many UTF-16 code units `text` takes."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def utf16_prefix(text: str, units: int) -> str:
    """The longest beginning of `text` that fits into `units`, whole characters only."""
    if utf16_len(text) <= units:
        return text
    taken = 0
    for index, character in enumerate(text):
        taken += 2 if character > "\uffff" else 1
        if taken > units:
            return text[:index]
    return text
