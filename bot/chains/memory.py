"""The memory window: the last k finished exchanges of a thread, as messages for a prompt."""

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from langchain_classic.memory import ConversationBufferWindowMemory
from langchain_core.chat_history import BaseChatMessageHistory
from langchain_core.messages import AIMessage, BaseMessage, HumanMessage

from bot.models.chat import Person, Thread
from bot.models.llm import Exchange
from bot.ports.llm import ConversationHistory

_NAME_CHARS = 32


class ThreadHistory(BaseChatMessageHistory):
    """One thread of a `ConversationHistory` as langchain sees it; it can be read and added to on the loop only.

    Args:
        history: where the exchanges lie.
        thread: whose.
        count: how many of the last exchanges are read.
        speaker: who asks now, in groups.
        cause: the update that asks.
    """

    def __init__(
        self,
        history: ConversationHistory,
        thread: Thread,
        *,
        count: int,
        speaker: Person | None,
        cause: int | None = None,
    ) -> None:
        self._history = history
        self._thread = thread
        self._count = count
        self._speaker = speaker
        self._cause = cause
        self.answered: str | None = None
        """What the same cause was answered before, once the messages were read."""

    async def aget_messages(self) -> list[BaseMessage]:
        """Question and answer of the last exchanges, oldest first."""
        messages: list[BaseMessage] = []
        for exchange in await self._history.tail(self._thread, self._count):
            if self._cause is not None and exchange.cause == self._cause:
                self.answered = exchange.answer
            messages.append(HumanMessage(spoken(exchange.question, exchange.speaker)))
            messages.append(AIMessage(exchange.answer))
        return messages

    async def aadd_messages(self, messages: Sequence[BaseMessage]) -> None:
        """Add one exchange: a question with its answer."""
        question, answer = messages
        exchange = Exchange(question.text, answer.text, cause=self._cause)
        if self._speaker:
            exchange = replace(exchange, speaker=self._speaker.name, speaker_id=self._speaker.id)
        await self._history.append(self._thread, exchange)

    async def aclear(self) -> None:
        """Forget the thread."""
        await self._history.clear(self._thread)

    def clear(self) -> None:
        """Not to be had: the store is asynchronous."""
        raise NotImplementedError("use aclear")


class WindowMemory(ConversationBufferWindowMemory):
    """The parent's window, loaded on the event loop and no further back than it reaches.

    The parent loads in a thread, and everything there is, before it cuts the window out.
    """

    async def aload_memory_variables(self, inputs: dict[str, Any]) -> dict[str, Any]:
        """The messages of the last `k` exchanges, under `memory_key`."""
        messages = await self.chat_memory.aget_messages() if self.k > 0 else []
        return {self.memory_key: messages[-2 * self.k :]}


def window(past: ThreadHistory, k: int) -> WindowMemory:
    """The memory of one turn."""
    return WindowMemory(
        chat_memory=past,
        k=k,
        return_messages=True,
        input_key="question",
        output_key="answer",
    )


def spoken(question: str, speaker: str | None) -> str:
    """What was said, in groups with who said it; a name cannot pose as somebody else's line.

    >>> spoken("为什么？", "Alice")
    '[Alice] 为什么？'
    """
    name = re.sub(r"[\s\[\]]+", " ", speaker or "").strip()[:_NAME_CHARS]
    return f"[{name}] {question}" if name else question
