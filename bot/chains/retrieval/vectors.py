"""Ranks passages by their embeddings, which are made once for a document and kept with its index.

The first question begins to embed them and waits a little; those of a long document are there for the
next question. BM25 alone ranks where the service fails or takes too long.
"""

import asyncio
import logging
from collections.abc import Sequence
from operator import mul

from bot.chains.metered_embeddings import BATCH_TEXTS, MeteredEmbeddings, Vector, pack, unpack
from bot.chains.token_count import estimate_tokens
from bot.errors import ModelBudgetSpent, ModelError, ModelPaused, StorageDown
from bot.models.document import Passage
from bot.models.usage import Caller
from bot.ports.documents import PassageIndexes
from bot.work.tasks import KeyedTasks

log = logging.getLogger(__name__)

_WAIT_S = 1.5
"""How long a question waits for embeddings: those of some 80 passages and its own take less."""
_MAX_CONCURRENCY = 8
_MAX_PASSAGES = 2000
"""About a million characters; embedding more costs a chat half of what it has in a day."""
_SHARE_OF_BUDGET = 0.25
"""Of what a chat has left today; the answers matter more than what finds passages for them."""
_MAX_QUESTION_CHARS = 500


class PassageVectors:
    """Embeds passages and questions.

    Args:
        embeddings: calls the model; embedding passages counts on the chat.
        indexes: where the embeddings of each model are kept.
    """

    def __init__(self, embeddings: MeteredEmbeddings, indexes: PassageIndexes) -> None:
        self._embeddings = embeddings
        self._indexes = indexes
        self.tasks = KeyedTasks[str]()
        """The documents that are being embedded, by the hash of their content."""

    async def rank(
        self, content: str, passages: Sequence[Passage], question: str, caller: Caller
    ) -> list[int]:
        """The indexes of the passages, nearest first; [] where they are not embedded yet, or a call fails.

        Raises `ModelBudgetSpent` and `ModelPaused`: the answer may not begin then either.
        """
        try:
            async with asyncio.timeout(_WAIT_S):
                vectors = await self._vectors(content, passages, caller)
                if vectors is None:
                    return []
                near = await self._embeddings.embed_query(question[:_MAX_QUESTION_CHARS], caller)
        except (ModelBudgetSpent, ModelPaused):
            raise
        except (ModelError, StorageDown, TimeoutError) as error:
            log.info("A question was not compared by meaning: %r", error.__cause__ or error)
            return []
        return await asyncio.to_thread(_nearest_first, near, vectors, len(passages))

    async def _vectors(
        self, content: str, passages: Sequence[Passage], caller: Caller
    ) -> bytes | None:
        """The embeddings as they are kept; where there are none, they are made first."""
        model = self._embeddings.model
        kept = await self._indexes.get_vectors(content, model)
        if kept is not None or len(passages) > _MAX_PASSAGES:
            return kept
        task = self.tasks.begin(content, lambda: self._embed(content, passages, caller.chat_id))
        await asyncio.shield(task)  # it goes on when this question no longer waits
        return await self._indexes.get_vectors(content, model)

    async def _embed(self, content: str, passages: Sequence[Passage], chat_id: int) -> None:
        """Embed the passages and keep the result; whole or not at all."""
        caller = Caller(chat_id, None, f"embed:{content}")
        texts = [passage.text for passage in passages]
        slots = asyncio.Semaphore(_MAX_CONCURRENCY)

        async def embed(batch: list[str]) -> list[Vector]:
            async with slots:
                return await self._embeddings.embed_documents(batch, caller)

        try:
            if not await self._may_embed(content, texts, caller):
                return
            async with asyncio.TaskGroup() as group:
                tasks = [
                    group.create_task(embed(texts[start : start + BATCH_TEXTS]))
                    for start in range(0, len(texts), BATCH_TEXTS)
                ]
            packed = await asyncio.to_thread(pack, [v for task in tasks for v in task.result()])
            await self._indexes.put_vectors(content, self._embeddings.model, packed)
        except* (ModelError, StorageDown) as errors:
            error = errors.exceptions[0]
            log.info("Passages were not embedded: %r", error.__cause__ or error)

    async def _may_embed(self, content: str, texts: Sequence[str], caller: Caller) -> bool:
        """Does the chat have enough left, and does no other process do it?"""
        left = await self._embeddings.tokens_left(caller)
        if left is not None:
            needed = await asyncio.to_thread(estimate_tokens, "\n".join(texts))
            if needed > _SHARE_OF_BUDGET * left:
                return False
        return await self._indexes.begin_embedding(content, self._embeddings.model)


def _nearest_first(near: Vector, packed: bytes, count: int) -> list[int]:
    """The indexes by cosine; [] where the vectors are of another length than the question's."""
    if len(packed) != 2 * len(near) * count:
        return []
    values = unpack(packed)
    cosines = [
        sum(map(mul, near, values[start : start + len(near)]))
        for start in range(0, len(values), len(near))
    ]
    return sorted(range(count), key=lambda index: -cosines[index])
