"""Telegram on a free port of this machine, and people who chat there."""

import asyncio
import json
from collections.abc import Callable
from contextlib import AsyncExitStack
from types import TracebackType
from typing import Any, Self, TypeVar

import aiohttp

from bot.playground.server.application import DEFAULT_TOKEN, SERVICE, create_app, serving
from bot.playground.server.faults import Fault
from bot.playground.server.limits import RateModel
from bot.playground.server.parameters import Upload
from bot.playground.server.people import Place
from bot.playground.server.places import default_world
from bot.playground.server.service import Service
from bot.playground.server.store import Store

XIAOMING, LUCY, AJIE = 101, 102, 103
TEA_HOUSE, REVIEW, CHANNEL = -1001000000001, -1001000000002, -1001000000003

_BEAT_S = 0.02
_Message = dict[str, Any]
_T = TypeVar("_T")


class Chatroom:
    """The strict local Bot API server, in this process; ends with its block.

    `service` reaches everything behind it: world, people, places, updates, faults.
    """

    token = DEFAULT_TOKEN

    def __init__(self, *, limits: RateModel | None = None, store: Store | None = None) -> None:
        world = default_world()
        if store is not None:
            store.load(world)
        self._application = create_app(world, limits=limits, store=store)
        self._stack = AsyncExitStack()
        self.service: Service = self._application[SERVICE]
        self.url = ""

    async def __aenter__(self) -> Self:
        port = await self._stack.enter_async_context(serving(self._application, "127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{port}"
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self._stack.__aexit__(kind, error, trace)

    def say(
        self, person_id: int, chat_id: int, text: str, *, reply_to: int = 0, topic_id: int = 0
    ) -> _Message:
        """A person sends a text; returns the message."""
        return self.service.people.say(Place(person_id, chat_id, reply_to, topic_id), text)[0]

    def edit(self, message: _Message, text: str) -> _Message:
        """The sender of a text edits it; returns the message."""
        place = Place(message["from"]["id"], message["chat"]["id"])
        return self.service.people.edit(place, message["message_id"], text)[0]

    def send_file(
        self,
        person_id: int,
        chat_id: int,
        data: bytes,
        filename: str,
        *,
        caption: str = "",
        reply_to: int = 0,
        as_photo: bool = False,
        album: str = "",
    ) -> _Message:
        """A person sends a file; returns the message."""
        place = Place(person_id, chat_id, reply_to)
        upload = Upload(filename, "", data)
        return self.service.people.send_file(
            place, upload, caption, as_photo=as_photo, album=album
        )[0]

    def forward(self, person_id: int, message: _Message, chat_id: int) -> _Message:
        """A person forwards a message to a chat; returns the new one."""
        place = Place(person_id, chat_id)
        source = message["chat"]["id"]
        return self.service.people.forward(place, source, message["message_id"])[0]

    def press(self, person_id: int, message: _Message, label_or_data: str) -> str:
        """A person presses a button, named by its label or its data; returns the query's id."""
        chat_id, message_id = message["chat"]["id"], message["message_id"]
        now = self.service.world.chats[chat_id].messages[message_id]
        rows = now.get("reply_markup", {}).get("inline_keyboard", [])
        data = next(
            (
                button["callback_data"]
                for row in rows
                for button in row
                if label_or_data in {button["text"], button.get("callback_data")}
            ),
            label_or_data,
        )
        return self.service.people.press(Place(person_id, chat_id), message_id, data)[1]

    def messages(self, chat_id: int) -> list[_Message]:
        """What stands in a chat now, oldest first."""
        return list(self.service.world.chats[chat_id].messages.values())

    def last(self, chat_id: int) -> _Message:
        """The newest message of a chat."""
        return self.messages(chat_id)[-1]

    def calls(self, method: str | None = None) -> list[dict[str, Any]]:
        """The bot's calls: time_ms, took_ms, method, params, ok, error."""
        return [call for call in self.service.calls if method in {None, call["method"]}]

    def fault(self, method: str, **fields: Any) -> None:
        """Order a failure of the next calls: the fields of `faults.Fault`."""
        self.service.faults.plan(Fault(method, **fields))

    async def wait_for(self, predicate: Callable[[], _T], timeout_s: float = 10) -> _T:
        """Wait until the predicate gives something true, and return that."""
        now = asyncio.get_running_loop().time
        deadline = now() + timeout_s
        if found := predicate():
            return found
        async for _ in self.service.world.events.follow(None, beat_s=_BEAT_S):
            if found := predicate():
                return found
            if now() > deadline:
                break
        said = {chat: self.messages(chat)[-3:] for chat in self.service.world.chats}
        raise AssertionError(f"Not within {timeout_s} s. Last said: {said}")


class BotClient:
    """Calls of a bot, answered as they come: status and body."""

    def __init__(self, session: aiohttp.ClientSession, room: Chatroom) -> None:
        self._session = session
        self._room = room

    async def call(self, method: str, **params: Any) -> dict[str, Any]:
        """One call with a JSON body; returns the answer's body."""
        address = f"{self._room.url}/bot{self._room.token}/{method}"
        async with self._session.post(address, json=params) as answer:
            body: dict[str, Any] = json.loads(await answer.read())
            assert answer.status == (200 if body["ok"] else body["error_code"])
            return body

    async def ok(self, method: str, **params: Any) -> Any:
        """One call that works; returns its result."""
        body = await self.call(method, **params)
        assert body["ok"], body
        return body["result"]

    async def refusal(self, method: str, **params: Any) -> str:
        """One call that is refused; returns the description."""
        body = await self.call(method, **params)
        assert not body["ok"], body
        description: str = body["description"]
        return description
