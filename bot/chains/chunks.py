"""Streams a model's answer as `Chunk`s.

A prompt is formatted first and its messages are given to the model, since a composed runnable
streams at a price (docs/decisions/0042): `prompt | model` runs each chunk in a task, and a
`StrOutputParser` sends each to a thread.
"""

from collections.abc import AsyncGenerator, Mapping
from contextlib import aclosing
from typing import Any, cast

from langchain_core.language_models import BaseChatModel, LanguageModelInput
from langchain_core.messages import AIMessageChunk
from langchain_core.runnables import RunnableConfig

from bot.models.llm import Chunk, Tokens


async def stream_chunks(
    model: BaseChatModel,
    messages: LanguageModelInput,
    config: RunnableConfig | None = None,
    parameters: Mapping[str, Any] | None = None,
) -> AsyncGenerator[Chunk, None]:
    """Stream the text and its sources; reasoning becomes a chunk without text. Raises a `ModelError`.

    `parameters` of this call go before those of the model.
    """
    stream = model.astream(messages, config=config, **(parameters or {}))
    async with aclosing(cast("AsyncGenerator[AIMessageChunk, None]", stream)) as chunks:
        async for chunk in chunks:
            text, more = str(chunk.text), chunk.additional_kwargs
            thinking = not text and "reasoning_content" in more
            sources = tuple(more.get("sources", ()))
            tokens = _tokens(chunk)
            if text or thinking or sources or tokens:
                yield Chunk(text, thinking, sources=sources, tokens=tokens)


def _tokens(chunk: AIMessageChunk) -> Tokens | None:
    usage = chunk.usage_metadata
    return Tokens(usage["input_tokens"], usage["output_tokens"]) if usage else None
