"""Counts model calls: asks the budget before a call and tells it the tokens after it.

A callback handler of LangChain, as its own `UsageMetadataCallbackHandler` is; chains hand it on to
the calls that they make.
"""

import asyncio
import logging
import time
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from langchain_core.callbacks import AsyncCallbackHandler
from langchain_core.messages import AIMessage, BaseMessage
from langchain_core.outputs import ChatGeneration, ChatGenerationChunk, GenerationChunk, LLMResult
from langchain_core.runnables import RunnableConfig

from bot.chains.token_count import count_tokens
from bot.errors import ModelError, StorageDown
from bot.logs import count_field
from bot.metrics import model_use
from bot.metrics.counters import STAGES, of
from bot.models.usage import Caller, ModelUse
from bot.ports.usage import UsageMeter

# It warns of every exception of a handler, also where the handler is there to raise it.
logging.getLogger("langchain_core.callbacks.manager").setLevel(logging.ERROR)

log = logging.getLogger(__name__)

_counting: set[asyncio.Task[None]] = set()
"""Keeps the tasks from being collected."""


@asynccontextmanager
async def metered(
    meter: UsageMeter, caller: Caller, command: str = "other"
) -> AsyncGenerator[RunnableConfig, None]:
    """The config for the calls of the block, which count on `caller`, and in all as `command`.

    A call then raises what `UsageMeter.begin_call` raises. LangChain tells nothing of the end of a
    call that is cancelled within `agenerate`, so those are counted at the end of the block.
    """
    handler = _MeteringHandler(meter, caller, command)
    try:
        yield RunnableConfig(callbacks=[handler])
    finally:
        handler.count_cancelled()


async def finish_counting() -> None:
    """Wait for what is still being counted."""
    while _counting:
        await asyncio.wait(_counting)


@dataclass(slots=True)
class _Call:
    """A call under way; what it has received is counted where it does not come to its end."""

    model: str
    prompt: str
    began: float
    received: list[str] = field(default_factory=list)


class _MeteringHandler(AsyncCallbackHandler):
    """Counts the calls of one caller."""

    raise_error = True
    run_inline = True  # else each chunk would cost a task

    def __init__(self, meter: UsageMeter, caller: Caller, command: str) -> None:
        self._meter = meter
        self._caller = caller
        self._command = command
        self._calls: dict[UUID, _Call] = {}

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
        prompt = "".join(str(message.text) for message in messages[0])
        model = str((kwargs.get("metadata") or {}).get("ls_model_name") or "unknown")
        self._calls[run_id] = _Call(model, prompt, time.monotonic())

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
            call = self._calls[run_id]
            if not call.received:
                of(STAGES, "model").observe(time.monotonic() - call.began)
            reasoning = chunk.message.additional_kwargs.get("reasoning_content", "")
            call.received += (reasoning, chunk.text)

    async def on_llm_end(self, response: LLMResult, *, run_id: UUID, **kwargs: Any) -> None:
        """Count what the service reports, if it does."""
        [[generation]] = response.generations
        message = generation.message if isinstance(generation, ChatGeneration) else None
        usage = message.usage_metadata if isinstance(message, AIMessage) else None
        if usage is None:
            self._count_later(run_id)
            return
        call = self._calls.pop(run_id, None)
        if call is not None:
            await self._add(run_id, call, usage["input_tokens"], usage["output_tokens"])

    async def on_llm_error(self, error: BaseException, *, run_id: UUID, **kwargs: Any) -> None:
        """Count what was received, and the prompt; what the service refused cost nothing."""
        call = self._calls.get(run_id)
        if call and isinstance(error, ModelError) and not call.received:
            del self._calls[run_id]
        else:
            self._count_later(run_id)

    def count_cancelled(self) -> None:
        """Count the calls of whose end nothing was told."""
        for run_id in list(self._calls):
            self._count_later(run_id)

    def _count_later(self, run_id: UUID) -> None:
        """Count by the tokenizer, in a task: nobody who presses stop waits for the vocabulary."""
        call = self._calls.pop(run_id, None)
        if call and (call.prompt or call.received):
            task = asyncio.create_task(self._count_by_tokenizer(run_id, call))
            _counting.add(task)
            task.add_done_callback(_counting.discard)

    async def _count_by_tokenizer(self, run_id: UUID, call: _Call) -> None:
        read = await asyncio.to_thread(count_tokens, call.prompt)
        written = await asyncio.to_thread(count_tokens, "".join(call.received))
        await self._add(run_id, call, read, written)

    async def _add(self, run_id: UUID, call: _Call, read: int, written: int) -> None:
        tokens, use = read + written, ModelUse(self._command, call.model, read, written)
        model_use.count_tokens(call.model, read, written)
        count_field("tokens", tokens)
        try:
            await self._meter.add_tokens(self._caller, str(run_id), tokens, use)
        except StorageDown:
            log.warning("Redis does not answer: %d tokens were not counted.", tokens)
