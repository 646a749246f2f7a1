"""The strict Bot API server in this process, without a network, in the time of the event loop.

PTB calls it through its transport interface. A fault plan refuses calls, or loses them before or
after they were carried out.
"""

import asyncio
import json
import random
from dataclasses import dataclass, field, replace
from typing import Any, BinaryIO, Literal

from telegram.error import TimedOut
from telegram.ext import ExtBot
from telegram.request import BaseRequest, RequestData

from bot.handlers.messenger import TelegramMessenger
from bot.handlers.rate_limiter import FloodRateLimiter
from bot.handlers.reply import TelegramReply
from bot.handlers.transport import CallNotMade
from bot.models.chat import Thread
from bot.models.flood import FloodLimits
from bot.playground.server.api_error import BotApiError, too_many_requests
from bot.playground.server.bot_api_server import BotApiServer
from bot.playground.server.initial_state import initial_state
from bot.playground.server.methods import METHODS
from bot.playground.server.parameters import Parameters
from bot.playground.server.rate_limits import RATE_LIMITED_METHODS, RateLimits
from bot.playground.server.user_actions import ActionContext
from bot.storage.flood.local_flood_budget import LocalFloodBudget
from tests.fakes.chat import FakeChatMigrations, said

CallFault = Literal["flood", "not done", "lost before", "lost after"]
CALL_FAULTS: tuple[CallFault, ...] = ("flood", "not done", "lost before", "lost after")
READ_TIMEOUT_S = 15.0


@dataclass
class FaultPlan:
    """Which share of the calls fails, at most `most` in all; retry_after lies between 1 and 30 seconds."""

    random: random.Random
    share: float = 0
    most: int = 0
    kinds: tuple[CallFault, ...] = CALL_FAULTS

    def next(self) -> CallFault | None:
        if self.most <= 0 or self.random.random() >= self.share:
            return None
        self.most -= 1
        return self.random.choice(self.kinds)


async def _no_files(url: str, into: BinaryIO) -> None:
    raise NotImplementedError


@dataclass
class InMemoryTelegram(BaseRequest):
    """Telegram in memory, with its rate model.

    `early`: calls before their retry_after had passed. `refused`: calls answered with 429. `sent`: the
    first text of every message of the bot. `unknown`: messages whose sender got no answer.
    """

    faults: FaultPlan
    call_s: float = 0.1
    early: int = 0
    refused: int = 0
    calls: int = 0
    blocked_until: dict[int, float] = field(default_factory=dict)
    sent: dict[int, str] = field(default_factory=dict)
    unknown: set[int] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.state = initial_state()
        now = asyncio.get_running_loop().time
        self.server = BotApiServer(self.state, "1:token", RateLimits(now))
        self.limiter = FloodRateLimiter(LocalFloodBudget(FloodLimits()))
        self.bot: ExtBot[Any] = ExtBot("1:token", request=self, rate_limiter=self.limiter)
        self.messenger = TelegramMessenger(self.bot, self.limiter, FakeChatMigrations(), _no_files)

    @property
    def read_timeout(self) -> float:
        return READ_TIMEOUT_S

    async def initialize(self) -> None: ...

    async def shutdown(self) -> None: ...

    def asked(
        self,
        person_id: int,
        chat_id: int,
        text: str = "问",
        *,
        topic_id: int | None = None,
        ids: list[int] | None = None,
    ) -> TelegramReply:
        """A person says something in the chat; returns the bot's reply to it.

        `ids` gets the ids of the messages that are known to be sent for it.
        """
        context = ActionContext(person_id, chat_id, topic_id=topic_id or 0)
        message = self.server.user_actions.send_text(context, text)[0]
        request = replace(
            said(text, sender_id=person_id, chat_id=chat_id),
            thread=Thread(chat_id, topic_id),
            message_id=message["message_id"],
        )
        return TelegramReply(self.messenger if ids is None else self._noting(ids), request)

    def _noting(self, ids: list[int]) -> TelegramMessenger:
        """The messenger, which adds the ids of what it sends to `ids`."""

        class NotingMessenger(TelegramMessenger):
            async def send(self, *args: Any, **options: Any) -> int:
                message_id = await super().send(*args, **options)
                ids.append(message_id)
                return message_id

        return NotingMessenger(self.bot, self.limiter, FakeChatMigrations(), _no_files)

    def shown(self, chat_id: int) -> dict[int, dict[str, Any]]:
        """The bot's messages that a chat shows, by id."""
        chat = self.state.chats[chat_id]
        return {n: message for n, message in chat.messages.items() if n in chat.sent_by_bot}

    async def do_request(
        self, url: str, method: str, request_data: RequestData | None = None, *_: Any, **__: Any
    ) -> tuple[int, bytes]:
        name = url.rsplit("/", 1)[-1]
        parameters = Parameters(dict(request_data.parameters) if request_data else {})
        chat_id = parameters.integer("chat_id")
        self._count(chat_id)
        fault = self.faults.next()
        await asyncio.sleep(self.call_s)
        if fault == "not done":
            raise CallNotMade("Internal Server Error")
        if fault == "lost before":
            await asyncio.sleep(READ_TIMEOUT_S)
            raise TimedOut
        status, body = self._answer(name, chat_id, parameters, fault)
        if name == "sendMessage" and status == 200:
            self._note_sent(body["result"], is_unknown=fault == "lost after")
        if fault == "lost after":
            await asyncio.sleep(READ_TIMEOUT_S * self.faults.random.choice([0, 1]))
            raise TimedOut
        return status, json.dumps(body).encode()

    def _count(self, chat_id: int) -> None:
        self.calls += 1
        self.early += asyncio.get_running_loop().time() < self.blocked_until.get(chat_id, 0)

    def _answer(
        self, name: str, chat_id: int, parameters: Parameters, fault: CallFault | None
    ) -> tuple[int, dict[str, Any]]:
        limits = self.server.rate_limits
        try:
            if fault == "flood":
                raise too_many_requests(self.faults.random.randint(1, 30))
            if limits is not None and name in RATE_LIMITED_METHODS:
                limits.check(chat_id)
            return 200, {"ok": True, "result": METHODS[name.lower()][1](self.server, parameters)}
        except BotApiError as error:
            self._note_block(chat_id, error)
            body = {"ok": False, "error_code": error.code, "description": error.description}
            return error.code, body | ({"parameters": error.parameters} if error.parameters else {})

    def _note_sent(self, message: dict[str, Any], *, is_unknown: bool) -> None:
        self.sent[message["message_id"]] = message["text"]
        if is_unknown:
            self.unknown.add(message["message_id"])

    def _note_block(self, chat_id: int, error: BotApiError) -> None:
        retry_after_s = error.parameters.get("retry_after")
        if retry_after_s is not None:
            self.refused += 1
            now = asyncio.get_running_loop().time()
            self.blocked_until[chat_id] = max(
                self.blocked_until.get(chat_id, 0), now + retry_after_s
            )
