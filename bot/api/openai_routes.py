"""The API of OpenAI's chat completions, for clients and pages that speak it; models are the personas.

The client sends all that was said before, so nothing is kept here. Fields are those of the OpenAI API
reference, "Create chat completion" and "The chat completion chunk object".
"""

import time
from typing import Annotated, Any, Literal

from fastapi import APIRouter
from fastapi.responses import Response
from fastapi.sse import format_sse_event
from pydantic import Field

from bot.api.answers import Question
from bot.api.bodies import Body, Name, PlainText
from bot.api.context import Context, Here, failures, streamed, whole_text
from bot.api.errors import error_body, status_of
from bot.api.event_stream import DONE, to_json
from bot.api.options import AUTO, with_system
from bot.api.running_answer import Progress
from bot.api.turn import Turn
from bot.errors import BadRequest, BotError
from bot.models.blank import is_blank
from bot.models.llm import AnswerOptions, Message
from bot.texts import api as texts

router = APIRouter(prefix="/v1", tags=["OpenAI-compatible"])


class ContentPart(Body):
    """A part of a message; only text is understood."""

    type: Name
    text: PlainText | None = None


class CompletionMessage(Body):
    """A message of the conversation so far."""

    role: Literal["system", "developer", "user", "assistant"]
    content: PlainText | Annotated[list[ContentPart], Field(max_length=100)] | None = None


class CompletionBody(Body):
    """The fields that have an effect here; others are ignored."""

    model: Name = Field("default", description="A persona or a model, see GET /v1/models.")
    messages: Annotated[list[CompletionMessage], Field(min_length=1, max_length=400)]
    stream: bool | None = False
    temperature: float | None = Field(None, ge=0, le=2, allow_inf_nan=False)
    max_tokens: int | None = Field(None, ge=-1_000_000, le=1_000_000)
    max_completion_tokens: int | None = Field(None, ge=-1_000_000, le=1_000_000)


@router.get("/models", responses=failures())
async def list_models(here: Here) -> dict[str, Any]:
    """The personas, then the models."""
    choices = here.services.choices
    rows = [
        {"id": name, "object": "model", "created": 0, "owned_by": "groupbot"}
        for name in (*choices.prompt_names, *choices.offered.models)
    ]
    return {"object": "list", "data": rows}


@router.post("/chat/completions", response_model=None, responses=failures(429))
async def create_completion(body: CompletionBody, here: Here) -> dict[str, Any] | Response:
    """Answer the last message."""
    question = _question(body, here)
    turn = await here.services.turns.begin_unkept(here.key, here.language)
    events = here.services.answers.events(turn, question)
    running = here.services.turns.run(turn, question.text, events)
    renderer = CompletionRenderer(turn, body.model)
    if body.stream:
        return await streamed(here.request, running, renderer)
    return renderer.whole(await whole_text(here.request, running))


def _question(body: CompletionBody, here: Context) -> Question:
    *before, last = body.messages
    text = _text(last)
    if last.role != "user" or is_blank(text):
        raise BadRequest(texts.NO_QUESTION)
    history = tuple(Message(_role(row), _text(row)) for row in before)
    choices = here.services.choices
    is_model = body.model in choices.offered.models
    options = AnswerOptions(
        history=history,
        model=body.model if is_model else None,
        temperature=choices.temperature(body.temperature),
        max_tokens=choices.offered.length(body.max_completion_tokens or body.max_tokens),
        system_prompt=with_system(None if is_model else choices.prompt(body.model), history),
        remember=False,
    )
    return Question(text, body.model == AUTO, options)


def _role(message: CompletionMessage) -> Literal["system", "user", "assistant"]:
    return "system" if message.role == "developer" else message.role


def _text(message: CompletionMessage) -> str:
    if not isinstance(message.content, list):
        return message.content or ""
    if any(part.type != "text" for part in message.content):
        raise BadRequest(texts.ONLY_TEXT)
    return "".join(part.text or "" for part in message.content)


class CompletionRenderer:
    """Writes an answer as a chat completion, whole or in chunks."""

    def __init__(self, turn: Turn, model: str) -> None:
        self._turn = turn
        self._fields = {
            "id": f"chatcmpl-{turn.message_id}",
            "created": int(time.time()),
            "model": model,
        }
        self._has_begun = False
        self._has_failed = False

    @property
    def _finish_reason(self) -> str:
        return "length" if self._turn.reached_limit else "stop"

    def whole(self, text: str) -> dict[str, Any]:
        """The chat completion object."""
        message = {"role": "assistant", "content": text}
        choice = {"index": 0, "message": message, "finish_reason": self._finish_reason}
        return {**self._fields, "object": "chat.completion", "choices": [choice]}

    def piece(self, text: str) -> bytes:
        """A chunk; the first one names the role."""
        role = {} if self._has_begun else {"role": "assistant"}
        self._has_begun = True
        return self._chunk({**role, "content": text}, None)

    def progress(self, progress: Progress) -> bytes:
        """A comment: there is no event for it."""
        return format_sse_event(comment=f"{progress.stage} {progress.found}")

    def failure(self, error: BotError) -> bytes:
        """An error in the stream, which OpenAI's client raises."""
        self._has_failed = True
        sentence = error.say(self._turn.language)
        body = error_body(sentence, status_of(error), "/v1/")
        return format_sse_event(data_str=to_json({"error": body["error"]}))

    def end(self) -> bytes:
        """The chunk with the finish reason, and the last event."""
        return DONE if self._has_failed else self._chunk({}, self._finish_reason) + DONE

    def _chunk(self, delta: dict[str, str], finish_reason: str | None) -> bytes:
        choice = {"index": 0, "delta": delta, "finish_reason": finish_reason}
        chunk = {**self._fields, "object": "chat.completion.chunk", "choices": [choice]}
        return f"data: {to_json(chunk)}\n\n".encode(errors="replace")
