"""What clients of OpenAI's chat completions send, as far as it has an effect here."""

from typing import Annotated, Any, Literal

from pydantic import Field

from bot.api.bodies import Body, Name, PlainText
from bot.errors import BadRequest
from bot.texts import api as texts


class ContentPart(Body):
    """A part of a message; only text is understood."""

    type: Name
    text: PlainText | None = None


class CompletionMessage(Body):
    """A message of the conversation so far."""

    role: Literal["system", "developer", "user", "assistant"]
    content: PlainText | Annotated[list[ContentPart], Field(max_length=100)] | None = None

    @property
    def text(self) -> str:
        """What it says; raises BadRequest where it has more than text."""
        if not isinstance(self.content, list):
            return self.content or ""
        if any(part.type != "text" for part in self.content):
            raise BadRequest(texts.ONLY_TEXT)
        return "".join(part.text or "" for part in self.content)


class StreamOptions(Body):
    """`include_usage`: the last chunk has the tokens."""

    include_usage: bool | None = False


class CompletionBody(Body):
    """The fields that have an effect here; others are ignored."""

    model: Name = Field("default", description="A persona or a model, see GET /v1/models.")
    messages: Annotated[list[CompletionMessage], Field(min_length=1, max_length=400)]
    stream: bool | None = False
    stream_options: StreamOptions | None = None
    temperature: float | None = Field(None, ge=0, le=2, allow_inf_nan=False)
    max_tokens: int | None = Field(None, ge=-1_000_000, le=1_000_000)
    max_completion_tokens: int | None = Field(None, ge=-1_000_000, le=1_000_000)
    stop: Name | Annotated[list[Name], Field(max_length=4)] | None = None
    n: int | None = Field(None, description="Refused but for 1.")
    tools: list[Any] | None = Field(None, description="Refused, unless `tool_choice` is none.")
    tool_choice: Any = None
    functions: list[Any] | None = Field(None, description="Refused.")
    response_format: dict[str, Any] | None = Field(None, description="Refused but for text.")
    logprobs: bool | None = Field(None, description="Refused.")

    @property
    def stops(self) -> tuple[str, ...]:
        """What ends the answer where the model writes it."""
        given = [self.stop] if isinstance(self.stop, str) else self.stop or []
        return tuple(filter(None, given))

    def check(self) -> None:
        """Raise BadRequest where something is asked for whose silent lack would mislead."""
        asked = {
            "n": self.n not in {None, 1},
            "tools": bool(self.tools) and self.tool_choice != "none",
            "functions": bool(self.functions),
            "response_format": (self.response_format or {}).get("type", "text") != "text",
            "logprobs": bool(self.logprobs),
        }
        for field, is_asked in asked.items():
            if is_asked:
                raise BadRequest(texts.NOT_OFFERED, field=field)
