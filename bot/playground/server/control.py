"""The chat page's API: what people do, and what there is to see. Errors are `{"error": sentence}`."""

import json
from collections.abc import Awaitable, Callable
from dataclasses import asdict

from aiohttp import web

from bot.playground.server.methods.account import menu
from bot.playground.server.parameters import Parameters, Upload, read_parameters
from bot.playground.server.people import Impossible, Place
from bot.playground.server.refusals import Refusal
from bot.playground.server.service import Service
from bot.playground.server.world import Chat, Json, World

MESSAGES_SHOWN = 200

_Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


@web.middleware
async def only_from_here(request: web.Request, handler: _Handler) -> web.StreamResponse:
    """Errors as JSON; and no other web site may act through the visitor's browser."""
    if not request.path.startswith("/playground/"):
        return await handler(request)
    if request.headers.get("Sec-Fetch-Site", "none") not in {"none", "same-origin"}:
        return _error("Only the playground's own page may do that.", 403)
    try:
        return await handler(request)
    except Impossible as problem:
        return _error(str(problem), problem.status)
    except Refusal as refusal:
        return _error(refusal.description, 400)


class Control:
    """The page's side of the world."""

    def __init__(self, service: Service) -> None:
        self._service = service

    def add_to(self, application: web.Application) -> None:
        """Put the routes into an application."""
        router = application.router
        router.add_get("/playground/state", self.state)
        router.add_get("/playground/events", self.events)
        router.add_get("/playground/files/{file_id}", self.file)
        router.add_post("/playground/messages", self.say)
        router.add_post("/playground/edits", self.edit)
        router.add_post("/playground/files", self.send_file)
        router.add_post("/playground/forwards", self.forward)
        router.add_post("/playground/presses", self.press)

    async def state(self, _: web.Request) -> web.Response:
        """Everything there is to see, with the id of the last event it includes."""
        return web.json_response(state_of(self._service.world))

    async def events(self, request: web.Request) -> web.StreamResponse:
        """What happens from now on, or from Last-Event-ID on (also as `?after=`)."""
        last = request.headers.get("Last-Event-ID") or request.query.get("after") or ""
        stream = web.StreamResponse(
            headers={"Content-Type": "text/event-stream", "Cache-Control": "no-store"}
        )
        await stream.prepare(request)
        after = int(last) if last.isdecimal() else None
        try:
            async for event in self._service.world.events.follow(after):
                await stream.write(event.encode())
        except ConnectionResetError:
            return stream
        return stream

    async def file(self, request: web.Request) -> web.Response:
        """A file's bytes, to show or to save."""
        stored = self._service.world.files.get(request.match_info["file_id"])
        if stored is None:
            raise Impossible("There is no such file.", 404)
        # A page somebody sends must not run as the playground's own.
        headers = {"Content-Security-Policy": "sandbox", "X-Content-Type-Options": "nosniff"}
        return web.Response(body=stored.data, content_type=stored.mime_type, headers=headers)

    async def say(self, request: web.Request) -> web.Response:
        """A person sends a text."""
        asked = await _json(request)
        return _sent(self._service.people.say(_place(asked), asked.text("text")))

    async def edit(self, request: web.Request) -> web.Response:
        """A person edits a message."""
        asked = await _json(request)
        message_id, text = asked.integer("message_id"), asked.text("text")
        return _sent(self._service.people.edit(_place(asked), message_id, text))

    async def send_file(self, request: web.Request) -> web.Response:
        """A person sends a file (multipart)."""
        asked = await read_parameters(request)
        upload = asked.uploads.get("file", Upload("", "", b""))
        if not upload.data:
            raise Impossible("The file is missing or empty.")
        return _sent(
            self._service.people.send_file(
                _place(asked), upload, asked.text("caption"), as_photo=asked.flag("as_photo")
            )
        )

    async def forward(self, request: web.Request) -> web.Response:
        """A person forwards a message."""
        asked = await _json(request)
        source, message_id = asked.integer("from_chat_id"), asked.integer("message_id")
        return _sent(self._service.people.forward(_place(asked), source, message_id))

    async def press(self, request: web.Request) -> web.Response:
        """A person presses a button."""
        asked = await _json(request)
        update_id, query_id = self._service.people.press(
            _place(asked), asked.integer("message_id"), asked.text("data")
        )
        return web.json_response({"update_id": update_id, "callback_query_id": query_id})


def state_of(world: World) -> Json:
    """The world as the page draws it."""
    admins = {person for chat in world.chats.values() for person in chat.administrators}
    people = [
        {**asdict(person), "is_admin": person.id in admins} for person in world.people.values()
    ]
    return {
        "bot": {**world.bot.user(), "commands": menu(world)},
        "people": people,
        "chats": [_shown(chat) for chat in world.chats.values()],
        "messages": {
            str(chat.id): list(chat.messages.values())[-MESSAGES_SHOWN:]
            for chat in world.chats.values()
        },
        "last_event_id": world.events.last_id,
    }


def _shown(chat: Chat) -> Json:
    is_channel = chat.type == "channel"
    return {
        "id": chat.id,
        "type": chat.type,
        "title": chat.title,
        "members": chat.administrators if is_channel else chat.members,
        "readers": chat.members if is_channel else [],
        "bot_status": chat.bot_status,
        "migrated_to": chat.migrated_to,
        "topics": [{"id": key, **asdict(topic)} for key, topic in chat.topics.items()],
    }


def _place(asked: Parameters) -> Place:
    return Place(
        asked.integer("person_id"),
        asked.integer("chat_id"),
        asked.integer("reply_to_message_id"),
        asked.integer("message_thread_id"),
    )


def _sent(done: tuple[Json, int | None]) -> web.Response:
    message, update_id = done
    return web.json_response({"message": message, "update_id": update_id})


async def _json(request: web.Request) -> Parameters:
    """The JSON body; its media type is required since a foreign site cannot send it unasked."""
    if request.content_type != "application/json":
        raise Impossible("Send application/json.", 415)
    return await read_parameters(request)


def _error(sentence: str, status: int) -> web.Response:
    body = json.dumps({"error": sentence}, ensure_ascii=False)
    return web.Response(text=body, status=status, content_type="application/json")
