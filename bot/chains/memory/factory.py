"""Which kind of memory a question gets: what its chat has set, else `memory.kind` of config.yaml."""

from collections.abc import Callable
from dataclasses import dataclass

from langchain_classic.memory.chat_memory import BaseChatMemory
from langchain_core.language_models import BaseChatModel

from bot.chains.memory.buffer import buffer_memory
from bot.chains.memory.folding import Folding
from bot.chains.memory.recall import recall_memory
from bot.chains.memory.summary import summary_memory
from bot.chains.memory.vectors import ExchangeVectors
from bot.chains.memory.window import window_memory
from bot.chains.token_count import count_tokens
from bot.models.chat import Thread
from bot.models.chat_settings import MemoryKind
from bot.models.llm import Question
from bot.ports.llm import ConversationHistory, RunningSummaries
from bot.ports.usage import UsageMeter
from bot.work.tasks import KeyedTasks

MemoryOf = Callable[[Question], BaseChatMemory]
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
    background: tuple[KeyedTasks[Thread], ...] = ()

    async def finish(self) -> None:
        """Wait for what is under way."""
        for tasks in self.background:
            await tasks.finish()

    async def aclose(self) -> None:
        """Stop what is under way; another answer begins it again."""
        for tasks in self.background:
            await tasks.aclose()


def build_memories(
    config: MemoryConfig,
    *,
    history: ConversationHistory,
    summaries: RunningSummaries,
    model: BaseChatModel,
    meter: UsageMeter,
    vectors: ExchangeVectors | None = None,
) -> Memories:
    """The memories of every kind; `vectors`: None is BM25 alone."""
    folding = Folding(history, summaries, model, meter)
    if config.kind == "buffer":
        count_tokens("")  # loads the vocabulary now (0.5 s), not while somebody waits

    def of(question: Question) -> BaseChatMemory:
        options = question.options
        window = config.window if options.memory_window is None else options.memory_window
        match options.memory_kind or config.kind:
            case "window":
                return window_memory(history, question, window)
            case "buffer":
                return buffer_memory(history, question, model, config.buffer_tokens)
            case "summary":
                return summary_memory(question, folding, window)
            case "vector":
                return recall_memory(history, question, window, vectors)

    return Memories(of, (folding.tasks, *((vectors.tasks,) if vectors else ())))
