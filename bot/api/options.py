"""Checks what a request chooses (persona, model, length) against what there is."""

from dataclasses import dataclass

from bot.api.bodies import ChatBody
from bot.errors import BadRequest
from bot.models.answer_choices import AnswerChoices
from bot.models.llm import AnswerOptions, Message
from bot.texts import api as texts

DEFAULT, AUTO = "default", "auto"


@dataclass(frozen=True, slots=True)
class Choices:
    """What may be chosen.

    Args:
        offered: what the configuration offers.
    """

    offered: AnswerChoices

    @property
    def prompt_names(self) -> list[str]:
        """Every value of prompt_name."""
        return [DEFAULT, AUTO, *self.offered.personas]

    def prompt(self, name: str) -> str | None:
        """The system prompt of a persona, None for the general one; raises BadRequest."""
        if name in {DEFAULT, AUTO, ""}:
            return None
        if name not in self.offered.personas:
            raise BadRequest(texts.UNKNOWN_PROMPT, name=name, known=", ".join(self.prompt_names))
        return self.offered.personas[name].prompt

    def model(self, name: str | None) -> str | None:
        """The model, None for the configured one; raises BadRequest."""
        if name and name not in self.offered.models:
            known = ", ".join(self.offered.models)
            raise BadRequest(texts.UNKNOWN_MODEL, name=name, known=known)
        return name or None

    def temperature(self, asked: float | None) -> float | None:
        """What is asked for, else what is configured."""
        return self.offered.temperature if asked is None else asked

    def of(self, body: ChatBody) -> AnswerOptions:
        """The options of a question."""
        messages = body.history if isinstance(body.history, list) else None
        window = body.history if isinstance(body.history, int) else body.history_len
        history = tuple(Message(row.role, row.content) for row in messages or ())
        return AnswerOptions(
            history=None if messages is None else history,
            window=window,
            model=self.model(body.model_name),
            temperature=self.temperature(body.temperature),
            max_tokens=self.offered.length(body.max_tokens),
            system_prompt=with_system(self.prompt(body.prompt_name), history),
        )


def with_system(prompt: str | None, history: tuple[Message, ...]) -> str | None:
    """The system prompt with what the system messages of a history add to it."""
    said = [row.content for row in history if row.role == "system" and row.content]
    return "\n\n".join(filter(None, [prompt, *said])) or None
