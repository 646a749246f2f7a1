"""The bot on a local Bot API server, with one command that says what a test tells it."""

import json
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from types import MappingProxyType
from typing import Any

from bot.handlers.application import TelegramApp
from bot.handlers.permissions import TelegramPermissions
from bot.handlers.rate_limiter import FloodRateLimiter
from bot.handlers.request_log import logged
from bot.handlers.routes import HandlerTable, Routes
from bot.models.chat import Person, Request
from bot.models.flood import FloodLimits
from bot.models.inbox import ClaimedUpdate
from bot.models.work import Lease, Outcome
from bot.ports.chat import Reply
from bot.storage.flood.local_flood_budget import LocalFloodBudget
from tests.fakes.botapi import message, user
from tests.fakes.chat import FakeChatMigrations
from tests.fakes.chat_settings import FakeChatSettings
from tests.fakes.inbox import FakeInbox
from tests.fakes.media_groups import FakeMediaGroups
from tests.fakes.telegram import XIAOMING, TelegramServer


class OneCommandBot:
    """The bot on Telegram with a command that does what `says` and `error` tell it."""

    def __init__(self, server: TelegramServer, limits: FloodLimits | None) -> None:
        self.server = server
        self.inbox = FakeInbox()
        self.now_ms = 0.0
        self.media_groups = FakeMediaGroups(now_ms=lambda: self.now_ms)
        self.requests: list[Request] = []
        self.says: list[str] = []
        self.expires = False
        self.error: Exception | None = None
        self.runs = 0
        migrations = FakeChatMigrations()
        self.telegram = TelegramApp(
            server.token,
            server.url,
            FloodRateLimiter(LocalFloodBudget(limits)),
            migrations,
            self.inbox,
            9,
            FakeChatSettings(),
            self.media_groups,
        )
        routes = Routes(
            commands={"do": self._do},
            presses={},
            free_text=self._do,
            edited=self._do,
            edit_arrived=self._edit_arrived,
            forwardable=frozenset(),
            forwarded=self._do,
            unknown=self._do,
            joined=self._do,
            chat_migrated=migrations.migrate,
            left=self._left,
        )
        permissions = TelegramPermissions(self.telegram.bot, (), None, migrations)
        HandlerTable(routes, self.telegram.replies, permissions).register(self.telegram.application)

    async def _left(self, chat_id: int, by: Person) -> None: ...

    async def _edit_arrived(self, request: Request) -> None: ...

    async def _do(self, request: Request, reply: Reply) -> None:
        self.runs += 1
        self.requests.append(request)
        for text in self.says:
            await reply.send(text, expires=self.expires)
        if self.error:
            raise self.error

    async def handles(
        self,
        *sent: tuple[int, int],
        attempts: int = 1,
        is_stored: bool = True,
        claimed: Mapping[str, Any] = MappingProxyType({}),
        **content: Any,
    ) -> Outcome:
        """Handle one message, as the worker would have it handled."""
        made = message("/do", chat_id=XIAOMING, sender=user(XIAOMING))
        raw = json.dumps({"update_id": 7, "message": made} | content)
        lease = Lease("7", 1, attempts)
        updates = self.telegram.updates
        handle = updates.handle if is_stored else updates.handle_unstored
        return await logged(handle)(ClaimedUpdate(7, raw, lease, sent, **claimed))

    @property
    def said(self) -> list[str]:
        return [made["text"] for made in self.server.messages(XIAOMING) if made["from"]["is_bot"]]


@asynccontextmanager
async def one_command_bot(limits: FloodLimits | None = None) -> AsyncIterator[OneCommandBot]:
    """The bot, connected; `limits` None: no flood budget."""
    async with TelegramServer() as server:
        made = OneCommandBot(server, limits)
        await made.telegram.connect()
        try:
            yield made
        finally:
            await made.telegram.close()
