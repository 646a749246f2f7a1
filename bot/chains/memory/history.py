"""The messages of a thread as LangChain's chat message history, over the port ConversationHistory."""

import asyncio
from collections.abc import Iterable, Sequence

from langchain_core.chat_history import BaseChatMessageHistory
from langchain_core.messages import AIMessage, BaseMessage, HumanMessage

from bot.chains import prompts
from bot.chains.memory.speakers import with_speaker
from bot.chains.token_count import estimate_tokens
from bot.models.llm import Exchange, Question
from bot.ports.llm import ConversationHistory

ALL_EXCHANGES = 10_000
"""More than any store keeps of a thread."""

_TOKENS_AROUND = 10
"""What a chat template adds to two messages (Qwen: <|im_start|>, the role, <|im_end|>, line breaks)."""


class ThreadMessageHistory(BaseChatMessageHistory):
    """What the model may see of a thread, and where its answer is stored; asynchronous methods only.

    Args:
        history: the store of all threads.
        question: that is answered.
        k: exchanges that `aget_messages` reads, the last ones.
        counts_tokens: store the number of tokens with each exchange.
    """

    def __init__(
        self,
        history: ConversationHistory,
        question: Question,
        *,
        k: int = 0,
        counts_tokens: bool = False,
    ) -> None:
        self.question = question
        self._history = history
        self._k = k
        self._counts_tokens = counts_tokens
        self._replaces = question.replaces
        self.earlier_answer: str | None = None
        """The whole answer that the same update got before; known once exchanges were read."""
        self.sources = ""
        """What is listed below the answer that is stored next."""

    async def exchanges(self, count: int) -> list[Exchange]:
        """The last `count` exchanges but that which is answered anew, oldest first."""
        if count <= 0:
            return []
        cause, replaces = self.question.cause, self.question.replaces
        found: list[Exchange] = []
        for exchange in await self._history.tail(self.question.thread, count + 1):
            is_own = cause is not None and exchange.cause == cause
            if is_own and exchange.stopped:
                self._replaces = cause  # a process ended while it wrote
            elif replaces is None or exchange.cause != replaces:
                found.append(exchange)
            if is_own and not exchange.stopped:
                self.earlier_answer = exchange.answer + exchange.sources
        return found[-count:]

    async def aget_messages(self) -> list[BaseMessage]:
        """Question and answer of the last `k` exchanges, oldest first."""
        return to_messages(await self.exchanges(self._k))

    async def aadd_messages(self, messages: Sequence[BaseMessage]) -> None:
        """Store one exchange: a question and its answer."""
        question, answer = messages
        await self.store(question.text, answer.text)

    async def store(self, question: str, answer: str, *, stopped: bool = False) -> None:
        """Store one exchange; of a stopped answer nothing is counted, since somebody waits for its end."""
        speaker, cause = self.question.speaker, self.question.cause
        name, speaker_id = (speaker.name, speaker.id) if speaker else (None, None)
        tokens = None
        if self._counts_tokens and not stopped:
            tokens = await count_exchange(Exchange(question, answer, name))
        exchange = Exchange(
            *(question, answer, name, speaker_id, cause, tokens, stopped), sources=self.sources
        )
        await self._history.append(self.question.thread, exchange, replaces=self._replaces)

    async def replace(self, old: Exchange, new: Exchange) -> bool:
        """Put `new` in the place of `old`; False where that is gone."""
        return await self._history.replace(self.question.thread, old, new)

    def clear(self) -> None:
        """Not supported: the store is asynchronous, and `/forget` clears it directly."""
        raise NotImplementedError


def to_messages(exchanges: Iterable[Exchange]) -> list[BaseMessage]:
    """Question and answer of each exchange, as the model sees them."""
    messages: list[BaseMessage] = []
    for exchange in exchanges:
        messages.append(HumanMessage(with_speaker(exchange.question, exchange.speaker)))
        messages.append(AIMessage(_shown_answer(exchange)))
    return messages


async def count_exchange(exchange: Exchange) -> int:
    """About how many tokens a model reads of it; in a thread, since the vocabulary takes 0.3 s to load."""
    text = with_speaker(exchange.question, exchange.speaker) + _shown_answer(exchange)
    return await asyncio.to_thread(estimate_tokens, text) + _TOKENS_AROUND


def _shown_answer(exchange: Exchange) -> str:
    return exchange.answer + prompts.STOPPED_HERE if exchange.stopped else exchange.answer
