"""/summarize with everything it needs, in memory."""

import asyncio
import io
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any

from bot.commands.conversation_recorder import ConversationRecorder
from bot.commands.digest.commands import DigestCommand
from bot.commands.long_summary_buttons import LongSummaryButtons
from bot.commands.source_documents import SourceDocuments
from bot.commands.summarize import SummarizeCommand
from bot.errors import ModelError
from bot.models.chat import FileRef, Language
from bot.models.document import Document, LoadProgress
from bot.models.llm import Chunk, Progress, SummaryPlan
from bot.models.summary_style import NO_WISH, SummaryStyle, SummaryWish
from bot.models.usage import Caller
from bot.ports.documents import Download, ShowProgress
from tests.fakes.answers import FakeAnswers, new_streams
from tests.fakes.cancellation import new_scopes
from tests.fakes.chat import FakePermissions, FakeReply
from tests.fakes.documents import FakeChatDocuments
from tests.fakes.llm import FakeHistory
from tests.fakes.summary_offers import FakeSummaryOffers

FILE = FileRef("f", "my_report.pdf", 3_000_000)
LONG = "很长的文章。" * 50
PAGES = ((1, LONG), (2, LONG))


@dataclass
class FakeSummaries:
    """Follows a script: yields chunks and progress, raises errors, sleeps for a number of seconds."""

    script: list[Chunk | Progress | Exception | float]
    asked: list[tuple[Document, str, Language]] = field(default_factory=list)
    callers: list[Caller] = field(default_factory=list)
    styles: list[SummaryStyle] = field(default_factory=list)
    checked: list[int] = field(default_factory=list)
    parts: int = 1
    refusal: ModelError | None = None

    async def check(self, caller: Caller, tokens: int = 0) -> None:
        self.checked.append(tokens)
        if self.refusal:
            raise self.refusal

    async def plan(self, document: Document, wish: SummaryWish = NO_WISH) -> SummaryPlan:
        return SummaryPlan(self.parts, self.parts * 24_000)

    async def summarize(
        self, document: Document, *, caller: Caller, wish: SummaryWish = NO_WISH
    ) -> AsyncIterator[Chunk | Progress]:
        self.asked.append((document, wish.instruction, wish.language))
        self.styles.append(wish.style)
        self.callers.append(caller)
        for step in self.script:
            if isinstance(step, Exception):
                raise step
            if isinstance(step, Chunk | Progress):
                yield step
            else:
                await asyncio.sleep(step)


@dataclass
class Scenario:
    """The command with its fakes."""

    script: list[Chunk | Progress | Exception | float] = field(
        default_factory=lambda: [Chunk("三个要点。")]
    )
    document: Document | Exception = field(
        default_factory=lambda: Document(LONG, PAGES, "my_report.pdf")
    )
    language: Language = "zh"
    progress: tuple[LoadProgress, ...] = ()

    def __post_init__(self) -> None:
        self.reply = FakeReply(self.language)
        self.summaries = FakeSummaries(self.script)
        self.scopes = new_scopes()
        self.loaded: list[FileRef | str] = []
        self.offers = FakeSummaryOffers()
        self.history = FakeHistory()
        self.kept_answers = FakeAnswers()
        self.streams = new_streams(self.scopes, self.kept_answers)
        self.kept = FakeChatDocuments()
        self.documents = SourceDocuments(self, self.kept)
        recorder = ConversationRecorder(self.history)
        self.command = SummarizeCommand(
            self.summaries, self.streams, self.documents, self.offers, recorder
        )

    def long_summary(
        self, digest: DigestCommand | None = None, permissions: FakePermissions | None = None
    ) -> LongSummaryButtons:
        """The answers to the question before a long document."""
        unused: Any = None
        return LongSummaryButtons(self.command, digest or unused, permissions or FakePermissions())

    async def load_file(self, file: FileRef, download: Download, show: ShowProgress) -> Document:
        show(LoadProgress("downloading"))
        self.reply.files[file.file_id] = b"bytes of the file"
        await download(file, io.BytesIO())
        return await self._load(file, show)

    async def load_link(self, url: str, show: ShowProgress) -> Document:
        return await self._load(url, show)

    async def _load(self, source: FileRef | str, show: ShowProgress) -> Document:
        self.loaded.append(source)
        for stage in self.progress:
            show(stage)
            await asyncio.sleep(2)
        if isinstance(self.document, Exception):
            raise self.document
        return self.document

    @property
    def seen(self) -> list[str]:
        """Every text that the one message has shown."""
        [message] = self.reply.messages.values()
        return message.history
