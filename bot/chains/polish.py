"""Improves the wording of posts."""

from langchain_core.language_models import BaseChatModel
from langchain_core.output_parsers import StrOutputParser

from bot.chains import prompts


class ModelPolisher:
    """Implements `ports.llm.Polisher`."""

    def __init__(self, model: BaseChatModel) -> None:
        self._chain = prompts.POLISH | model | StrOutputParser()

    async def polish(self, text: str) -> str:
        """Return the polished text; raises a `ModelError`, also where the model's text is cut."""
        polished = await self._chain.ainvoke({"text": prompts.as_data(text)})
        return polished.strip().removeprefix("<post>").removesuffix("</post>").strip()
