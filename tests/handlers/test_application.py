import json
import time
from collections.abc import AsyncIterator
from typing import Any

import pytest

from bot.commands.cancellation import WorkStopped
from bot.errors import DeliveryPostponed, DeliveryUnknown, StorageDown
from bot.handlers.application import TelegramApp
from bot.handlers.permissions import TelegramPermissions
from bot.handlers.rate_limiter import FloodRateLimiter
from bot.handlers.routes import HandlerTable, Routes
from bot.models.chat import Request
from bot.models.inbox import ClaimedUpdate
from bot.models.work import Lease, Outcome
from bot.ports.chat import Reply
from bot.storage.flood.local_flood_budget import LocalFloodBudget
from tests.fakes.botapi import message, user
from tests.fakes.chat import FakeChatMigrations
from tests.fakes.inbox import FakeInbox
from tests.fakes.telegram import XIAOMING, TelegramServer


class Bot:
    """The bot on Telegram with a command that does what `says` and `error` tell it."""

    def __init__(self, server: TelegramServer) -> None:
        self.server = server
        self.inbox = FakeInbox()
        self.says: list[str] = []
        self.error: Exception | None = None
        self.telegram = TelegramApp(
            server.token,
            server.url,
            FloodRateLimiter(LocalFloodBudget(None)),
            FakeChatMigrations(),
            self.inbox,
            9,
        )
        migrations = FakeChatMigrations()
        routes = Routes(
            commands={"do": self._do},
            presses={},
            free_text=self._do,
            edited=self._do,
            forwardable=frozenset(),
            forwarded=self._do,
            unknown=self._do,
            joined=self._do,
            chat_migrated=migrations.migrate,
        )
        permissions = TelegramPermissions(self.telegram.bot, (), None, migrations)
        HandlerTable(routes, self.telegram.replies, permissions).register(self.telegram.application)

    async def _do(self, request: Request, reply: Reply) -> None:
        for text in self.says:
            await reply.send(text)
        if self.error:
            raise self.error

    async def handles(
        self, *sent: tuple[int, int], attempts: int = 1, asked_at: float = 0, **content: Any
    ) -> Outcome:
        """Handle one message, as the worker would have it handled."""
        made = message("/do", chat_id=XIAOMING, sender=user(XIAOMING), date=int(asked_at))
        raw = json.dumps({"update_id": 7, "message": made} | content)
        return await self.telegram._handle(ClaimedUpdate(7, raw, Lease("7", 1, attempts), sent))

    @property
    def said(self) -> list[str]:
        return [made["text"] for made in self.server.messages(XIAOMING) if made["from"]["is_bot"]]


@pytest.fixture
async def bot() -> AsyncIterator[Bot]:
    async with TelegramServer() as server:
        made = Bot(server)
        await made.telegram.connect()
        try:
            yield made
        finally:
            await made.telegram.close()


async def test_a_handled_update_is_done(bot):
    bot.says = ["好"]
    assert (await bot.handles()).kind == "done"
    assert bot.said == ["好"]


async def test_an_error_with_a_sentence_is_told_and_the_update_done(bot):
    bot.error = StorageDown()
    assert (await bot.handles()).kind == "done"
    assert "存储" in bot.said[0]


async def test_an_unknown_error_is_tried_again_before_anybody_is_told(bot, caplog):
    bot.error = ValueError("secret inside")
    outcome = await bot.handles()
    assert (outcome.kind, outcome.delay_ms > 0) == ("retry", True)
    assert bot.said == []
    assert "failed; trying again" in caplog.text


async def test_after_three_attempts_it_is_a_dead_letter_and_the_person_is_told(bot, caplog):
    bot.error = ValueError("secret inside")
    assert await bot.handles(attempts=3) == Outcome("dead_letter", reason="ValueError")
    assert "意外" in bot.said[0]
    assert "secret" not in bot.said[0]
    assert "Update 7 failed" in caplog.text


async def test_an_update_that_ended_three_processes_is_not_tried_a_fourth_time(bot, caplog):
    bot.says = ["好"]
    assert (await bot.handles(attempts=4)).kind == "dead_letter"
    assert len(bot.said) == 1
    assert "意外" in bot.said[0]
    assert "given up" in caplog.text


async def test_an_update_that_a_shutdown_stopped_is_requeued_for_the_next_process(bot):
    bot.error = WorkStopped("shutdown")
    assert (await bot.handles()).kind == "requeue"
    assert bot.said == []


@pytest.mark.parametrize(
    ("error", "outcome"),
    [
        (DeliveryPostponed(), Outcome("requeue", delay_ms=15_000)),
        (DeliveryPostponed(600), Outcome("requeue", delay_ms=600_000)),
        (DeliveryUnknown(), Outcome("retry", delay_ms=15_000)),
    ],
)
async def test_an_update_whose_reply_could_not_be_delivered_is_handled_again_later(
    bot, error, outcome
):
    bot.error = error
    assert await bot.handles(asked_at=time.time()) == outcome


async def test_an_update_whose_reply_could_not_be_delivered_for_a_day_is_done(bot):
    bot.error = DeliveryPostponed()
    assert await bot.handles(asked_at=time.time() - 25 * 3600) == Outcome()


async def test_messages_of_an_earlier_attempt_are_edited_or_deleted(bot):
    bot.says = ["一", "二", "三"]
    await bot.handles()
    ids = [made["message_id"] for made in bot.server.messages(XIAOMING)]
    bot.says = ["短"]
    await bot.handles(*enumerate(ids), attempts=2)
    assert bot.said == ["短"]


async def test_an_update_of_an_unknown_kind_is_done(bot):
    assert (await bot.handles(message=None, poll_of_the_future={"x": 1})).kind == "done"
