"""Better wording for posts."""

from langchain_core.language_models import BaseChatModel
from langchain_core.messages import HumanMessage, SystemMessage

from bot.chains import prompts
from bot.chains.chunks import generate_text


class ModelPolisher:
    """Implements `ports.talk.Polisher`."""

    def __init__(self, model: BaseChatModel) -> None:
        self._model = model

    async def polish(self, text: str) -> str:
        """The polished text; raises a `errors.ModelError`, also for a text that came half."""
        messages = [SystemMessage(prompts.POLISH), HumanMessage(prompts.POST.format(text=text))]
        polished = await generate_text(self._model, messages)
        return polished.strip().removeprefix("<post>").removesuffix("</post>").strip()
