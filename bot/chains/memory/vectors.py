"""Embeddings of exchanges: made in the background, stored with the exchange, compared with a question.

An embedding lies in the row of its exchange, so that what deletes the one deletes the other.
"""

import base64
import logging
from collections.abc import Sequence
from dataclasses import replace
from operator import mul

from bot.chains.memory.history import ALL_EXCHANGES, ThreadMessageHistory
from bot.chains.metered_embeddings import BATCH_TEXTS, MeteredEmbeddings, Vector, pack, unpack
from bot.errors import ModelBudgetSpent, ModelError, ModelPaused, StorageDown
from bot.models.chat import Thread
from bot.models.llm import Exchange
from bot.models.usage import Caller
from bot.work.tasks import KeyedTasks

log = logging.getLogger(__name__)

_QUESTION_TIMEOUT_S = 1.0
"""A question waits no longer for its embedding; BM25 alone ranks then."""
_MAX_CHARS = 4000
"""Of what is embedded (text-embedding-v4 reads 8,192 tokens)."""


class ExchangeVectors:
    """Embeds the exchanges of the threads that this process answers in.

    Vectors of another model are made anew. Embedding exchanges counts on the chat.
    """

    def __init__(self, embeddings: MeteredEmbeddings) -> None:
        self._embeddings = embeddings
        self.tasks = KeyedTasks[Thread]()
        """The threads whose exchanges are being embedded."""

    async def rank(self, exchanges: Sequence[Exchange], question: str, caller: Caller) -> list[int]:
        """The indexes of the exchanges that have an embedding, nearest first; [] where the call fails.

        Raises `ModelBudgetSpent` and `ModelPaused`: the answer may not begin then either.
        """
        vectors = {i: v for i, e in enumerate(exchanges) if (v := self._read(e.vector)) is not None}
        if not vectors:
            return []
        try:
            near = await self._embeddings.embed_query(
                question[:_MAX_CHARS], caller, within_s=_QUESTION_TIMEOUT_S
            )
        except (ModelBudgetSpent, ModelPaused):
            raise
        except (ModelError, TimeoutError) as error:
            log.info("A question was not embedded: %r", error.__cause__ or error)
            return []
        nearness = {i: sum(map(mul, v, near)) for i, v in vectors.items() if len(v) == len(near)}
        return sorted(nearness, key=lambda i: -nearness[i])

    def begin(self, messages: ThreadMessageHistory) -> None:
        """Embed what has no embedding yet, in a task of its own."""
        self.tasks.begin(messages.question.thread, lambda: self._embed(messages))

    async def _embed(self, messages: ThreadMessageHistory) -> None:
        thread = messages.question.thread
        caller = Caller(thread.chat_id, None, f"embed:{thread.key}")
        try:
            exchanges = await messages.exchanges(ALL_EXCHANGES)
            new = [exchange for exchange in exchanges if self._read(exchange.vector) is None]
            for start in range(0, len(new), BATCH_TEXTS):
                left = await self._embeddings.tokens_left(caller)
                if left is not None and left <= 0:
                    return
                await self._embed_some(messages, new[start : start + BATCH_TEXTS], caller)
        except (ModelError, StorageDown) as error:
            log.info("Exchanges were not embedded: %r", error.__cause__ or error)

    async def _embed_some(
        self, messages: ThreadMessageHistory, exchanges: Sequence[Exchange], caller: Caller
    ) -> None:
        texts = [f"{e.question}\n{e.answer}"[:_MAX_CHARS] for e in exchanges]
        vectors = await self._embeddings.embed_documents(texts, caller)
        for exchange, vector in zip(exchanges, vectors, strict=True):
            await messages.replace(exchange, replace(exchange, vector=self._written(vector)))

    def _written(self, vector: Vector) -> str:
        """The model and the vector, 0.7 kB for 256 dimensions."""
        return f"{self._embeddings.model} {base64.b64encode(pack([vector])).decode()}"

    def _read(self, text: str) -> Vector | None:
        model, _, vector = text.partition(" ")
        return unpack(base64.b64decode(vector)) if model == self._embeddings.model else None
