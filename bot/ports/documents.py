"""Documents: from a file of the platform or a link to their text."""

from collections.abc import Awaitable, Callable, Sequence
from typing import BinaryIO, Protocol

from bot.models.chat import FileRef
from bot.models.document import Document, LoadProgress, Passage, PassageIndex
from bot.models.llm import Image
from bot.models.usage import Caller

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

    async def get(self, owner: str, document_id: str, chat_id: int) -> Document | None:
        """A document of the owner, if it is still kept; it is used in that conversation from here on."""

    async def forget(self, chat_id: int, person_id: int) -> None:
        """Delete the documents that were used in a conversation and in no other that still has them."""


class ChatDocuments(Protocol):
    """Keeps the text of documents that were sent to chats, for some hours after their last use.

    A document is found by a name that it has in a chat, and in no other: of its file, or of a message
    about it. Raises `errors.StorageDown`.
    """

    async def keep(
        self, chat_id: int, person_id: int, document: Document, names: Sequence[str]
    ) -> None:
        """Keep a document under some names, for somebody who sent it to the chat."""

    async def find(self, chat_id: int, name: str) -> Document | None:
        """The document that has this name in the chat, if it is still kept."""

    async def add_names(self, chat_id: int, name: str, names: Sequence[str]) -> None:
        """Give the document that has a name further ones; nothing where it is gone."""

    async def forget(self, chat_id: int, person_id: int) -> None:
        """Delete what a person sent to a chat; a text that others have too stays theirs."""


class PassageFinder(Protocol):
    """Finds what a question about a document needs of it."""

    async def find(
        self, document: Document, question: str, *, caller: Caller, k: int | None = None
    ) -> list[Passage]:
        """Some passages, in the order of the document; `k`: only the k best ones.

        Raises `ModelBudgetSpent` and `ModelPaused` where no model may be called for the caller.
        """


class PassageIndexes(Protocol):
    """Keeps what was made of documents for questions, for some hours after their last use.

    `content`: the `content_hash` of a document; who has not the document cannot know it. Every method
    raises `errors.StorageDown`.
    """

    async def get(self, content: str) -> PassageIndex | None:
        """The index of the document, if it is kept."""

    async def put(self, content: str, index: PassageIndex) -> None:
        """Keep it."""

    async def get_vectors(self, content: str, model: str) -> bytes | None:
        """The embeddings of the passages by that model, if they are kept."""

    async def put_vectors(self, content: str, model: str, vectors: bytes) -> None:
        """Keep them."""

    async def begin_embedding(self, content: str, model: str) -> bool:
        """May this process embed the passages now? False where another one has begun to."""
