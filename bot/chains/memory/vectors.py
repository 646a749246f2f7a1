"""Embeddings of exchanges: made in the background, stored with the exchange, compared with a question.

An embedding lies in the row of its exchange, so that what deletes the one deletes the other.
"""

import asyncio
import base64
import logging
import math
import secrets
import struct
from collections.abc import Sequence
from dataclasses import replace
from operator import mul

from langchain_core.embeddings import Embeddings

from bot.chains.memory.history import ThreadMessageHistory
from bot.chains.token_count import estimate_tokens
from bot.errors import ModelBudgetSpent, ModelError, ModelPaused, StorageDown
from bot.metrics import model_use
from bot.models.chat import Thread
from bot.models.llm import Exchange
from bot.models.usage import Caller, ModelUse
from bot.ports.usage import UsageMeter
from bot.work.tasks import cancel_and_wait

log = logging.getLogger(__name__)

Vector = tuple[float, ...]

_QUESTION_TIMEOUT_S = 1.0
"""A question waits no longer for its embedding; BM25 alone ranks then."""
_AT_ONCE = 10
"""Texts a call (Model Studio: text-embedding-v4)."""
_MAX_CHARS = 4000
"""Of what is embedded (text-embedding-v4 reads 8,192 tokens)."""
_ALL = 10_000


class ExchangeVectors:
    """Embeds the exchanges of the threads that this process answers in.

    Args:
        embeddings: calls the model.
        model: its name; vectors of another model are not comparable, and made anew.
        meter: the budget; embedding exchanges counts on the chat.
    """

    def __init__(self, embeddings: Embeddings, model: str, meter: UsageMeter) -> None:
        self._embeddings = embeddings
        self._model = model
        self._meter = meter
        self._under_way: dict[Thread, asyncio.Task[None]] = {}

    async def rank(self, exchanges: Sequence[Exchange], question: str, caller: Caller) -> list[int]:
        """The indexes of the exchanges that have an embedding, nearest first; [] where the call fails.

        Raises `ModelBudgetSpent` and `ModelPaused`: the answer may not begin then either.
        """
        vectors = {i: v for i, e in enumerate(exchanges) if (v := self._read(e.vector)) is not None}
        if not vectors:
            return []
        try:
            async with asyncio.timeout(_QUESTION_TIMEOUT_S):
                await self._meter.begin_call(caller)
                near = _unit(await self._embeddings.aembed_query(question[:_MAX_CHARS]))
        except (ModelBudgetSpent, ModelPaused):
            raise
        except (ModelError, TimeoutError) as error:
            log.info("A question was not embedded: %r", error.__cause__ or error)
            return []
        await self._count(caller, [question])
        nearness = {i: sum(map(mul, v, near)) for i, v in vectors.items() if len(v) == len(near)}
        return sorted(nearness, key=lambda i: -nearness[i])

    def begin(self, messages: ThreadMessageHistory) -> None:
        """Embed what has no embedding yet, in a task of its own."""
        thread = messages.asked.thread
        if thread not in self._under_way:
            task = asyncio.create_task(self._embed(messages))
            self._under_way[thread] = task
            task.add_done_callback(lambda _: self._under_way.pop(thread, None))

    async def finish(self) -> None:
        """Wait for what is under way."""
        while self._under_way:
            await asyncio.wait(list(self._under_way.values()))

    async def aclose(self) -> None:
        """Stop what is under way; another answer begins it again."""
        await cancel_and_wait(list(self._under_way.values()))

    async def _embed(self, messages: ThreadMessageHistory) -> None:
        thread = messages.asked.thread
        caller = Caller(thread.chat_id, None, f"embed:{thread.key}")
        try:
            exchanges = await messages.exchanges(_ALL)
            new = [exchange for exchange in exchanges if self._read(exchange.vector) is None]
            for start in range(0, len(new), _AT_ONCE):
                left = await self._meter.tokens_left(caller)
                if left is not None and left <= 0:
                    return  # asking for a call would count as having told the chat of its spent budget
                await self._embed_some(messages, new[start : start + _AT_ONCE], caller)
        except (ModelError, StorageDown) as error:
            log.info("Exchanges were not embedded: %r", error.__cause__ or error)

    async def _embed_some(
        self, messages: ThreadMessageHistory, exchanges: Sequence[Exchange], caller: Caller
    ) -> None:
        texts = [f"{e.question}\n{e.answer}"[:_MAX_CHARS] for e in exchanges]
        await self._meter.begin_call(caller)
        vectors = await self._embeddings.aembed_documents(texts)
        await self._count(caller, texts)
        for exchange, vector in zip(exchanges, vectors, strict=True):
            await messages.replace(exchange, replace(exchange, vector=self._written(vector)))

    async def _count(self, caller: Caller, texts: Sequence[str]) -> None:
        """LangChain's `Embeddings` does not say what the service counted."""
        tokens = await asyncio.to_thread(estimate_tokens, "\n".join(texts))
        use = ModelUse("memory", self._model, tokens, 0)
        model_use.count_tokens(use.model, tokens, 0)
        await self._meter.add_tokens(caller, secrets.token_hex(16), tokens, use)

    def _written(self, vector: Sequence[float]) -> str:
        """The model, and the vector of length 1 in half precision: 0.7 kB for 256 dimensions."""
        packed = struct.pack(f"{len(vector)}e", *_unit(vector))
        return f"{self._model} {base64.b64encode(packed).decode()}"

    def _read(self, text: str) -> Vector | None:
        model, _, vector = text.partition(" ")
        if model != self._model:
            return None
        packed = base64.b64decode(vector)
        return struct.unpack(f"{len(packed) // 2}e", packed)


def _unit(vector: Sequence[float]) -> Vector:
    length = math.hypot(*vector) or 1.0
    return tuple(value / length for value in vector)
