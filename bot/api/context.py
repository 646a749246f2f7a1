"""What the routes are given, and what they read of a request."""

import asyncio
from collections.abc import Coroutine
from dataclasses import dataclass
from typing import Annotated, Any, TypeVar

from fastapi import Depends
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer
from starlette.exceptions import HTTPException
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
from bot.work.tasks import cancel_and_wait

BEGIN_S = 15.0
"""How long a refusal is waited for before the response begins; after it proxies would close."""
AFTER_PROGRESS_S = 1.0
"""The same where there is progress to show."""
_CLIENT_LEFT = 499
"""As nginx logs it; nobody is there to read it."""

Result = TypeVar("Result")


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
    response = None
    try:
        await _while_connected(request, running.begun(BEGIN_S, AFTER_PROGRESS_S))
        response = EventStream(running, renderer)
    finally:
        if response is None:
            running.cancel()
    return response


async def whole_text(request: Request, running: RunningAnswer) -> str:
    """The whole answer; it is stopped where the client leaves."""
    try:
        return await _while_connected(request, running.text())
    finally:
        running.cancel()


async def _while_connected(request: Request, work: Coroutine[Any, Any, Result]) -> Result:
    """Do some work for a client that waits; raises HTTPException where it leaves."""
    tasks = (asyncio.create_task(work), asyncio.create_task(_disconnected(request)))
    try:
        await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        if tasks[0].done():
            return tasks[0].result()
    finally:
        await cancel_and_wait(tasks)
    raise HTTPException(_CLIENT_LEFT)


async def _disconnected(request: Request) -> None:
    while (await request.receive())["type"] != "http.disconnect":
        pass
