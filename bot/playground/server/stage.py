"""What tests set up behind the scenes: chats, blocks, faults; and the log of the bot's calls."""

from collections.abc import Callable

from aiohttp import web

from bot.playground.server.faults import Fault
from bot.playground.server.parameters import Parameters, read_parameters
from bot.playground.server.people import Impossible
from bot.playground.server.places import add_person
from bot.playground.server.service import Service
from bot.playground.server.world import BotStatus, Chat, ChatType, Json, Person

_KINDS: tuple[ChatType, ...] = ("group", "supergroup", "channel")
_STATUSES: tuple[BotStatus, ...] = ("member", "administrator", "restricted", "left", "kicked")


class Stage:
    """`POST /playground/chats {action, …}`, `POST /playground/faults`, `GET /playground/log`."""

    def __init__(self, service: Service) -> None:
        self._service = service
        self._actions: dict[str, Callable[[Parameters], Json]] = {
            "person": self._person,
            "create": self._create,
            "topic": self._topic,
            "close_topic": self._close_topic,
            "reopen_topic": self._reopen_topic,
            "join": self._join,
            "bot": self._bot,
            "block": self._block,
            "unblock": self._unblock,
            "migrate": self._migrate,
            "privacy": self._privacy,
        }

    def add_to(self, application: web.Application) -> None:
        """Put the routes into an application."""
        application.router.add_post("/playground/chats", self.change)
        application.router.add_post("/playground/faults", self.fault)
        application.router.add_delete("/playground/faults", self.no_fault)
        application.router.add_get("/playground/log", self.log)

    async def change(self, request: web.Request) -> web.Response:
        """Change people and chats: see the actions above."""
        asked = await read_parameters(request)
        action = self._actions.get(asked.text("action"))
        if action is None:
            raise Impossible(f"The action is one of {', '.join(self._actions)}.")
        return web.json_response(action(asked))

    async def fault(self, request: web.Request) -> web.Response:
        """Order a failure (its fields: faults.Fault)."""
        asked = await read_parameters(request)
        try:
            fault = Fault(**asked.values)  # type: ignore[arg-type]  # the fields come from a test
        except TypeError as error:
            raise Impossible(f"A fault has other fields: {error}.") from None
        if fault.after_delivery not in {None, "cut", "hang"}:
            raise Impossible("after_delivery is cut or hang.")
        self._service.faults.plan(fault)
        return web.json_response({"ok": True})

    async def no_fault(self, _: web.Request) -> web.Response:
        """Take back all failures still to come."""
        self._service.faults.clear()
        return web.json_response({"ok": True})

    async def log(self, _: web.Request) -> web.Response:
        """Every call of the bot, oldest first."""
        return web.json_response(list(self._service.calls))

    def _chat(self, asked: Parameters, name: str = "chat_id") -> Chat:
        chat = self._service.world.chats.get(asked.integer(name))
        if chat is None:
            raise Impossible(f"There is no chat {asked.text(name)}.", 404)
        return chat

    def _person(self, asked: Parameters) -> Json:
        person = Person(
            asked.integer("id"),
            asked.text("first_name") or f"Person {asked.integer('id')}",
            asked.text("username") or None,
            asked.text("language_code") or None,
        )
        add_person(self._service.world, person)
        return {"person": person.user()}

    def _create(self, asked: Parameters) -> Json:
        kind = next((kind for kind in _KINDS if kind == asked.text("type")), None)
        if kind is None:
            raise Impossible(f"The type is one of {', '.join(_KINDS)}.")
        members = _ids(asked, "members")
        if not members:
            raise Impossible("A chat needs members.")
        chat = Chat(
            id=asked.integer("chat_id"),
            type=kind,
            title=asked.text("title") or "新群",
            members=members,
            administrators=_ids(asked, "administrators") or members[:1],
            bot_status=_status(asked, "bot_status") if asked.text("bot_status") else "member",
            is_forum=asked.flag("is_forum"),
        )
        return {"chat": self._service.world.brief(self._service.places.create(chat))}

    def _topic(self, asked: Parameters) -> Json:
        name = asked.text("name") or "话题"
        return {"message_thread_id": self._service.places.open_topic(self._chat(asked), name)}

    def _close_topic(self, asked: Parameters) -> Json:
        chat, topic_id = self._chat(asked), asked.integer("message_thread_id")
        self._service.places.close_topic(chat, topic_id)
        return {"ok": True}

    def _reopen_topic(self, asked: Parameters) -> Json:
        chat, topic_id = self._chat(asked), asked.integer("message_thread_id")
        self._service.places.close_topic(chat, topic_id, closed=False)
        return {"ok": True}

    def _join(self, asked: Parameters) -> Json:
        self._service.places.join(self._chat(asked), asked.integer("person_id"))
        return {"ok": True}

    def _bot(self, asked: Parameters) -> Json:
        status = _status(asked, "status")
        chat = self._chat(asked)
        by = chat.administrators[0] if chat.administrators else chat.members[0]
        self._service.places.set_bot_status(chat, status, by)
        return {"ok": True}

    def _block(self, asked: Parameters) -> Json:
        chat = self._chat(asked, "person_id")
        self._service.places.set_bot_status(chat, "kicked", chat.id)
        return {"ok": True}

    def _unblock(self, asked: Parameters) -> Json:
        chat = self._chat(asked, "person_id")
        self._service.places.set_bot_status(chat, "member", chat.id)
        return {"ok": True}

    def _migrate(self, asked: Parameters) -> Json:
        return {"chat_id": self._service.places.migrate(self._chat(asked)).id}

    def _privacy(self, asked: Parameters) -> Json:
        bot = self._service.world.bot
        bot.can_read_all_group_messages = asked.flag("can_read_all_group_messages")
        return {"ok": True}


def _status(asked: Parameters, name: str) -> BotStatus:
    found = next((status for status in _STATUSES if status == asked.text(name)), None)
    if found is None:
        raise Impossible(f"The {name} is one of {', '.join(_STATUSES)}.")
    return found


def _ids(asked: Parameters, name: str) -> list[int]:
    given = asked.structure(name, name)
    if given is None:
        return []
    if not isinstance(given, list) or not all(isinstance(each, int) for each in given):
        raise Impossible(f"{name} is a list of ids.")
    return given
