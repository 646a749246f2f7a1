"""Loads a document: downloads a file or a link, and reads it, all within the memory budget."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import BinaryIO

from bot.documents.addresses import is_public
from bot.documents.extraction import Extractor
from bot.documents.fetch import AddressFilter, fetch
from bot.documents.images import media_type_of
from bot.documents.memory import MemoryBudget, Reservation, memory_file
from bot.errors import DocumentError, ImageTooBig
from bot.models.chat import FileRef
from bot.models.document import (
    MAX_FILE_BYTES,
    MAX_IMAGE_MB,
    Document,
    DocumentProblem,
    LoadProgress,
)
from bot.models.llm import Image
from bot.ports.documents import Download, ShowProgress


class SandboxedDocumentLoader:
    """Implements `ports.documents.DocumentLoader`.

    Args:
        memory: the bytes of a download are taken from it before it begins, and given back once the
            document is read.
        extractor: reads them.
        is_allowed: the addresses that links may lead to.
    """

    def __init__(
        self,
        memory: MemoryBudget,
        extractor: Extractor,
        *,
        is_allowed: AddressFilter = is_public,
    ) -> None:
        self._memory = memory
        self._extractor = extractor
        self._is_allowed = is_allowed

    async def load_file(self, file: FileRef, download: Download, show: ShowProgress) -> Document:
        """Load a file of the platform; raises what `download` raises, too."""
        with self._reserved(show) as (reservation, memory):
            await reservation.take(
                (file.size_bytes or MAX_FILE_BYTES) + _unpacked_bytes(file.filename)
            )
            await download(file, memory)
            show(LoadProgress("reading"))
            return await self._extractor.extract_file(memory, file.filename)

    async def load_image(self, file: FileRef, download: Download, show: ShowProgress) -> Image:
        """Load a picture of the platform; it implements `ports.documents.ImageLoader`, too."""
        limit_bytes = MAX_IMAGE_MB * 1024**2
        if (file.size_bytes or 0) > limit_bytes:
            raise ImageTooBig(limit=MAX_IMAGE_MB)
        with self._reserved(show) as (reservation, memory):
            await reservation.take(file.size_bytes or limit_bytes)
            await download(file, memory)
            memory.seek(0)
            data = memory.read(limit_bytes + 1)
        if len(data) > limit_bytes:
            raise ImageTooBig(limit=MAX_IMAGE_MB)
        media_type = media_type_of(data)
        if media_type is None:
            raise DocumentError(DocumentProblem.DAMAGED, file.filename)
        return Image(data, media_type)

    async def load_link(self, url: str, show: ShowProgress) -> Document:
        """Load the page or document of a link."""
        with self._reserved(show) as (reservation, memory):
            fetched = await fetch(url, memory, reservation.take, is_allowed=self._is_allowed)
            await reservation.take(_unpacked_bytes(fetched.filename))
            show(LoadProgress("reading"))
            return await self._extractor.extract_file(memory, fetched.filename, fetched.charset)

    @contextmanager
    def _reserved(self, show: ShowProgress) -> Iterator[tuple[Reservation, BinaryIO]]:
        def on_wait(ahead: int) -> None:
            show(LoadProgress("waiting" if ahead else "downloading", ahead))

        on_wait(0)
        with self._memory.reserve(on_wait) as reservation, memory_file() as memory:
            yield reservation, memory


def _unpacked_bytes(filename: str) -> int:
    """What an archive may unpack to; 0 for any other file."""
    return MAX_FILE_BYTES if filename.lower().endswith(".zip") else 0
