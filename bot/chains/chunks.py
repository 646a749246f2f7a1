"""A model's stream as `Chunk`s."""

from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing
from typing import cast

from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessageChunk, BaseMessage

from bot.errors import ModelSilent
from bot.models.llm import Chunk

THINKING = Chunk(thinking=True)


async def stream_chunks(
    model: BaseChatModel, messages: Sequence[BaseMessage]
) -> AsyncGenerator[Chunk, None]:
    """Stream what the model writes; its reasoning becomes a sign without text.

    Raises a `errors.ModelError`, also where the model ended well without having said anything.
    """
    said = False
    stream = model.astream(list(messages))
    async with aclosing(cast("AsyncGenerator[AIMessageChunk, None]", stream)) as chunks:
        async for chunk in chunks:
            if text := str(chunk.text):
                said = said or bool(text.strip())
                yield Chunk(text)
            elif chunk.additional_kwargs.get("reasoning_content"):
                yield THINKING
    if not said:
        raise ModelSilent


async def generate_text(model: BaseChatModel, messages: Sequence[BaseMessage]) -> str:
    """All that the model writes; the same errors."""
    return "".join([piece.text async for piece in stream_chunks(model, messages)])
