"""Fetches the files that people sent, within the size that is read."""

import math
from collections.abc import Awaitable, Callable
from io import BytesIO
from typing import Any, BinaryIO
from urllib.parse import quote, urlsplit

from telegram.error import BadRequest
from telegram.ext import ExtBot

from bot.errors import DeliveryRefused, DeliveryUnknown, FileTooBig
from bot.handlers.conversion import translate_errors
from bot.models.chat import FileRef, Picture
from bot.models.document import MAX_FILE_BYTES, MAX_FILE_MB

Download = Callable[[str, BinaryIO], Awaitable[None]]
"""Writes the content of a URL into a file; raises PTB's errors."""


class TelegramFiles:
    """Files on Telegram's servers.

    Args:
        bot: asks where they are.
        download: writes the content of a URL into a file, piece by piece; PTB's own `File.download_…`
            would hold it twice in memory.
    """

    def __init__(self, bot: ExtBot[Any], download: Download) -> None:
        self._bot = bot
        self._download = download

    async def download(self, file: FileRef, into: BinaryIO) -> None:
        """Fetch a file (Bot API: getFile); one known to be too big is refused before any call."""
        if file.size_bytes is not None and file.size_bytes > MAX_FILE_BYTES:
            raise FileTooBig(size_mb=math.ceil(file.size_bytes / 1024**2))
        with translate_errors():
            try:
                source = await self._bot.get_file(file.file_id)
            except BadRequest as error:
                if "file is too big" in error.message.lower():
                    raise FileTooBig(size_mb=f"{MAX_FILE_MB}+") from error
                raise
            if (source.file_size or 0) > MAX_FILE_BYTES:  # a self-hosted server has no limit
                raise FileTooBig(size_mb=math.ceil((source.file_size or 0) / 1024**2))
            url = urlsplit(source.file_path or "")
            await self._download(url._replace(path=quote(url.path)).geturl(), into)

    async def media_of(self, picture: Picture) -> str | bytes:
        """A file_id, or the content of what has to be uploaded to become a photo."""
        if picture.kind != "image_file":
            return picture.file_id
        content = BytesIO()
        try:
            await self.download(FileRef(picture.file_id, picture.filename, None), content)
        except (DeliveryUnknown, FileTooBig) as error:  # nothing was sent yet
            raise DeliveryRefused(reason="a picture could not be fetched") from error
        return content.getvalue()
