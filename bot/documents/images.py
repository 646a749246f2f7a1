"""Recognises pictures by their first bytes, and reads the size of some."""

import re
import struct

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


def size_of(data: bytes) -> tuple[int, int] | None:
    r"""Width and height of a PNG or JPEG; None for anything else. Nothing is decoded.

    >>> size_of(b"\x89PNG\r\n\x1a\n" + b"\0\0\0\rIHDR" + bytes([0, 0, 0, 4, 0, 0, 0, 3]))
    (4, 3)
    """
    try:
        match media_type_of(data):
            case "image/png":
                width, height = struct.unpack(">II", data[16:24])
            case "image/jpeg":
                width, height = _jpeg_size(data)
            case _:
                return None
    except (struct.error, IndexError):
        return None
    return (width, height) if width and height else None


def _jpeg_size(data: bytes) -> tuple[int, int]:
    """Walk over the segments to the frame header (SOF0 to SOF15 but DHT, JPG and DAC)."""
    position = 2
    while True:
        marker = data[position + 1]
        length = struct.unpack(">H", data[position + 2 : position + 4])[0]
        if 0xC0 <= marker <= 0xCF and marker not in {0xC4, 0xC8, 0xCC}:
            height, width = struct.unpack(">HH", data[position + 5 : position + 9])
            return width, height
        position += 2 + length
