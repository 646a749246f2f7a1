"""The chat page and its HTTP endpoints: state, events, user actions."""

import json
from collections.abc import Awaitable, Callable
from pathlib import Path

from aiohttp import web

from bot.models.language import Language
from bot.playground.server.api_error import BotApiError
from bot.playground.server.bot_api_server import BotApiServer
from bot.playground.server.methods.bot_profile import menu_of
from bot.playground.server.page_state import page_state
from bot.playground.server.parameters import Parameters, Upload, read_parameters
from bot.playground.server.people import add_person, set_language, start_over
from bot.playground.server.state import Json
from bot.playground.server.user_actions import ActionContext, NotJson, NotThere, UserActionError
from bot.texts import playground as texts

STATIC = Path(__file__).parent.parent / "static"
SHARED = Path(__file__).parent.parent.parent / "static"
"""What the page has in common with the page of the HTTP chat."""
_PAGE_HEADERS = {
    "Cache-Control": "no-store",  # its token is of this start
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self'; "
    "connect-src 'self'; img-src 'self' data:; media-src 'self' blob:; base-uri 'none'; "
    "form-action 'none'; frame-ancestors 'none'",
    "Referrer-Policy": "no-referrer",
}

_Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


@web.middleware
async def page_middleware(request: web.Request, handler: _Handler) -> web.StreamResponse:
    """Answer errors as `{"error": sentence}`, in the language of the page."""
    if not request.path.startswith("/playground/"):
        return await handler(request)
    accepted = request.headers.get("Accept-Language", "")
    language: Language = "en" if accepted.startswith("en") else "zh"
    try:
        return await handler(request)
    except UserActionError as error:
        return _error_response(error.say(language), error.status)
    except BotApiError as error:
        reason = error.description
        return _error_response(texts.BAD_VALUE.to(language, reason=reason), 400)


