"""Explains idioms in the model's words; the shipped dictionary has English glosses only."""

from collections.abc import AsyncIterator

from langchain_core.language_models import BaseChatModel

from bot.chains import prompts
from bot.chains.chunks import stream_chunks
from bot.chains.metering import metered
from bot.models.chat import Language
from bot.models.llm import Chunk
from bot.models.usage import Caller
from bot.ports.llm import Cache
from bot.ports.usage import UsageMeter

_TTL_S = 30 * 24 * 3600


class ModelIdiomExplainer:
    """Implements `ports.llm.IdiomExplainer`.

    Args:
        model: writes the explanations.
        cache: keeps them, since people look up the same idioms.
        meter: the budget of calls.
    """

    def __init__(self, model: BaseChatModel, cache: Cache, meter: UsageMeter) -> None:
        self._model = model
        self._meter = meter
        self._cache = cache

    async def explain(self, word: str, language: Language, caller: Caller) -> AsyncIterator[Chunk]:
        """Stream what an idiom means; raises a `ModelError`."""
        key = f"meaning:{language}:{word}"
        cached = await self._cache.get(key)
        if cached is not None:
            yield Chunk(cached)
            return
        messages = await prompts.EXPLAIN_IDIOM.ainvoke(
            {"language": prompts.LANGUAGE_NAMES[language], "idiom": word}
        )
        text = ""
        async with metered(self._meter, caller, "idiom") as config:
            async for chunk in stream_chunks(self._model, messages, config):
                text += chunk.text
                yield chunk
        await self._cache.set(key, text, _TTL_S)
