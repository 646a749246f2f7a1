"""Sent files: size limits, storage, Document, PhotoSize, Voice and Sticker objects."""

import mimetypes
import secrets
import struct
from pathlib import PurePath

from bot.playground.server.api_error import bad_request
from bot.playground.server.parameters import Upload
from bot.playground.server.state import Json, ServerState, StoredFile

DOWNLOAD_LIMIT_BYTES = 20 * 1024 * 1024
UPLOAD_LIMIT_BYTES = 50 * 1024 * 1024
PHOTO_LIMIT_BYTES = 10 * 1024 * 1024
PHOTO_SIDES_SUM = 10_000
PHOTO_RATIO = 20
"""Width and height of a photo (Bot API: sendPhoto)."""


def store_file(state: ServerState, upload: Upload, folder: str) -> StoredFile:
    """Store a file; `folder` is `documents`, `photos` or `voice`."""
    name = PurePath(upload.filename).name or "file"
    stored = StoredFile(
        file_id=f"BQACAgUAAxkB{secrets.token_urlsafe(24)}",
        unique_id=secrets.token_urlsafe(12),
        path=f"{folder}/file_{state.next_id()}{PurePath(name).suffix}",
        name=name,
        mime_type=_mime_type(name, upload.mime_type),
        data=upload.data,
    )
    state.files[stored.file_id] = stored
    return stored


def document_object(stored: StoredFile) -> Json:
    """A Bot API Document."""
    return {
        "file_id": stored.file_id,
        "file_unique_id": stored.unique_id,
        "file_name": stored.name,
        "mime_type": stored.mime_type,
        "file_size": len(stored.data),
    }


def photo_sizes(stored: StoredFile) -> list[Json]:
    """A photo's PhotoSize objects, one here; raises BotApiError where it is no PNG or JPEG."""
    width, height = _image_size(stored.data)
    return [
        {
            "file_id": stored.file_id,
            "file_unique_id": stored.unique_id,
            "file_size": len(stored.data),
            "width": width,
            "height": height,
        }
    ]


def voice_object(stored: StoredFile, duration_s: int) -> Json:
    """A Bot API Voice."""
    return {
        "file_id": stored.file_id,
        "file_unique_id": stored.unique_id,
        "duration": duration_s,
        "mime_type": stored.mime_type,
        "file_size": len(stored.data),
    }


def sticker_object(emoji: str) -> Json:
    """A Bot API Sticker of no set, whose file cannot be fetched."""
    return {
        "file_id": f"CAACAgUAAxkB{secrets.token_urlsafe(24)}",
        "file_unique_id": secrets.token_urlsafe(12),
        "type": "regular",
        "width": 512,
        "height": 512,
        "is_animated": False,
        "is_video": False,
        "emoji": emoji,
    }


def _mime_type(name: str, given: str) -> str:
    if given and given != "application/octet-stream":
        return given
    return mimetypes.guess_type(name)[0] or "application/octet-stream"


def _image_size(data: bytes) -> tuple[int, int]:
    try:
        if data.startswith(b"\x89PNG\r\n\x1a\n"):
            width, height = struct.unpack(">II", data[16:24])
            return width, height
        if data.startswith(b"\xff\xd8"):
            return _jpeg_size(data)
    except (struct.error, IndexError):
        pass
    raise bad_request("IMAGE_PROCESS_FAILED")


def _jpeg_size(data: bytes) -> tuple[int, int]:
    """Walk over JPEG's segments to the frame header (SOF0 to SOF15 but DHT, JPG and DAC)."""
    position = 2
    while True:
        marker = data[position + 1]
        length = struct.unpack(">H", data[position + 2 : position + 4])[0]
        if 0xC0 <= marker <= 0xCF and marker not in {0xC4, 0xC8, 0xCC}:
            height, width = struct.unpack(">HH", data[position + 5 : position + 9])
            return width, height
        position += 2 + length
