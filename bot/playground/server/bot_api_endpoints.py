"""The Bot API's HTTP endpoints: checks the token, runs methods, serves files."""

import inspect
import re
from collections.abc import Awaitable, Callable
from functools import partial

from aiohttp import web

from bot.playground.server.api_error import BotApiError
from bot.playground.server.bot_api_server import BotApiServer, Method
from bot.playground.server.methods import METHODS
from bot.playground.server.parameters import Parameters, read_parameters
from bot.playground.server.rate_limits import RATE_LIMITED_METHODS
from bot.playground.server.state import Json

RunMethod = Callable[[], Awaitable[object]]
CallMiddleware = Callable[[web.Request, str, Parameters, RunMethod], Awaitable[object]]
"""Gets the request, the method's name, its parameters and what runs it; returns the `result`."""


class BotApiEndpoints:
    """Handlers of `/bot<token>/<method>` and `/file/bot<token>/<path>`."""

    def __init__(self, server: BotApiServer, middleware: CallMiddleware | None = None) -> None:
        self._server = server
        self._middleware = middleware

    def register(self, application: web.Application) -> None:
        """Add the routes to an application."""
        application.router.add_route("*", "/bot{token:[^/]*}/{method}", self.call)
        application.router.add_get("/file/bot{token:[^/]*}/{path:.+}", self.download)

    async def call(self, request: web.Request) -> web.Response:
        """Run one method (Bot API: making requests)."""
        try:
            self._check_token(request)
            name, method = _find_method(request.match_info["method"])
            parameters = await read_parameters(request)
            run = partial(self._run, name, method, parameters)
            if self._middleware is None:
                result = await run()
            else:
                result = await self._middleware(request, name, parameters, run)
        except BotApiError as error:
            return _error_response(error)
        return web.json_response({"ok": True, "result": result})

    async def download(self, request: web.Request) -> web.Response:
        """Send a file's bytes; the path is what getFile returned."""
        try:
            self._check_token(request)
        except BotApiError as error:
            return _error_response(error)
        path = request.match_info["path"]
        for file in self._server.state.files.values():
            if file.path == path:
                return web.Response(body=file.data, content_type="application/octet-stream")
        return _error_response(BotApiError(404, "Not Found"))

    def _check_token(self, request: web.Request) -> None:
        token = request.match_info["token"]
        if not re.fullmatch(r"\d+:[\w-]+", token):
            raise BotApiError(404, "Not Found")
        if token != self._server.token:
            raise BotApiError(401, "Unauthorized")

    async def _run(self, name: str, method: Method, parameters: Parameters) -> object:
        chat_id = parameters.chat_id()
        limits = self._server.rate_limits
        if limits is not None and name in RATE_LIMITED_METHODS and chat_id is not None:
            limits.check(chat_id, _messages(name, parameters))
        result = method(self._server, parameters)
        return await result if inspect.isawaitable(result) else result


def _messages(name: str, parameters: Parameters) -> int:
    """As how many messages a call counts."""
    media = parameters.structure("media", "media") if name == "sendMediaGroup" else None
    return max(1, len(media)) if isinstance(media, list) else 1


def _find_method(name: str) -> tuple[str, Method]:
    found = METHODS.get(name.lower())
    if found is None:
        raise BotApiError(404, "Not Found: method not found")
    return found


def _error_response(error: BotApiError) -> web.Response:
    body: Json = {"ok": False, "error_code": error.code, "description": error.description}
    if error.parameters:
        body["parameters"] = error.parameters
    return web.json_response(body, status=error.code)
