"""What an idiom means, in the model's words; the shipped dictionary has English glosses only."""

from collections.abc import AsyncIterator

from langchain_core.language_models import BaseChatModel
from langchain_core.messages import HumanMessage, SystemMessage

from bot.chains import prompts
from bot.chains.chunks import stream_chunks
from bot.models.chat import Language
from bot.models.llm import Chunk
from bot.ports.llm import Cache

_KEEP_S = 30 * 24 * 3600


class ModelIdiomExplainer:
    """Implements `ports.talk.Meanings`.

    Args:
        model: who writes.
        cache: keeps what it wrote: people look the same idioms up.
    """

    def __init__(self, model: BaseChatModel, cache: Cache) -> None:
        self._model = model
        self._cache = cache

    async def explain(self, word: str, language: Language) -> AsyncIterator[Chunk]:
        """Stream the meaning of an idiom; raises a `errors.ModelError`."""
        key = f"meaning:{language}:{word}"
        known = await self._cache.get(key)
        if known is not None:
            yield Chunk(known)
            return
        system = prompts.MEANING.format(language=prompts.LANGUAGE_NAMES[language])
        text = ""
        async for piece in stream_chunks(self._model, [SystemMessage(system), HumanMessage(word)]):
            text += piece.text
            yield piece
        await self._cache.set(key, text, _KEEP_S)
