"""Expert prompts: chooses the system prompt that fits a question."""

from collections.abc import Mapping
from dataclasses import dataclass

from langchain_core.language_models import BaseChatModel

from bot.chains.router import TextClassifier
from bot.models.usage import Caller
from bot.ports.usage import UsageMeter


@dataclass(frozen=True, slots=True)
class Expert:
    """A system prompt, and the description by which the classifier finds it."""

    description: str
    prompt: str


class Experts:
    """Chooses among the experts of the configuration (name -> expert)."""

    def __init__(
        self,
        model: BaseChatModel,
        experts: Mapping[str, Expert],
        meter: UsageMeter,
        *,
        timeout_s: float,
    ) -> None:
        self._experts = experts
        descriptions = {name: expert.description for name, expert in experts.items()}
        self._classifier = TextClassifier(model, descriptions, meter, timeout_s=timeout_s)

    async def prompt_for(self, question: str, caller: Caller) -> str | None:
        """The expert's prompt; None where no expert fits."""
        name = await self._classifier.classify(question, caller)
        return self._experts[name].prompt if name else None
