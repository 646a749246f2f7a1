"""The local Bot API server on a free port, with fault injection, and users who chat there."""

import asyncio
import json
from collections.abc import Callable
from contextlib import AsyncExitStack
from types import TracebackType
from typing import Any, Self, TypeVar

import aiohttp

from bot.playground.server.application import SERVER, create_app, serving
from bot.playground.server.initial_state import (
    ADMIN_ID,
    BOT_ID,
    CHANNEL_ID,
    GROUP_ID,
    REVIEW_CHAT_ID,
    initial_state,
)
from bot.playground.server.parameters import Upload
from bot.playground.server.rate_limits import RateLimits
from bot.playground.server.snapshot import Snapshot
from bot.playground.server.state import ServerState
from bot.playground.server.user_actions import ActionContext
from tests.fakes.telegram_faults import FaultInjection, InjectedFault

XIAOMING, LUCY, AJIE = 101, 102, ADMIN_ID
GROUP, REVIEW, CHANNEL = GROUP_ID, REVIEW_CHAT_ID, CHANNEL_ID

_POLL_S = 0.02
_Message = dict[str, Any]
_T = TypeVar("_T")


class TelegramServer:
    """The strict local Bot API server in this process; stops with its block.

    `server` gives its parts (user actions, updates), `state` its users, chats and messages.
    """

    token = f"{BOT_ID}:the-same-for-every-process-of-a-test"

    def __init__(
        self, *, rate_limits: RateLimits | None = None, snapshot: Snapshot | None = None
    ) -> None:
        self.state: ServerState = initial_state()
        if snapshot is not None:
            snapshot.load(self.state)
        self._faults = FaultInjection()
        self._application = create_app(
            self.state,
            token=self.token,
            rate_limits=rate_limits,
            snapshot=snapshot,
            call_middleware=self._faults,
        )
        self._stack = AsyncExitStack()
        self.server = self._application[SERVER]
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
        self, user_id: int, chat_id: int, text: str, *, reply_to: int = 0, topic_id: int = 0
    ) -> _Message:
        """A user sends a text; returns the message."""
        context = ActionContext(user_id, chat_id, reply_to, topic_id)
        return self.server.user_actions.send_text(context, text)[0]

    def edit(self, message: _Message, text: str) -> _Message:
        """The sender of a text edits it; returns the message."""
        context = ActionContext(message["from"]["id"], message["chat"]["id"])
        return self.server.user_actions.edit_text(context, message["message_id"], text)[0]

    def send_file(
        self,
        user_id: int,
        chat_id: int,
        data: bytes,
        filename: str,
        *,
        caption: str = "",
        reply_to: int = 0,
        as_photo: bool = False,
        album: str = "",
    ) -> _Message:
        """A user sends a file; returns the message."""
        context = ActionContext(user_id, chat_id, reply_to)
        upload = Upload(filename, "", data)
        return self.server.user_actions.send_file(
            context, upload, caption, as_photo=as_photo, media_group_id=album
        )[0]

    def forward(self, user_id: int, message: _Message, chat_id: int) -> _Message:
        """A user forwards a message to a chat; returns the new one."""
        context = ActionContext(user_id, chat_id)
        from_chat_id = message["chat"]["id"]
        return self.server.user_actions.forward(context, from_chat_id, message["message_id"])[0]

    def press(self, user_id: int, message: _Message, label_or_data: str) -> str:
        """A user presses a button, named by its label or its data; returns the query's id."""
        chat_id, message_id = message["chat"]["id"], message["message_id"]
        current = self.state.chats[chat_id].messages[message_id]
        rows = current.get("reply_markup", {}).get("inline_keyboard", [])
        data = next(
            (
                button["callback_data"]
                for row in rows
                for button in row
                if label_or_data in {button["text"], button.get("callback_data")}
            ),
            label_or_data,
        )
        context = ActionContext(user_id, chat_id)
        return self.server.user_actions.press_button(context, message_id, data)[1]

    def messages(self, chat_id: int) -> list[_Message]:
        """The messages of a chat as they are now, oldest first."""
        return list(self.state.chats[chat_id].messages.values())

    def last(self, chat_id: int) -> _Message:
        """The newest message of a chat."""
        return self.messages(chat_id)[-1]

    def calls(self, method: str | None = None) -> list[dict[str, Any]]:
        """The bot's calls: time_ms, method, params, ok, error."""
        return [call for call in self._faults.calls if method in {None, call["method"]}]

    def fault(self, method: str, **fields: Any) -> None:
        """Make the next calls fail: the fields of `InjectedFault`."""
        self._faults.plan(InjectedFault(method, **fields))

    async def wait_for(self, predicate: Callable[[], _T], timeout_s: float = 10) -> _T:
        """Wait until the predicate returns something true, and return that."""
        now = asyncio.get_running_loop().time
        deadline = now() + timeout_s
        if found := predicate():
            return found
        async for _ in self.state.events.follow(None, keep_alive_s=_POLL_S):
            if found := predicate():
                return found
            if now() > deadline:
                break
        last_messages = {chat_id: self.messages(chat_id)[-3:] for chat_id in self.state.chats}
        raise AssertionError(f"Not within {timeout_s} s. Last messages: {last_messages}")


class BotClient:
    """A minimal client of the Bot API: JSON in, body out."""

    def __init__(self, session: aiohttp.ClientSession, telegram: TelegramServer) -> None:
        self._session = session
        self._telegram = telegram

    async def call(self, method: str, **params: Any) -> dict[str, Any]:
        """One call with a JSON body; returns the answer's body."""
        address = f"{self._telegram.url}/bot{self._telegram.token}/{method}"
        async with self._session.post(address, json=params) as answer:
            body: dict[str, Any] = json.loads(await answer.read())
            assert answer.status == (200 if body["ok"] else body["error_code"])
            return body

    async def ok(self, method: str, **params: Any) -> Any:
        """One call that succeeds; returns its result."""
        body = await self.call(method, **params)
        assert body["ok"], body
        return body["result"]

    async def error(self, method: str, **params: Any) -> str:
        """One call that fails; returns the error's description."""
        body = await self.call(method, **params)
        assert not body["ok"], body
        description: str = body["description"]
        return description
