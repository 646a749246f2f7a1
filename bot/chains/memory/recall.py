"""Memory of the newest exchanges, and of older ones that the question is about.

`VectorStoreRetrieverMemory` is not used: it keeps each exchange a second time in a store of its own,
where `/forget` does not reach, and gives back one text without roles or speakers.
"""

import asyncio
from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from langchain_classic.memory.chat_memory import BaseChatMemory

from bot.chains.memory.history import ALL_EXCHANGES, ThreadMessageHistory, to_messages
from bot.chains.memory.vectors import ExchangeVectors
from bot.chains.retrieval.bm25 import Bm25
from bot.chains.retrieval.fusion import fuse
from bot.chains.retrieval.terms import searchable
from bot.models.llm import Exchange, Question
from bot.ports.llm import ConversationHistory

_MAX_CHARS = 4000
"""Of an exchange that is compared with the question."""
_MAX_QUESTION_CHARS = 500
"""Compared by words: time grows with the terms of a question, and a whole message took 2 s."""

_plain_form = lru_cache(maxsize=4096)(searchable)
"""Of 95 exchanges it takes 10 ms to make; a process has 4,096 of them in some 10 MB."""


class RecallMemory(BaseChatMemory):
    """The newest exchanges and the older ones that rank best for the question, in their order.

    Args:
        newest: exchanges that are always there.
        recalled: older ones at most.
        vectors: compares by meaning too; None: BM25 alone.
    """

    chat_memory: ThreadMessageHistory
    newest: int
    recalled: int
    vectors: ExchangeVectors | None = None
    memory_key: str = "history"

    @property
    def memory_variables(self) -> list[str]:
        """The key under which the messages are returned."""
        return [self.memory_key]

    def load_memory_variables(self, inputs: dict[str, Any]) -> dict[str, Any]:
        """Not supported: the store is asynchronous."""
        raise NotImplementedError

    async def aload_memory_variables(self, inputs: dict[str, Any]) -> dict[str, Any]:
        """Return messages under `memory_key`."""
        exchanges = await self.chat_memory.exchanges(ALL_EXCHANGES)
        first = max(0, len(exchanges) - self.newest)
        older = exchanges[:first]
        best = await self._best(older, str(inputs[self.input_key or ""])) if older else []
        chosen = [older[index] for index in sorted(best)]
        return {self.memory_key: to_messages([*chosen, *exchanges[first:]])}

    async def asave_context(self, inputs: dict[str, Any], outputs: dict[str, str]) -> None:
        """Store the exchange, and embed it in the background."""
        await super().asave_context(inputs, outputs)
        if self.vectors:
            self.vectors.begin(self.chat_memory)

    async def _best(self, older: Sequence[Exchange], question: str) -> list[int]:
        rankings = [await asyncio.to_thread(_rank_by_words, older, question[:_MAX_QUESTION_CHARS])]
        if self.vectors:
            caller = self.chat_memory.question.caller
            rankings.append(await self.vectors.rank(older, question, caller))
        return fuse(rankings)[: self.recalled]


def recall_memory(
    history: ConversationHistory, question: Question, k: int, vectors: ExchangeVectors | None
) -> RecallMemory:
    """The memory for one question: of k exchanges half are the newest."""
    newest = (k + 1) // 2
    return RecallMemory(
        chat_memory=ThreadMessageHistory(history, question),
        newest=newest,
        recalled=k - newest,
        vectors=vectors,
        return_messages=True,
        input_key="question",
        output_key="answer",
    )


def _rank_by_words(exchanges: Sequence[Exchange], question: str) -> list[int]:
    texts = [f"{exchange.question}\n{exchange.answer}"[:_MAX_CHARS] for exchange in exchanges]
    return Bm25(texts, _plain_form).rank(question)
