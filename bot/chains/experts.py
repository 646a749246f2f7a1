"""Expert prompts for questions: which one a question gets."""

from collections.abc import Mapping
from dataclasses import dataclass

from langchain_core.language_models import BaseChatModel

from bot.chains.router import Chooser


@dataclass(frozen=True, slots=True)
class Expert:
    """A prompt, and the description by which the router finds it."""

    description: str
    prompt: str


class Experts:
    """Chooses the prompt of a question; sending it to the model is the caller's."""

    def __init__(
        self, model: BaseChatModel, experts: Mapping[str, Expert], *, timeout_s: float
    ) -> None:
        self._experts = experts
        about = {name: expert.description for name, expert in experts.items()}
        self._chooser = Chooser(model, about, timeout_s=timeout_s)

    async def prompt_for(self, question: str) -> str | None:
        """The expert's prompt; None where no expert fits."""
        name = await self._chooser.choose(question)
        return self._experts[name].prompt if name else None
