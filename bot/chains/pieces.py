"""A model's stream as `Piece`s."""

from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing
from typing import cast

from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessageChunk, BaseMessage

from bot.errors import ModelSilent
from bot.models.talk import Piece

THINKING = Piece(thinking=True)


async def pieces(
    model: BaseChatModel, messages: Sequence[BaseMessage]
) -> AsyncGenerator[Piece, None]:
    """Stream what the model writes; its reasoning becomes a sign without text.

    Raises a `errors.ModelError`, also where the model ended well without having said anything.
    """
    said = False
    stream = model.astream(list(messages))
    async with aclosing(cast("AsyncGenerator[AIMessageChunk, None]", stream)) as chunks:
        async for chunk in chunks:
            if text := str(chunk.text):
                said = said or bool(text.strip())
                yield Piece(text)
            elif chunk.additional_kwargs.get("reasoning_content"):
                yield THINKING
    if not said:
        raise ModelSilent


async def written(model: BaseChatModel, messages: Sequence[BaseMessage]) -> str:
    """All that the model writes; the same errors."""
    return "".join([piece.text async for piece in pieces(model, messages)])
