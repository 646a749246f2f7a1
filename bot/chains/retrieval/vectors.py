"""Ranks passages by their embeddings, which are made once for a document and kept with its index.

The first question begins to embed them and waits a little; those of a long document are there for the
next question. BM25 alone ranks where the service fails or takes too long.
"""

import asyncio
import logging
import math
import secrets
import struct
from collections.abc import Sequence
from operator import mul

from langchain_core.embeddings import Embeddings

from bot.chains.token_count import estimate_tokens
from bot.errors import ModelBudgetSpent, ModelError, ModelPaused, StorageDown
from bot.models.document import Passage
from bot.models.usage import Caller
from bot.ports.documents import PassageIndexes
from bot.ports.usage import UsageMeter
from bot.work.tasks import cancel_and_wait

log = logging.getLogger(__name__)

_WAIT_S = 1.5
"""How long a question waits for embeddings: those of some 80 passages and its own take less."""
_AT_ONCE = 10
"""Texts a call (Model Studio: text-embedding-v4)."""
_CALLS_AT_ONCE = 8
_MAX_PASSAGES = 2000
"""About a million characters; embedding more costs a chat half of what it has in a day."""
_SHARE_OF_BUDGET = 0.25
"""Of what a chat has left today; the answers matter more than what finds passages for them."""
_MAX_QUESTION_CHARS = 500


class PassageVectors:
    """Embeds passages and questions.

    Args:
        embeddings: calls the model.
        model: its name; embeddings of another model are not comparable, and are kept beside these.
        meter: the budget; embedding passages counts on the chat.
        indexes: where embeddings are kept.
    """

    def __init__(
        self, embeddings: Embeddings, model: str, meter: UsageMeter, indexes: PassageIndexes
    ) -> None:
        self._embeddings = embeddings
        self._model = model
        self._meter = meter
        self._indexes = indexes
        self._under_way: dict[str, asyncio.Task[None]] = {}

    async def rank(
        self, content: str, passages: Sequence[Passage], question: str, caller: Caller
    ) -> list[int]:
        """The places of the passages, nearest first; [] where they are not embedded yet, or a call fails.

        Raises `ModelBudgetSpent` and `ModelPaused`: the answer may not begin then either.
        """
        try:
            async with asyncio.timeout(_WAIT_S):
                vectors = await self._vectors(content, passages, caller)
                if vectors is None:
                    return []
                near = await self._embed_question(question[:_MAX_QUESTION_CHARS], caller)
        except (ModelBudgetSpent, ModelPaused):
            raise
        except (ModelError, StorageDown, TimeoutError) as error:
            log.info("A question was not compared by meaning: %r", error.__cause__ or error)
            return []
        return await asyncio.to_thread(_nearest_first, near, vectors, len(passages))

    async def finish(self) -> None:
        """Wait for what is under way."""
        while self._under_way:
            await asyncio.wait(list(self._under_way.values()))

    async def aclose(self) -> None:
        """Stop what is under way; another question begins it again."""
        await cancel_and_wait(list(self._under_way.values()))

    async def _vectors(
        self, content: str, passages: Sequence[Passage], caller: Caller
    ) -> bytes | None:
        """The embeddings as they are kept; where there are none, they are made first."""
        kept = await self._indexes.get_vectors(content, self._model)
        if kept is not None or len(passages) > _MAX_PASSAGES:
            return kept
        task = self._under_way.get(content)
        if task is None:
            task = asyncio.create_task(self._embed(content, passages, caller.chat_id))
            self._under_way[content] = task
            task.add_done_callback(lambda _: self._under_way.pop(content, None))
        await asyncio.shield(task)  # it goes on when this question no longer waits
        return await self._indexes.get_vectors(content, self._model)

    async def _embed_question(self, question: str, caller: Caller) -> tuple[float, ...]:
        await self._meter.begin_call(caller)
        vector = _unit(await self._embeddings.aembed_query(question))
        await self._count(caller, [question])
        return vector

    async def _embed(self, content: str, passages: Sequence[Passage], chat_id: int) -> None:
        """Embed the passages and keep the result; whole or not at all."""
        caller = Caller(chat_id, None, f"embed:{content}")
        texts = [passage.text for passage in passages]
        try:
            if not await self._may_embed(content, texts, caller):
                return
            slots = asyncio.Semaphore(_CALLS_AT_ONCE)
            async with asyncio.TaskGroup() as group:
                batches = [
                    texts[start : start + _AT_ONCE] for start in range(0, len(texts), _AT_ONCE)
                ]
                tasks = [
                    group.create_task(self._embed_batch(batch, slots, caller)) for batch in batches
                ]
            packed = await asyncio.to_thread(
                _packed, [vector for task in tasks for vector in task.result()]
            )
            await self._indexes.put_vectors(content, self._model, packed)
        except* (ModelError, StorageDown) as errors:
            error = errors.exceptions[0]
            log.info("Passages were not embedded: %r", error.__cause__ or error)

    async def _may_embed(self, content: str, texts: Sequence[str], caller: Caller) -> bool:
        """Does the chat have enough left, and does no other process do it?"""
        left = await self._meter.tokens_left(caller)
        if left is not None:
            needed = await asyncio.to_thread(estimate_tokens, "\n".join(texts))
            if needed > _SHARE_OF_BUDGET * left:
                return False
        return await self._indexes.begin_embedding(content, self._model)

    async def _embed_batch(
        self, texts: list[str], slots: asyncio.Semaphore, caller: Caller
    ) -> list[list[float]]:
        async with slots:
            await self._meter.begin_call(caller)
            vectors = await self._embeddings.aembed_documents(texts)
            await self._count(caller, texts)
            return vectors

    async def _count(self, caller: Caller, texts: Sequence[str]) -> None:
        """LangChain's `Embeddings` does not say what the service counted."""
        tokens = await asyncio.to_thread(estimate_tokens, "\n".join(texts))
        await self._meter.add_tokens(caller, secrets.token_hex(16), tokens)


def _packed(vectors: Sequence[Sequence[float]]) -> bytes:
    """Vectors of length 1, one after the other in half precision: 0.5 kB for 256 dimensions."""
    return b"".join(struct.pack(f"{len(vector)}e", *_unit(vector)) for vector in vectors)


def _nearest_first(near: Sequence[float], packed: bytes, count: int) -> list[int]:
    """The places by cosine; [] where the vectors are of another length than the question's."""
    if len(packed) != 2 * len(near) * count:
        return []
    values = struct.unpack(f"{len(packed) // 2}e", packed)
    cosines = [
        sum(map(mul, near, values[start : start + len(near)]))
        for start in range(0, len(values), len(near))
    ]
    return sorted(range(count), key=lambda place: -cosines[place])


def _unit(vector: Sequence[float]) -> tuple[float, ...]:
    length = math.hypot(*vector) or 1.0
    return tuple(value / length for value in vector)
