"""Decides which files of a message become pictures of a post, and how each of them is sent again."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from io import BytesIO

from bot.documents.images import size_of
from bot.errors import PostError
from bot.models.chat import FileRef, Picture
from bot.ports.chat import Reply
from bot.texts import post as texts

MAX_PICTURES = 10
"""Bot API: sendMediaGroup."""
MAX_PHOTO_MB = 10
_MAX_PHOTO_BYTES = MAX_PHOTO_MB * 1024**2
_MAX_SIDES_SUM = 10_000
_MAX_RATIO = 20
"""Bot API: sendPhoto."""


@dataclass(frozen=True, slots=True)
class TakenPictures:
    """The pictures, and what the author is told about them."""

    pictures: tuple[Picture, ...] = ()
    is_file: bool = False
    left_out: int = 0


async def take_pictures(files: Sequence[FileRef], reply: Reply) -> TakenPictures:
    """The pictures among the files of a message or an album.

    An image that was sent as a file becomes a photo where Telegram would take it as one. One that it
    would not take stays a file where it stands alone, since an album has no photos beside files.

    Raises PostError where there are files and none of them is a picture.
    """
    if not files:
        return TakenPictures()
    pictures = [await _picture_of(file, reply) for file in files if file.is_image]
    if not pictures:
        raise PostError(texts.TEXT_ONLY)
    if len(pictures) == 1:
        is_file = pictures[0].kind == "document"
        return TakenPictures(tuple(pictures), is_file, len(files) - 1)
    photos = tuple(picture for picture in pictures if picture.kind != "document")
    if not photos:
        raise PostError(texts.ALBUM_TOO_LARGE)
    return TakenPictures(photos, left_out=len(files) - len(photos))


async def _picture_of(file: FileRef, reply: Reply) -> Picture:
    if file.kind == "photo":
        return Picture(file.file_id, message_id=file.message_id)
    as_file = Picture(file.file_id, "document", file.filename, file.message_id)
    if (file.size_bytes or 0) > _MAX_PHOTO_BYTES:
        return as_file
    content = BytesIO()
    await reply.download(file, content)
    return replace(as_file, kind="image_file") if _is_photo(content) else as_file


def _is_photo(content: BytesIO) -> bool:
    """Would Telegram take it as a photo? Only formats that it surely takes are."""
    size = size_of(content.getvalue())
    if size is None or content.tell() > _MAX_PHOTO_BYTES:
        return False
    return sum(size) <= _MAX_SIDES_SUM and max(size) <= _MAX_RATIO * min(size)
