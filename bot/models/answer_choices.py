"""What a chat may choose for its answers, and what its choices mean for one of them."""

from collections.abc import Mapping
from dataclasses import dataclass

from bot.models.chat_settings import ChatSettings
from bot.models.llm import AnswerOptions
from bot.models.persona import Persona


@dataclass(frozen=True, slots=True)
class AnswerChoices:
    """What the configuration offers of what answers; kinds of memory are always offered.

    Args:
        personas: name -> persona.
        model: that answers where nothing is chosen.
        models: that may answer.
        temperature: where nothing is chosen; None: the service's own.
        max_tokens: of an answer at most; None: no limit.
        vision_model: that answers questions about pictures; None: there is none.
    """

    personas: Mapping[str, Persona]
    model: str = ""
    models: tuple[str, ...] = ()
    temperature: float | None = None
    max_tokens: int | None = None
    vision_model: str | None = None

    def options(self, settings: ChatSettings) -> AnswerOptions:
        """The options of a chat's answers; what the configuration no longer offers counts as not chosen."""
        persona = self.personas.get(settings.persona or "")
        return AnswerOptions(
            model=settings.model if settings.model in self.models else None,
            temperature=(
                self.temperature if settings.temperature is None else settings.temperature
            ),
            max_tokens=self.length(settings.max_tokens),
            system_prompt=persona.prompt if persona else None,
            memory_kind=settings.memory_kind,
            memory_window=settings.window,
        )

    def length(self, max_tokens: int | None) -> int | None:
        """The limit of an answer: what is asked for, but not over what is configured."""
        asked = max_tokens if max_tokens and max_tokens > 0 else None
        return min((limit for limit in (asked, self.max_tokens) if limit), default=None)


NO_CHOICES = AnswerChoices({})
"""Every answer is as configured."""
