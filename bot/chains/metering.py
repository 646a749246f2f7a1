"""Counts model calls: asks the budget before a call and tells it the tokens after it.

A callback handler of LangChain, as its own `UsageMetadataCallbackHandler` is; chains hand it on to
the calls that they make.
"""

import asyncio
import logging
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from typing import Any
from uuid import UUID

from langchain_core.callbacks import AsyncCallbackHandler
from langchain_core.messages import AIMessage, BaseMessage
from langchain_core.outputs import ChatGeneration, ChatGenerationChunk, GenerationChunk, LLMResult
from langchain_core.runnables import RunnableConfig

from bot.chains.token_count import count_tokens
from bot.errors import ModelError, StorageDown
from bot.logs import count_field
from bot.models.usage import Caller
from bot.ports.usage import UsageMeter

# It warns of every exception of a handler, also where the handler is there to raise it.
logging.getLogger("langchain_core.callbacks.manager").setLevel(logging.ERROR)

log = logging.getLogger(__name__)

_counting: set[asyncio.Task[None]] = set()
"""Keeps the tasks from being collected."""


@asynccontextmanager
async def metered(meter: UsageMeter, caller: Caller) -> AsyncGenerator[RunnableConfig, None]:
    """The config for the calls of the block, which count on `caller`.

    A call then raises what `UsageMeter.begin_call` raises. LangChain tells nothing of the end of a
    call that is cancelled within `agenerate`, so those are counted at the end of the block.
    """
    handler = _MeteringHandler(meter, caller)
    try:
        yield RunnableConfig(callbacks=[handler])
    finally:
        handler.count_cancelled()


async def finish_counting() -> None:
    """Wait for what is still being counted."""
    while _counting:
        await asyncio.wait(_counting)


class _MeteringHandler(AsyncCallbackHandler):
    """Counts the calls of one caller."""

    raise_error = True
    run_inline = True  # else each chunk would cost a task

    def __init__(self, meter: UsageMeter, caller: Caller) -> None:
        self._meter = meter
        self._caller = caller
        self._prompts: dict[UUID, str] = {}
        self._received: dict[UUID, list[str]] = {}

    @property
    def ignore_chain(self) -> bool:
        """Only calls of models matter."""
        return True

    async def on_chat_model_start(
        self,
        serialized: dict[str, Any],
        messages: list[list[BaseMessage]],
        *,
        run_id: UUID,
        **kwargs: Any,
    ) -> None:
        """Let the call begin; raises where it may not."""
        await self._meter.begin_call(self._caller)
        count_field("model_calls")
        self._prompts[run_id] = "".join(str(message.text) for message in messages[0])
        self._received[run_id] = []

    async def on_llm_new_token(
        self,
        token: str | list[str | dict[str, Any]],
        *,
        chunk: GenerationChunk | ChatGenerationChunk | None = None,
        run_id: UUID,
        **kwargs: Any,
    ) -> None:
        """Keep what was received, for a call that does not come to its end."""
        if isinstance(chunk, ChatGenerationChunk):
            reasoning = chunk.message.additional_kwargs.get("reasoning_content", "")
            self._received[run_id] += (reasoning, chunk.text)

    async def on_llm_end(self, response: LLMResult, *, run_id: UUID, **kwargs: Any) -> None:
        """Count what the service reports, if it does."""
        [[generation]] = response.generations
        message = generation.message if isinstance(generation, ChatGeneration) else None
        usage = message.usage_metadata if isinstance(message, AIMessage) else None
        if usage is None:
            self._count_later(run_id)
            return
        self._forget(run_id)
        await self._add(run_id, usage["total_tokens"])

    async def on_llm_error(self, error: BaseException, *, run_id: UUID, **kwargs: Any) -> None:
        """Count what was received, and the prompt; what the service refused cost nothing."""
        if isinstance(error, ModelError) and not self._received.get(run_id):
            self._forget(run_id)
        else:
            self._count_later(run_id)

    def count_cancelled(self) -> None:
        """Count the calls of whose end nothing was told."""
        for run_id in list(self._prompts):
            self._count_later(run_id)

    def _forget(self, run_id: UUID) -> str:
        """The text of a call, which is counted now."""
        return self._prompts.pop(run_id, "") + "".join(self._received.pop(run_id, ()))

    def _count_later(self, run_id: UUID) -> None:
        """Count by the tokenizer, in a task: nobody who presses stop waits for the vocabulary."""
        text = self._forget(run_id)
        if text:
            task = asyncio.create_task(self._count_by_tokenizer(run_id, text))
            _counting.add(task)
            task.add_done_callback(_counting.discard)

    async def _count_by_tokenizer(self, run_id: UUID, text: str) -> None:
        await self._add(run_id, await asyncio.to_thread(count_tokens, text))

    async def _add(self, run_id: UUID, tokens: int) -> None:
        count_field("tokens", tokens)
        try:
            await self._meter.add_tokens(self._caller, str(run_id), tokens)
        except StorageDown:
            log.warning("Redis does not answer: %d tokens were not counted.", tokens)
