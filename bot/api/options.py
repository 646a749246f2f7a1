"""Checks what a request chooses (persona, model, length) against what there is."""

from collections.abc import Mapping
from dataclasses import dataclass

from bot.api.bodies import ChatBody
from bot.errors import BadRequest
from bot.models.llm import AnswerOptions, Message
from bot.texts import api as texts

DEFAULT, AUTO = "default", "auto"


@dataclass(frozen=True, slots=True)
class Choices:
    """What may be chosen.

    Args:
        prompts: persona -> its system prompt.
        models: that may answer.
        max_tokens: of an answer at most; None: no limit.
    """

    prompts: Mapping[str, str]
    models: tuple[str, ...]
    max_tokens: int | None = None

    @property
    def prompt_names(self) -> list[str]:
        """Every value of prompt_name."""
        return [DEFAULT, AUTO, *self.prompts]

    def prompt(self, name: str) -> str | None:
        """The system prompt of a persona, None for the general one; raises BadRequest."""
        if name in {DEFAULT, AUTO, ""}:
            return None
        if name not in self.prompts:
            raise BadRequest(texts.UNKNOWN_PROMPT, name=name, known=", ".join(self.prompt_names))
        return self.prompts[name]

    def model(self, name: str | None) -> str | None:
        """The model, None for the configured one; raises BadRequest."""
        if name and name not in self.models:
            raise BadRequest(texts.UNKNOWN_MODEL, name=name, known=", ".join(self.models))
        return name or None

    def length(self, max_tokens: int | None) -> int | None:
        """The limit of an answer: what is asked for, but not over what is configured."""
        asked = max_tokens if max_tokens and max_tokens > 0 else None
        return min((limit for limit in (asked, self.max_tokens) if limit), default=None)

    def of(self, body: ChatBody) -> AnswerOptions:
        """The options of a question."""
        messages = body.history if isinstance(body.history, list) else None
        window = body.history if isinstance(body.history, int) else body.history_len
        history = tuple(Message(row.role, row.content) for row in messages or ())
        return AnswerOptions(
            history=None if messages is None else history,
            window=window,
            model=self.model(body.model_name),
            temperature=body.temperature,
            max_tokens=self.length(body.max_tokens),
            system_prompt=with_system(self.prompt(body.prompt_name), history),
        )


def with_system(prompt: str | None, history: tuple[Message, ...]) -> str | None:
    """The system prompt with what the system messages of a history add to it."""
    said = [row.content for row in history if row.role == "system" and row.content]
    return "\n\n".join(filter(None, [prompt, *said])) or None
