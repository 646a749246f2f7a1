"""Which kind of memory a question gets: `memory.kind` of the settings."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from langchain_classic.memory.chat_memory import BaseChatMemory
from langchain_core.language_models import BaseChatModel

from bot.chains.memory.buffer import buffer_memory
from bot.chains.memory.folding import Folding
from bot.chains.memory.history import Asked
from bot.chains.memory.recall import recall_memory
from bot.chains.memory.summary import summary_memory
from bot.chains.memory.vectors import ExchangeVectors
from bot.chains.memory.window import window_memory
from bot.chains.token_count import count_tokens
from bot.ports.llm import ConversationHistory, RunningSummaries
from bot.ports.usage import UsageMeter

MemoryKind = Literal["window", "buffer", "summary", "vector"]
MemoryOf = Callable[[Asked], BaseChatMemory]
"""Makes the memory for one question; its `chat_memory` is a `ThreadMessageHistory`."""


@dataclass(frozen=True, slots=True)
class MemoryConfig:
    """Which memory, and of how much.

    Args:
        kind: see the modules of this package.
        window: exchanges; what that means depends on the kind.
        buffer_tokens: of kind "buffer".
    """

    kind: MemoryKind = "window"
    window: int = 10
    buffer_tokens: int = 6000


@dataclass(frozen=True, slots=True)
class Memories:
    """Makes memories, and has what works for them in the background."""

    of: MemoryOf
    background: Folding | ExchangeVectors | None = None

    async def finish(self) -> None:
        """Wait for what is under way."""
        if self.background:
            await self.background.finish()

    async def aclose(self) -> None:
        """Stop what is under way."""
        if self.background:
            await self.background.aclose()


def build_memories(
    config: MemoryConfig,
    *,
    history: ConversationHistory,
    summaries: RunningSummaries,
    model: BaseChatModel,
    meter: UsageMeter,
    vectors: ExchangeVectors | None = None,
) -> Memories:
    """The memories of one kind; `vectors`: None is BM25 alone."""
    match config.kind:
        case "window":
            return Memories(lambda asked: window_memory(history, asked, config.window))
        case "buffer":
            tokens = config.buffer_tokens
            count_tokens("")  # loads the vocabulary now (0.5 s), not while somebody waits
            return Memories(lambda asked: buffer_memory(history, asked, model, tokens))
        case "summary":
            folding = Folding(history, summaries, model, meter, window=config.window)
            return Memories(lambda asked: summary_memory(asked, folding), folding)
        case "vector":
            return Memories(
                lambda asked: recall_memory(history, asked, config.window, vectors), vectors
            )