class PageEndpoints:
    """Handlers of `/` and `/playground/...`."""

    def __init__(self, server: BotApiServer) -> None:
        self._server = server
        self._token = server.token
        self._state = server.state
        self._actions = server.user_actions

    def register(self, application: web.Application) -> None:
        """Add the routes to an application."""
        router = application.router
        router.add_get("/", self.page)
        router.add_get("/playground/state", self.state)
        router.add_get("/playground/events", self.events)
        router.add_get("/playground/files/{file_id}", self.file)
        router.add_post("/playground/messages", self.send_text)
        router.add_post("/playground/edits", self.edit_text)
        router.add_post("/playground/files", self.send_file)
        router.add_post("/playground/forwards", self.forward)
        router.add_post("/playground/presses", self.press_button)
        router.add_post("/playground/stickers", self.send_sticker)
        router.add_post("/playground/locations", self.send_location)
        router.add_get("/playground/menu", self.menu)
        router.add_post("/playground/people", self.add_person)
        router.add_post("/playground/languages", self.set_language)
        router.add_post("/playground/start-over", self.start_over)

    async def page(self, _: web.Request) -> web.Response:
        """The page, with the token that its requests need."""
        html = (STATIC / "index.html").read_text(encoding="utf-8").replace("{{token}}", self._token)
        return web.Response(text=html, content_type="text/html", headers=_PAGE_HEADERS)

    async def state(self, _: web.Request) -> web.Response:
        """Everything the page shows, with the id of the last event it includes."""
        return web.json_response(page_state(self._state))

    async def events(self, request: web.Request) -> web.StreamResponse:
        """The events from now on, or after Last-Event-ID (also as `?after=`)."""
        last = request.headers.get("Last-Event-ID") or request.query.get("after") or ""
        stream = web.StreamResponse(
            headers={"Content-Type": "text/event-stream", "Cache-Control": "no-store"}
        )
        await stream.prepare(request)
        after = int(last) if last.isdecimal() else None
        try:
            async for event in self._state.events.follow(after):
                await stream.write(event.encode())
        except ConnectionResetError:
            return stream
        return stream

    async def file(self, request: web.Request) -> web.Response:
        """A file's bytes, to show or to save."""
        stored = self._state.files.get(request.match_info["file_id"])
        if stored is None:
            raise NotThere(texts.NO_FILE)
        # An HTML file that a user sends must not run as the playground's own page.
        headers = {"Content-Security-Policy": "sandbox", "X-Content-Type-Options": "nosniff"}
        return web.Response(body=stored.data, content_type=stored.mime_type, headers=headers)

    async def send_text(self, request: web.Request) -> web.Response:
        """A user sends a text."""
        body = await _json_body(request)
        return _message_response(self._actions.send_text(_context(body), body.text("text")))

    async def edit_text(self, request: web.Request) -> web.Response:
        """A user edits a message."""
        body = await _json_body(request)
        message_id, text = body.integer("message_id"), body.text("text")
        return _message_response(self._actions.edit_text(_context(body), message_id, text))

    async def send_file(self, request: web.Request) -> web.Response:
        """A user sends a file (multipart): as a file, a photo or a voice message."""
        form = await read_parameters(request)
        upload = form.uploads.get("file", Upload("", "", b""))
        if not upload.data:
            raise UserActionError(texts.EMPTY_FILE)
        context, caption, kind = _context(form), form.text("caption"), form.text("kind")
        if kind == "voice":
            seconds = form.integer("duration_s")
            return _message_response(self._actions.send_voice(context, upload, seconds, caption))
        try:
            sent = self._actions.send_file(context, upload, caption, as_photo=kind == "photo")
        except BotApiError as error:
            raise UserActionError(texts.NO_PICTURE) from error
        return _message_response(sent)

    async def send_sticker(self, request: web.Request) -> web.Response:
        """A user sends a sticker."""
        body = await _json_body(request)
        return _message_response(self._actions.send_sticker(_context(body), body.text("emoji")))

    async def send_location(self, request: web.Request) -> web.Response:
        """A user sends a place."""
        body = await _json_body(request)
        try:
            place = float(body.text("latitude")), float(body.text("longitude"))
        except ValueError as error:
            raise UserActionError(texts.BAD_PLACE) from error
        return _message_response(self._actions.send_location(_context(body), *place))

    async def forward(self, request: web.Request) -> web.Response:
        """A user forwards a message."""
        body = await _json_body(request)
        from_chat_id, message_id = body.integer("from_chat_id"), body.integer("message_id")
        return _message_response(self._actions.forward(_context(body), from_chat_id, message_id))

    async def press_button(self, request: web.Request) -> web.Response:
        """A user presses an inline button."""
        body = await _json_body(request)
        update_id, query_id = self._actions.press_button(
            _context(body), body.integer("message_id"), body.text("data")
        )
        return web.json_response({"update_id": update_id, "callback_query_id": query_id})

    async def menu(self, request: web.Request) -> web.Response:
        """The commands that a user's app offers in a chat."""
        chat = self._actions.chat_of(_context(Parameters(request.query)))
        user_id = Parameters(request.query).integer("user_id")
        return web.json_response({"commands": menu_of(self._state, chat, user_id)})

    async def add_person(self, request: web.Request) -> web.Response:
        """Somebody new joins; answers with their id."""
        body = await _json_body(request)
        user = add_person(self._server, body.text("name"), body.text("language"))
        return web.json_response({"user_id": user.id})

    async def set_language(self, request: web.Request) -> web.Response:
        """A user's app speaks another language."""
        body = await _json_body(request)
        set_language(self._server, body.integer("user_id"), body.text("language"))
        return web.json_response({})

    async def start_over(self, request: web.Request) -> web.Response:
        """New people and empty chats."""
        await _json_body(request)
        start_over(self._server)
        return web.json_response({})


def _context(body: Parameters) -> ActionContext:
    return ActionContext(
        body.integer("user_id"),
        body.integer("chat_id"),
        body.integer("reply_to_message_id"),
        body.integer("message_thread_id"),
    )


def _message_response(sent: tuple[Json, int | None]) -> web.Response:
    message, update_id = sent
    return web.json_response({"message": message, "update_id": update_id})


async def _json_body(request: web.Request) -> Parameters:
    """The JSON body."""
    if request.content_type != "application/json":
        raise NotJson(texts.NOT_JSON)
    return await read_parameters(request)


def _error_response(sentence: str, status: int) -> web.Response:
    body = json.dumps({"error": sentence}, ensure_ascii=False)
    return web.Response(text=body, status=status, content_type="application/json")
