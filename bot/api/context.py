"""What the routes are given, and what they read of a request."""

import asyncio
from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import Depends
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer
from starlette.requests import Request

from bot.api.answers import Answers
from bot.api.bodies import Failure
from bot.api.errors import language_for
from bot.api.event_stream import EventStream, Renderer
from bot.api.options import Choices
from bot.api.running_answer import RunningAnswer
from bot.api.turns import Turns
from bot.models.api_key import ApiKey
from bot.models.chat import Language
from bot.ports.documents import DocumentLoader, DocumentStore

BEGIN_S = 15.0
"""How long a refusal is waited for before the response begins; after it proxies would close."""
AFTER_PROGRESS_S = 1.0
"""The same where there is progress to show."""


@dataclass(frozen=True, slots=True)
class ApiServices:
    """What the HTTP chat is built on."""

    turns: Turns
    answers: Answers
    choices: Choices
    documents: DocumentStore
    loader: DocumentLoader


@dataclass(frozen=True, slots=True)
class Context:
    """One request: whose it is, its language, and the services."""

    request: Request
    key: ApiKey
    language: Language
    services: ApiServices


# The gate has checked the key; this shows it in the OpenAPI document.
_bearer = HTTPBearer(auto_error=False, description="A key of BOT_API_KEYS.")


async def _context(  # no plain function: FastAPI would call it in a thread
    request: Request, _: Annotated[HTTPAuthorizationCredentials | None, Depends(_bearer)]
) -> Context:
    services: ApiServices = request.app.state.services
    return Context(request, request.state.key, language_for(request), services)


Here = Annotated[Context, Depends(_context)]


def failures(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """The failures of a route for OpenAPI; 401, 413, 422, 500 and 503 are always there."""
    return {status: {"model": Failure} for status in sorted({401, 413, 422, 500, 503, *statuses})}


async def streamed(request: Request, running: RunningAnswer, renderer: Renderer) -> EventStream:
    """The stream, once the answer has begun; raises what refuses it before."""
    listener = _stop_when_left(request, running)
    response = None
    try:
        await running.begun(BEGIN_S, AFTER_PROGRESS_S)
        response = EventStream(running, renderer, listener)
    finally:
        if response is None:
            listener.cancel()
            running.cancel()
    return response


async def whole_text(request: Request, running: RunningAnswer) -> str:
    """The whole answer; it is stopped where the client leaves."""
    listener = _stop_when_left(request, running)
    try:
        return await running.text()
    finally:
        listener.cancel()
        running.cancel()


def _stop_when_left(request: Request, running: RunningAnswer) -> asyncio.Task[None]:
    """A task that cancels an answer where its client leaves; a reader then gets ClientDisconnect."""

    async def listen() -> None:
        while (await request.receive())["type"] != "http.disconnect":
            pass
        running.cancel()

    return asyncio.create_task(listen())
