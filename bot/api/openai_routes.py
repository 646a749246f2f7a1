"""The API of OpenAI's chat completions, for clients and pages that speak it; models are the personas.

The client sends all that was said before, so nothing is kept here. Fields are those of the OpenAI API
reference, "Create chat completion" and "The chat completion chunk object".
"""

import time
from typing import Any, Literal

from fastapi import APIRouter
from fastapi.responses import Response
from fastapi.sse import format_sse_event

from bot.api.answers import Query
from bot.api.context import Context, Here, failures, streamed, whole_text
from bot.api.errors import openai_error
from bot.api.event_stream import DONE, to_json
from bot.api.openai_bodies import CompletionBody, CompletionMessage
from bot.api.options import AUTO, with_system
from bot.api.running_answer import Progress
from bot.api.turn import Turn
from bot.errors import BadRequest, BotError, NotFound
from bot.models.blank import is_blank
from bot.models.llm import AnswerOptions, Message
from bot.texts import api as texts

router = APIRouter(prefix="/v1", tags=["OpenAI-compatible"])


@router.get("/models", responses=failures())
async def list_models(here: Here) -> dict[str, Any]:
    """The personas, then the models."""
    return {"object": "list", "data": [_model(name) for name in _names(here)]}


@router.get("/models/{name:path}", responses=failures(404))
async def retrieve_model(name: str, here: Here) -> dict[str, Any]:
    """One of them."""
    _check_name(name, here)
    return _model(name)


@router.post("/chat/completions", response_model=None, responses=failures(400, 404, 429))
async def create_completion(body: CompletionBody, here: Here) -> dict[str, Any] | Response:
    """Answer the last message."""
    body.check()
    _check_name(body.model, here)
    query = _query(body, here)
    turn = await here.services.turns.begin_unkept(here.key, here.language)
    events = here.services.answers.events(turn, query)
    running = here.services.turns.run(turn, query.text, events)
    with_usage = body.stream_options is not None and bool(body.stream_options.include_usage)
    renderer = CompletionRenderer(turn, body.model, with_usage=with_usage)
    if body.stream:
        return await streamed(here.request, running, renderer)
    return renderer.whole(await whole_text(here.request, running))


def _names(here: Context) -> tuple[str, ...]:
    choices = here.services.choices
    return (*choices.prompt_names, *choices.offered.models)


def _check_name(name: str, here: Context) -> None:
    names = _names(here)
    if name not in names:
        raise NotFound(texts.UNKNOWN_MODEL, name=name, known=", ".join(names))


def _model(name: str) -> dict[str, Any]:
    return {"id": name, "object": "model", "created": 0, "owned_by": "groupbot"}


def _query(body: CompletionBody, here: Context) -> Query:
    *before, last = body.messages
    text = last.text
    if last.role != "user" or is_blank(text):
        raise BadRequest(texts.NO_QUESTION)
    history = tuple(Message(_role(row), row.text) for row in before)
    choices = here.services.choices
    is_model = body.model in choices.offered.models
    options = AnswerOptions(
        history=history,
        model=body.model if is_model else None,
        temperature=choices.temperature(body.temperature),
        max_tokens=choices.offered.length(body.max_completion_tokens or body.max_tokens),
        system_prompt=with_system(None if is_model else choices.prompt(body.model), history),
        stop=body.stops,
        remember=False,
    )
    return Query(text, body.model == AUTO, options)


def _role(message: CompletionMessage) -> Literal["system", "user", "assistant"]:
    return "system" if message.role == "developer" else message.role


class CompletionRenderer:
    """Writes an answer as a chat completion, whole or in chunks."""

    def __init__(self, turn: Turn, model: str, *, with_usage: bool) -> None:
        self._turn = turn
        self._with_usage = with_usage
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
        whole = {**self._fields, "object": "chat.completion", "choices": [choice]}
        return whole | ({"usage": usage} if (usage := self._usage()) else {})

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
        return format_sse_event(data_str=to_json(openai_error(error, self._turn.language)))

    def end(self) -> bytes:
        """The chunk with the finish reason, that with the tokens if they were asked for, the last event."""
        if self._has_failed:
            return DONE
        usage = self._usage() if self._with_usage else None
        last = self._event([], usage) if usage else b""
        return self._chunk({}, self._finish_reason) + last + DONE

    def _chunk(self, delta: dict[str, str], finish_reason: str | None) -> bytes:
        return self._event([{"index": 0, "delta": delta, "finish_reason": finish_reason}], None)

    def _event(self, choices: list[dict[str, Any]], usage: dict[str, int] | None) -> bytes:
        chunk = {**self._fields, "object": "chat.completion.chunk", "choices": choices}
        if self._with_usage:
            chunk["usage"] = usage
        return f"data: {to_json(chunk)}\n\n".encode(errors="replace")

    def _usage(self) -> dict[str, int] | None:
        """What the service reports; None where no model was called."""
        tokens = self._turn.tokens
        if tokens is None:
            return None
        return {
            "prompt_tokens": tokens.read,
            "completion_tokens": tokens.written,
            "total_tokens": tokens.read + tokens.written,
        }
