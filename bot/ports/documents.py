"""Documents: from a file of the platform or a link to their text."""

from collections.abc import Awaitable, Callable
from typing import BinaryIO, Protocol

from bot.models.chat import FileRef
from bot.models.document import Document, LoadProgress, Passage
from bot.models.llm import Image

ShowProgress = Callable[[LoadProgress], None]

Download = Callable[[FileRef, BinaryIO], Awaitable[None]]
"""Writes a file of the platform into another: `Reply.download`."""


class DocumentLoader(Protocol):
    """Loads documents; raises `errors.DocumentError`."""

    async def load_file(self, file: FileRef, download: Download, show: ShowProgress) -> Document:
        """Load a file of the platform; raises what `download` raises, too."""

    async def load_link(self, url: str, show: ShowProgress) -> Document:
        """Load the page or document of a link."""


class ImageLoader(Protocol):
    """Loads pictures; raises `errors.DocumentError` and `errors.ImageTooBig`."""

    async def load_image(self, file: FileRef, download: Download, show: ShowProgress) -> Image:
        """Load a picture of the platform; raises what `download` raises, too."""


class DocumentStore(Protocol):
    """Keeps the text of documents for some hours after their last use.

    `owner` is who sent a document; to any other it does not exist. Raises `errors.StorageDown`.
    """

    async def put(self, owner: str, document: Document) -> str:
        """Keep a document; return its id."""

    async def get(self, owner: str, document_id: str) -> Document | None:
        """A document of the owner, if it is still kept."""


class PassageFinder(Protocol):
    """Finds what a question about a document needs of it."""

    async def find(self, document: Document, question: str) -> list[Passage]:
        """Some passages, in the order of the document."""
