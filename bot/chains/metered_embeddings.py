"""Embeddings as unit vectors, whose calls pass the budget and are counted; and their packed form."""

import asyncio
import math
import secrets
import struct
from collections.abc import Sequence

from langchain_core.embeddings import Embeddings

from bot.chains.token_count import estimate_tokens
from bot.metrics import model_use
from bot.models.usage import Caller, ModelUse
from bot.ports.usage import UsageMeter

Vector = tuple[float, ...]

BATCH_TEXTS = 10
"""Texts of one call (Model Studio: text-embedding-v4)."""


class MeteredEmbeddings:
    """Calls an embedding model on somebody's account.

    LangChain's `Embeddings` have no callbacks, and do not say what the service counted.

    Args:
        embeddings: makes the calls.
        model: its name; vectors of different models are not comparable.
        meter: the budget of calls.
        command: as what they are counted.
    """

    def __init__(
        self, embeddings: Embeddings, model: str, meter: UsageMeter, *, command: str
    ) -> None:
        self.model = model
        self._embeddings = embeddings
        self._meter = meter
        self._command = command

    async def embed_documents(self, texts: list[str], caller: Caller) -> list[Vector]:
        """One vector for each of at most `BATCH_TEXTS` texts; raises a `ModelError` and `StorageDown`."""
        await self._meter.begin_call(caller)
        vectors = await self._embeddings.aembed_documents(texts)
        await self._count(texts, caller)
        return [_unit(vector) for vector in vectors]

    async def embed_query(
        self, question: str, caller: Caller, *, within_s: float | None = None
    ) -> Vector:
        """The vector of a question; raises `TimeoutError` too, where the call takes longer."""
        async with asyncio.timeout(within_s):
            await self._meter.begin_call(caller)
            vector = await self._embeddings.aembed_query(question)
        await self._count([question], caller)
        return _unit(vector)

    async def tokens_left(self, caller: Caller) -> int | None:
        """What may be used today before a call is refused; None: no limit.

        For work that nobody asked for: a refused call counts as having told the chat of its spent budget.
        """
        return await self._meter.tokens_left(caller)

    async def _count(self, texts: Sequence[str], caller: Caller) -> None:
        tokens = await asyncio.to_thread(estimate_tokens, "\n".join(texts))
        model_use.count_tokens(self.model, tokens, 0)
        use = ModelUse(self._command, self.model, tokens, 0)
        await self._meter.add_tokens(caller, secrets.token_hex(16), tokens, use)


def pack(vectors: Sequence[Vector]) -> bytes:
    """The vectors one after the other in half precision: 0.5 kB for 256 dimensions."""
    return b"".join(struct.pack(f"{len(vector)}e", *vector) for vector in vectors)


def unpack(packed: bytes) -> Vector:
    """The numbers of `pack`, all vectors in one."""
    return struct.unpack(f"{len(packed) // 2}e", packed)


def _unit(vector: Sequence[float]) -> Vector:
    length = math.hypot(*vector) or 1.0
    return tuple(value / length for value in vector)
