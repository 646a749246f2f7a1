"""Classifies a text with langchain's `LLMRouterChain`, within a time limit."""

import asyncio
import logging
import re
import unicodedata
from collections.abc import Mapping
from typing import Any, cast

from cachetools import LRUCache
from langchain_classic.chains.router.llm_router import LLMRouterChain, RouterOutputParser
from langchain_core.exceptions import OutputParserException
from langchain_core.language_models import BaseChatModel
from langchain_core.prompts import PromptTemplate

from bot.chains import prompts
from bot.chains.metering import metered
from bot.errors import ModelError, StorageDown
from bot.models.llm import Destination
from bot.models.usage import Caller
from bot.ports.usage import UsageMeter

_log = logging.getLogger(__name__)

_CACHED_TEXTS = 1024
_MAX_CHARS = 2000
_MAX_ANSWER_CHARS = 2000
"""Read of an answer; the parent takes quadratic time for JSON that does not end."""


class DestinationParser(RouterOutputParser):
    """Reads one of `names` out of what the model wrote."""

    names: tuple[str, ...]

    def parse(self, text: str) -> dict[str, Any]:
        """Return `destination`: one of `names`, or None where the model wants none of them.

        Of the eight answers in tests/chains/test_router.py the parent rejects four and returns an
        unknown name for two. Raises OutputParserException where the text names none or several.
        """
        text = text.rpartition("</think>")[2][-_MAX_ANSWER_CHARS:]
        try:
            destination = super().parse(text)["destination"]
        except OutputParserException:
            destination = self._only_name_in(text)
        by_name = {name.lower(): name for name in self.names}
        return {"destination": by_name.get((destination or "").lower()), "next_inputs": {}}

    def _only_name_in(self, text: str) -> str:
        found = [name for name in self.names if _contains(text.lower(), name.lower())]
        if len(found) != 1:
            raise OutputParserException(f"names {len(found)} destinations: {text[:200]}")
        return found[0]


def _contains(text: str, name: str) -> bool:
    """A name in Latin letters must be a word of its own: "ask" is not in "task"."""
    return bool(re.search(rf"(?<![a-z]){re.escape(name)}(?![a-z])", text))


class TextClassifier:
    """Assigns a text to one of `destinations` (name -> description).

    Only the destination is taken from the chain, never its version of the text. Results are cached
    by text; failures are not.
    """

    def __init__(
        self,
        model: BaseChatModel,
        destinations: Mapping[str, str],
        meter: UsageMeter,
        *,
        timeout_s: float,
    ) -> None:
        rows = "\n".join(f"{name}: {description}" for name, description in destinations.items())
        prompt = PromptTemplate(
            template=prompts.ROUTE,
            input_variables=["input"],
            partial_variables={"destinations": rows},
            output_parser=DestinationParser(names=tuple(destinations)),
        )
        self._chain = LLMRouterChain.from_llm(model, prompt)
        self._meter = meter
        self._timeout_s = timeout_s
        self._cache: LRUCache[str, str | None] = LRUCache(_CACHED_TEXTS)

    async def classify(self, text: str, caller: Caller) -> str | None:
        """The destination's name; None where none fits or no usable answer came in time."""
        key = _normalise(text)
        if key in self._cache:
            return self._cache[key]
        try:
            async with (
                asyncio.timeout(self._timeout_s),
                metered(self._meter, caller, "route") as config,
            ):
                output = await self._chain.ainvoke(
                    {"input": prompts.as_data(text[:_MAX_CHARS])}, config
                )
        except (TimeoutError, OutputParserException, ModelError, StorageDown) as error:
            # An OutputParserException has the answer in its text.
            _log.info("No destination (%s).", type(error).__name__)
            return None
        self._cache[key] = cast("str | None", output["destination"])
        return self._cache[key]


def _normalise(text: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())


class ModelRouter:
    """Implements `ports.llm.Router`."""

    def __init__(self, model: BaseChatModel, meter: UsageMeter, *, timeout_s: float = 2) -> None:
        self._classifier = TextClassifier(model, prompts.DESTINATIONS, meter, timeout_s=timeout_s)

    async def route(self, text: str, caller: Caller) -> Destination | None:
        """The command the text asks for; None where none is found in time."""
        return cast("Destination | None", await self._classifier.classify(text, caller))
