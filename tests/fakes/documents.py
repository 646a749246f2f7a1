"""Documents of chats, and what finds passages in them, in memory."""

from collections.abc import Sequence
from dataclasses import replace

from bot.models.document import Document, Passage, PassageIndex
from bot.models.usage import Caller


class FakeChatDocuments:
    """Implements `ports.documents.ChatDocuments`; see tests/contracts. Nothing expires.

    `failure`: raised by every method, if there is one.
    """

    def __init__(self) -> None:
        self.failure: Exception | None = None
        self.names: dict[tuple[int, str], tuple[int, Document]] = {}

    async def keep(
        self, chat_id: int, person_id: int, document: Document, names: Sequence[str]
    ) -> None:
        self._fail()
        self.names |= {(chat_id, name): (person_id, document) for name in names}

    async def find(self, chat_id: int, name: str) -> Document | None:
        self._fail()
        return self.names.get((chat_id, name), (0, None))[1]

    async def add_names(self, chat_id: int, name: str, names: Sequence[str]) -> None:
        self._fail()
        if found := self.names.get((chat_id, name)):
            self.names |= {(chat_id, other): found for other in names}

    async def forget(self, chat_id: int, person_id: int) -> None:
        self._fail()
        self.names = {
            key: found
            for key, found in self.names.items()
            if (key[0], found[0]) != (chat_id, person_id)
        }

    def _fail(self) -> None:
        if self.failure:
            raise self.failure


class FakePassageFinder:
    """Implements `ports.documents.PassageFinder`: each page is a passage, and the best are the first."""

    async def find(
        self, document: Document, question: str, *, caller: Caller, k: int | None = None
    ) -> list[Passage]:
        pages = document.pages or ((None, document.text),)
        return [Passage(text, number) for number, text in pages][:k]


class FakePassageIndexes:
    """Implements `ports.documents.PassageIndexes`; see tests/contracts. Nothing expires.

    `failure`: raised by every method, if there is one.
    """

    def __init__(self) -> None:
        self.failure: Exception | None = None
        self.indexes: dict[str, PassageIndex] = {}
        self.vectors: dict[tuple[str, str], bytes] = {}
        self._begun: set[tuple[str, str]] = set()

    async def get(self, content: str) -> PassageIndex | None:
        self._fail()
        return self.indexes.get(content)

    async def put(self, content: str, index: PassageIndex) -> None:
        self._fail()
        self.indexes[content] = index

    async def get_vectors(self, content: str, model: str) -> bytes | None:
        self._fail()
        return self.vectors.get((content, model))

    async def put_vectors(self, content: str, model: str, vectors: bytes) -> None:
        self._fail()
        self.vectors[content, model] = vectors

    async def begin_embedding(self, content: str, model: str) -> bool:
        self._fail()
        is_first = (content, model) not in self._begun
        self._begun.add((content, model))
        return is_first

    def _fail(self) -> None:
        if self.failure:
            raise self.failure


def renamed(document: Document, filename: str) -> Document:
    """The same document as somebody else calls it."""
    return replace(document, filename=filename)
