"""The chat page and its HTTP endpoints: state, events, user actions."""

import json
from collections.abc import Awaitable, Callable
from dataclasses import asdict
from pathlib import Path

from aiohttp import web

from bot.playground.server.api_error import BotApiError
from bot.playground.server.bot_api_server import BotApiServer
from bot.playground.server.methods.bot_profile import command_menu
from bot.playground.server.parameters import Parameters, Upload, read_parameters
from bot.playground.server.state import BotApiChat, Json, ServerState
from bot.playground.server.user_actions import ActionContext, UserActionError

STATIC = Path(__file__).parent.parent / "static"
MESSAGES_SHOWN = 200
_PAGE_HEADERS = {
    "Cache-Control": "no-store",  # its token is of this start
    "Content-Security-Policy": "frame-ancestors 'none'",
    "Referrer-Policy": "no-referrer",
}

_Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


@web.middleware
async def page_middleware(request: web.Request, handler: _Handler) -> web.StreamResponse:
    """Answer errors as `{"error": sentence}`."""
    if not request.path.startswith("/playground/"):
        return await handler(request)
    try:
        return await handler(request)
    except UserActionError as error:
        return _error_response(str(error), error.status)
    except BotApiError as error:
        return _error_response(error.description, 400)


class PageEndpoints:
    """Handlers of `/` and `/playground/...`."""

    def __init__(self, server: BotApiServer) -> None:
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
            raise UserActionError("There is no such file.", 404)
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
        """A user sends a file (multipart)."""
        form = await read_parameters(request)
        upload = form.uploads.get("file", Upload("", "", b""))
        if not upload.data:
            raise UserActionError("The file is missing or empty.")
        caption, as_photo = form.text("caption"), form.flag("as_photo")
        sent = self._actions.send_file(_context(form), upload, caption, as_photo=as_photo)
        return _message_response(sent)

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


def page_state(state: ServerState) -> Json:
    """The state in the form that the page draws."""
    admins = {user_id for chat in state.chats.values() for user_id in chat.administrators}
    users = [{**asdict(user), "is_admin": user.id in admins} for user in state.users.values()]
    return {
        "bot": {**state.bot.user_object(), "commands": command_menu(state)},
        "users": users,
        "chats": [_page_chat(chat) for chat in state.chats.values()],
        "messages": {
            str(chat.id): list(chat.messages.values())[-MESSAGES_SHOWN:]
            for chat in state.chats.values()
        },
        "last_event_id": state.events.last_id,
    }


def _page_chat(chat: BotApiChat) -> Json:
    is_channel = chat.type == "channel"
    return {
        "id": chat.id,
        "type": chat.type,
        "title": chat.title,
        "members": chat.administrators if is_channel else chat.members,
        "administrators": chat.administrators,
        "readers": chat.members if is_channel else [],
        "bot_status": chat.bot_status,
        "migrated_to": chat.migrated_to,
        "topics": [{"id": key, **asdict(topic)} for key, topic in chat.topics.items()],
    }


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
        raise UserActionError("Send application/json.", 415)
    return await read_parameters(request)


def _error_response(sentence: str, status: int) -> web.Response:
    body = json.dumps({"error": sentence}, ensure_ascii=False)
    return web.Response(text=body, status=status, content_type="application/json")
