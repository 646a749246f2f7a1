"""Chooses the persona whose description fits a question."""

from collections.abc import Mapping

from langchain_core.language_models import BaseChatModel

from bot.chains.router import TextClassifier
from bot.models.persona import Persona
from bot.models.usage import Caller
from bot.ports.usage import UsageMeter


class Experts:
    """Chooses among the personas (name -> persona) that have a description."""

    def __init__(
        self,
        model: BaseChatModel,
        personas: Mapping[str, Persona],
        meter: UsageMeter,
        *,
        timeout_s: float,
    ) -> None:
        self._personas = personas
        descriptions = {
            name: persona.description for name, persona in personas.items() if persona.description
        }
        self._classifier = TextClassifier(model, descriptions, meter, timeout_s=timeout_s)

    async def prompt_for(self, question: str, caller: Caller) -> str | None:
        """The persona's prompt; None where none fits."""
        name = await self._classifier.classify(question, caller)
        return self._personas[name].prompt if name else None
