"""Which of some destinations a text wants: langchain's LLMRouterChain, made safe to wait for."""

import asyncio
import logging
import re
import unicodedata
from collections import OrderedDict
from collections.abc import Mapping
from typing import Any, cast

from langchain_classic.chains.router.llm_router import LLMRouterChain, RouterOutputParser
from langchain_core._api import suppress_langchain_deprecation_warning
from langchain_core.callbacks import AsyncCallbackManagerForChainRun
from langchain_core.exceptions import OutputParserException
from langchain_core.language_models import BaseChatModel
from langchain_core.prompts import PromptTemplate

from bot.chains import prompts
from bot.errors import ModelError
from bot.models.llm import Destination

_log = logging.getLogger(__name__)

_CACHED = 1024
_READ_CHARS = 2000


class DestinationParser(RouterOutputParser):
    """Reads a destination out of whatever the model wrote around it.

    Small models wrap the JSON in prose, forget a key or change the case of a name. A name that is
    not among `names` is no destination.
    """

    names: tuple[str, ...]

    def parse(self, text: str) -> dict[str, Any]:
        """`destination`: one of `names`, or None where the model wants none of them.

        Raises OutputParserException where the text names none or several.
        """
        text = re.sub(r"<think>.*?</think>", "", text, flags=re.DOTALL)
        try:
            wanted = super().parse(text)["destination"]
        except OutputParserException:
            wanted = self._only_name_in(text)
        by_name = {name.lower(): name for name in self.names}
        return {"destination": by_name.get((wanted or "").lower()), "next_inputs": {}}

    def _only_name_in(self, text: str) -> str:
        found = [name for name in self.names if _stands_in(name.lower(), text.lower())]
        if len(found) != 1:
            raise OutputParserException(f"names {len(found)} destinations: {text[:200]}")
        return found[0]


def _stands_in(name: str, text: str) -> bool:
    """A name in Latin letters must be a word of its own: "ask" is not in "task"."""
    return bool(re.search(rf"(?<![a-z]){re.escape(name)}(?![a-z])", text))


class _Chain(LLMRouterChain):
    async def _acall(
        self, inputs: dict[str, Any], run_manager: AsyncCallbackManagerForChainRun | None = None
    ) -> dict[str, Any]:
        """As the parent's synchronous path: its asynchronous one warns at every call."""
        manager = run_manager or AsyncCallbackManagerForChainRun.get_noop_manager()
        text = await self.llm_chain.apredict(callbacks=manager.get_child(), **inputs)
        return cast("dict[str, Any]", self.llm_chain.prompt.output_parser.parse(text))


class Chooser:
    """Chooses among `destinations` (name -> what belongs there) within a time limit.

    Only the destination is taken from the chain, never its rewriting of the text. Choices are
    remembered for the last texts; a failure is not.
    """

    def __init__(
        self, model: BaseChatModel, destinations: Mapping[str, str], *, timeout_s: float
    ) -> None:
        rows = "\n".join(f"{name}: {about}" for name, about in destinations.items())
        prompt = PromptTemplate(
            template=prompts.ROUTE,
            input_variables=["input"],
            partial_variables={"destinations": rows},
            output_parser=DestinationParser(names=tuple(destinations)),
        )
        with suppress_langchain_deprecation_warning():
            self._chain = _Chain.from_llm(model, prompt)
        self._timeout_s = timeout_s
        self._known: OrderedDict[str, str | None] = OrderedDict()

    async def choose(self, text: str) -> str | None:
        """The destination's name; None where none fits or the model cannot be understood in time."""
        key = _normalised(text)
        if key in self._known:
            self._known.move_to_end(key)
            return self._known[key]
        try:
            async with asyncio.timeout(self._timeout_s):
                chosen = await self._chain.ainvoke({"input": text[:_READ_CHARS]})
        except (TimeoutError, OutputParserException, ModelError) as error:
            _log.info("no destination: %r", error)
            return None
        self._remember(key, chosen["destination"])
        return cast("str | None", chosen["destination"])

    def _remember(self, key: str, destination: str | None) -> None:
        self._known[key] = destination
        if len(self._known) > _CACHED:
            self._known.popitem(last=False)


def _normalised(text: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())


class ModelRouter:
    """Implements `ports.talk.Router`."""

    def __init__(self, model: BaseChatModel, *, timeout_s: float = 2) -> None:
        self._chooser = Chooser(model, prompts.DESTINATIONS, timeout_s=timeout_s)

    async def route(self, text: str) -> Destination:
        """Where the text wants to go; "ask" where that cannot be told in time."""
        return cast("Destination", await self._chooser.choose(text) or "ask")
