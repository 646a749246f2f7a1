"""Documents: from a file of the platform or a link to their text."""

from collections.abc import Awaitable, Callable
from typing import BinaryIO, Protocol

from bot.models.chat import FileRef
from bot.models.document import Document, LoadProgress

ShowProgress = Callable[[LoadProgress], None]

Download = Callable[[FileRef, BinaryIO], Awaitable[None]]
"""Writes a file of the platform into another: `Reply.download`."""


class DocumentLoader(Protocol):
    """Loads documents; raises `errors.DocumentError`."""

    async def load_file(self, file: FileRef, download: Download, show: ShowProgress) -> Document:
        """Load a file of the platform; raises what `download` raises, too."""

    async def load_link(self, url: str, show: ShowProgress) -> Document:
        """Load the page or document of a link."""
