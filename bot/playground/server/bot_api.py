"""The Bot API over HTTP: `/bot<token>/<method>` and `/file/bot<token>/<path>`."""

import asyncio
import inspect
import re
import time
from contextlib import suppress

from aiohttp import web

from bot.playground.server.faults import Fault
from bot.playground.server.limits import COUNTED
from bot.playground.server.methods import METHODS
from bot.playground.server.methods.method import Method
from bot.playground.server.parameters import Parameters, read_parameters
from bot.playground.server.refusals import Refusal
from bot.playground.server.service import Service
from bot.playground.server.world import Json

_HANG_S = 3600
_STRUCTURES = frozenset(
    [
        "reply_markup",
        "entities",
        "caption_entities",
        "reply_parameters",
        "commands",
        "scope",
        "allowed_updates",
        "link_preview_options",
    ]
)


class BotApi:
    """Answers the bot's calls."""

    def __init__(self, service: Service) -> None:
        self._service = service

    def add_to(self, application: web.Application) -> None:
        """Put the routes into an application."""
        application.router.add_route("*", "/bot{token:[^/]*}/{method}", self.call)
        application.router.add_get("/file/bot{token:[^/]*}/{path:.+}", self.download)

    async def call(self, request: web.Request) -> web.StreamResponse:
        """One call."""
        try:
            self._check_token(request)
            name, method = _method(request.match_info["method"])
            parameters = await read_parameters(request)
        except Refusal as refusal:
            return _refused(refusal)
        fault = self._service.faults.next(name, _chat_id(parameters))
        if fault is not None and fault.delay_s:
            await asyncio.sleep(fault.delay_s)
        answer = await self._answer(name, method, parameters, fault)
        if fault is not None and fault.after_delivery is not None:
            await _lose(request, fault)
        return answer

    async def download(self, request: web.Request) -> web.Response:
        """A file's bytes, at the path that getFile gave."""
        try:
            self._check_token(request)
        except Refusal as refusal:
            return _refused(refusal)
        wanted = request.match_info["path"]
        for stored in self._service.world.files.values():
            if stored.path == wanted:
                return web.Response(body=stored.data, content_type="application/octet-stream")
        return _refused(Refusal(404, "Not Found"))

    def _check_token(self, request: web.Request) -> None:
        token = request.match_info["token"]
        if not re.fullmatch(r"\d+:[\w-]+", token):
            raise Refusal(404, "Not Found")
        if token != self._service.token:
            raise Refusal(401, "Unauthorized")

    async def _answer(
        self, name: str, method: Method, parameters: Parameters, fault: Fault | None
    ) -> web.Response:
        began_s = time.time()
        error: str | None = "the client hung up"
        try:
            if fault is not None and (ordered := fault.refusal()) is not None:
                raise ordered
            self._count(name, parameters)
            result = method(self._service, parameters)
            if inspect.isawaitable(result):
                result = await result
            error = None
            return web.json_response({"ok": True, "result": result})
        except Refusal as refusal:
            error = refusal.description
            return _refused(refusal)
        finally:
            self._service.record(name, _readable(parameters), error, began_s)

    def _count(self, name: str, parameters: Parameters) -> None:
        chat_id = _chat_id(parameters)
        if self._service.limits is not None and name in COUNTED and chat_id is not None:
            self._service.limits.check(chat_id)


def _method(wanted: str) -> tuple[str, Method]:
    found = METHODS.get(wanted.lower())
    if found is None:
        raise Refusal(404, "Not Found: method not found")
    return found


def _chat_id(parameters: Parameters) -> int | None:
    given = parameters.text("chat_id")
    return int(given) if re.fullmatch(r"-?\d+", given) else None


def _readable(parameters: Parameters) -> Json:
    """The parameters for the log: structures parsed, uploads by name and size."""
    shown: Json = dict(parameters.values)
    for name in _STRUCTURES & shown.keys():
        with suppress(Refusal):
            shown[name] = parameters.structure(name, name)
    uploads = {name: [file.filename, len(file.data)] for name, file in parameters.uploads.items()}
    return shown | uploads


async def _lose(request: web.Request, fault: Fault) -> None:
    """The call was done; its answer does not arrive."""
    if fault.after_delivery == "hang":
        await asyncio.sleep(_HANG_S)
    if request.transport is not None:
        request.transport.abort()


def _refused(refusal: Refusal) -> web.Response:
    body: Json = {"ok": False, "error_code": refusal.code, "description": refusal.description}
    if refusal.parameters:
        body["parameters"] = refusal.parameters
    return web.json_response(body, status=refusal.code)
