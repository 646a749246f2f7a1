"""Recognises pictures that a model can look at, by their first bytes."""

import re

_FORMATS = {
    "image/jpeg": rb"\xff\xd8\xff",
    "image/png": rb"\x89PNG\r\n\x1a\n",
    "image/webp": rb"RIFF.{4}WEBP",
    "image/gif": rb"GIF8[79]a",
    "image/bmp": rb"BM.{4}\0{4}",
}


def media_type_of(data: bytes) -> str | None:
    """The media type; None for what is no such picture.

    >>> media_type_of(b"GIF89a...")
    'image/gif'
    """
    for name, beginning in _FORMATS.items():
        if re.match(beginning, data, re.DOTALL):
            return name
    return None
