"""Answers a failed request: a status, and JSON with one sentence in the language of the client."""

import logging
import math
from collections.abc import Mapping, Sequence
from typing import Any, cast

from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response

from bot.api.languages import language_of
from bot.errors import (
    BadRequest,
    BodyTooBig,
    BotError,
    DocumentError,
    FileTooBig,
    Forbidden,
    ModelBlocked,
    ModelBudgetSpent,
    ModelError,
    ModelTooLong,
    NotFound,
    ServerStopping,
    StorageDown,
    Unauthorised,
)
from bot.logs import add_fields
from bot.metrics.errors import saw_error
from bot.models.chat import Language
from bot.texts import api as texts

log = logging.getLogger(__name__)

_STATUSES: tuple[tuple[type[BotError], int], ...] = (
    (Unauthorised, 401),
    (Forbidden, 403),
    (NotFound, 404),
    (BodyTooBig, 413),
    (FileTooBig, 413),
    (BadRequest, 422),
    (DocumentError, 422),
    (ModelTooLong, 422),
    (ModelBlocked, 422),
    (ModelBudgetSpent, 429),
    (ModelError, 503),
    (StorageDown, 503),
    (ServerStopping, 503),
)
"""The first that fits; any other error is a 500."""
_RETRY_AFTER_S = 60
"""Where a budget does not say when it ends."""
_OPENAI_PREFIX = "/v1/"
"""Below it statuses and bodies are those of OpenAI's API, whose clients have a class for each."""
_OPENAI_TYPES = {401: "authentication_error", 404: "not_found_error", 429: "rate_limit_error"}
_OPENAI_CODES: dict[type[BotError], str] = {
    Unauthorised: "invalid_api_key",
    NotFound: "model_not_found",
    ModelBlocked: "content_filter",
    ModelTooLong: "context_length_exceeded",
    ModelBudgetSpent: "rate_limit_exceeded",
}


def status_of(error: BotError, path: str = "") -> int:
    """The HTTP status of an error; OpenAI has 400 for what is 422 here."""
    status = next((status for kind, status in _STATUSES if isinstance(error, kind)), 500)
    return 400 if status == 422 and path.startswith(_OPENAI_PREFIX) else status


def error_response(error: BotError, path: str, language: Language) -> JSONResponse:
    """The response that tells a client of an error."""
    status = status_of(error, path)
    add_fields(error=type(error).__name__)
    headers = dict[str, str]()
    if isinstance(error, ModelBudgetSpent):
        headers["Retry-After"] = str(math.ceil(error.retry_after_s or _RETRY_AFTER_S))
    if status == 401:
        headers["WWW-Authenticate"] = "Bearer"
    body: dict[str, Any] = {"detail": error.say(language)}
    if path.startswith(_OPENAI_PREFIX):
        body |= openai_error(error, language)
    return JSONResponse(body, status, headers)


def openai_error(error: BotError, language: Language) -> dict[str, Any]:
    """An error as OpenAI's clients read it."""
    status = status_of(error, _OPENAI_PREFIX)
    code, param = _OPENAI_CODES.get(type(error)), error.values.get("field")
    return _openai_body(
        error.say(language), status, code, param if isinstance(param, str) else None
    )


def _openai_body(
    sentence: str, status: int, code: str | None = None, param: str | None = None
) -> dict[str, Any]:
    fallback = "server_error" if status >= 500 else "invalid_request_error"
    kind = _OPENAI_TYPES.get(status, fallback)
    return {"error": {"message": sentence, "type": kind, "param": param, "code": code}}


def language_for(request: Request) -> Language:
    """The language of the client."""
    return language_of(request.headers.get("accept-language", ""))


def add_error_handlers(app: FastAPI) -> None:
    """Let every failure be answered with a sentence."""
    app.add_exception_handler(BotError, _on_bot_error)
    app.add_exception_handler(RequestValidationError, _on_invalid)
    app.add_exception_handler(HTTPException, _on_http_exception)
    app.add_exception_handler(ClientDisconnect, _on_left)
    app.add_exception_handler(Exception, _on_unknown)


async def _on_bot_error(request: Request, error: Exception) -> JSONResponse:
    known = cast("BotError", error)
    saw_error(known)
    if status_of(known) >= 500:
        log.warning("%s failed: %r", request.url.path, known.__cause__ or known)
    return error_response(known, request.url.path, language_for(request))


async def _on_left(_: Request, __: Exception) -> Response:
    """Nobody is there to read it; the status is for the log, as nginx has it."""
    return Response(status_code=499)


async def _on_unknown(request: Request, error: Exception) -> JSONResponse:
    saw_error(error)
    log.error("%s failed.", request.url.path, exc_info=error)
    return error_response(BotError(), request.url.path, language_for(request))


async def _on_http_exception(request: Request, error: Exception) -> JSONResponse:
    """FastAPI's own: no such path or method, or a body that it cannot read."""
    raised = cast("HTTPException", error)
    language, path = language_for(request), request.url.path
    if isinstance(raised.__cause__, BodyTooBig):
        return error_response(raised.__cause__, path, language)
    if raised.status_code == 400:
        return error_response(BadRequest(texts.NOT_JSON), path, language)
    text = texts.NO_METHOD if raised.status_code == 405 else texts.NO_ROUTE
    sentence = text.to(language)
    body: dict[str, Any] = {"detail": sentence}
    if path.startswith(_OPENAI_PREFIX):
        body |= _openai_body(sentence, raised.status_code)
    return JSONResponse(body, raised.status_code, dict(raised.headers or {}))


async def _on_invalid(request: Request, error: Exception) -> JSONResponse:
    found = cast("RequestValidationError", error).errors()
    return error_response(_explained(found), request.url.path, language_for(request))


def _explained(found: Sequence[Mapping[str, Any]]) -> BadRequest:
    """What is wrong with a body, by the first fault that pydantic found."""
    first = found[0]
    place = [str(part) for part in first["loc"] if part not in {"body", "str", "int"}]
    if first["type"] == "json_invalid" or (not place and isinstance(first.get("input"), bytes)):
        return BadRequest(texts.NOT_JSON)
    # What our own validators raise is the name of a reason.
    kind = str(first.get("ctx", {}).get("error") or first["type"])
    reason = texts.REASONS.get(kind, texts.WRONG)
    field = ".".join(place)[:60] or texts.NO_BODY
    return BadRequest(texts.BAD_FIELD, field=field, reason=reason)
