"""Improves the wording of posts."""

from langchain_core.language_models import BaseChatModel
from langchain_core.output_parsers import StrOutputParser

from bot.chains import prompts
from bot.chains.metering import metered
from bot.models.usage import Caller
from bot.ports.usage import UsageMeter


class ModelPolisher:
    """Implements `ports.llm.Polisher`."""

    def __init__(self, model: BaseChatModel, meter: UsageMeter) -> None:
        self._meter = meter
        self._chain = prompts.POLISH | model | StrOutputParser()

    async def polish(self, text: str, caller: Caller) -> str:
        """Return the polished text; raises a `ModelError`, also where the model's text is cut."""
        async with metered(self._meter, caller, "polish") as config:
            polished = await self._chain.ainvoke({"text": prompts.as_data(text)}, config)
        return polished.strip().removeprefix("<post>").removesuffix("</post>").strip()
