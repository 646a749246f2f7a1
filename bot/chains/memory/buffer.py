"""Memory of the newest exchanges that fit a number of tokens."""

from typing import Any

from langchain_classic.memory import ConversationTokenBufferMemory
from langchain_core.language_models import BaseChatModel

from bot.chains.memory.history import ThreadMessageHistory, count_exchange, to_messages
from bot.models.llm import Exchange, Question
from bot.ports.llm import ConversationHistory

_FIRST_READ = 48
_GROWTH = 4


class TokenBufferMemory(ConversationTokenBufferMemory):
    """`ConversationTokenBufferMemory` over an asynchronous history, without its tokenizer.

    The parent counts all messages anew at each save, by GPT-2's tokenizer, which it downloads; given
    another, that takes 5.0 ms of the event loop for 6,000 tokens. Here each exchange is counted once, in
    a thread: a save takes 1.1 ms (docs/decisions/0045). What does not fit stays stored.
    """

    chat_memory: ThreadMessageHistory

    async def aload_memory_variables(self, inputs: dict[str, Any]) -> dict[str, Any]:
        """Return the messages of the newest exchanges that fit, under `memory_key`.

        Most need one read: 48 exchanges have 125 tokens each where they just fit 6,000.
        """
        count = _FIRST_READ
        while True:
            exchanges = await self.chat_memory.exchanges(count)
            fitting = await self._fitting(exchanges)
            if len(fitting) < len(exchanges) or len(exchanges) < count:
                return {self.memory_key: to_messages(fitting)}
            count *= _GROWTH

    async def _fitting(self, exchanges: list[Exchange]) -> list[Exchange]:
        left, first = self.max_token_limit, len(exchanges)
        while first and (left := left - await _tokens(exchanges[first - 1])) >= 0:
            first -= 1
        return exchanges[first:]


def buffer_memory(
    history: ConversationHistory, question: Question, model: BaseChatModel, tokens: int
) -> TokenBufferMemory:
    """The memory for one question, whose answer is saved with its number of tokens."""
    return TokenBufferMemory(
        chat_memory=ThreadMessageHistory(history, question, counts_tokens=True),
        llm=model,
        max_token_limit=tokens,
        return_messages=True,
        input_key="question",
        output_key="answer",
    )


async def _tokens(exchange: Exchange) -> int:
    """As stored; an exchange without its number is counted at each load."""
    return await count_exchange(exchange) if exchange.tokens is None else exchange.tokens
