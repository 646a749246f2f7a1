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
from bot.models.inbox import ClaimedUpdate, Outcome
from bot.ports.chat import Reply
from bot.storage.local_flood_budget import LocalFloodBudget
from tests.fakes.botapi import message, user
from tests.fakes.inbox import FakeInbox
from tests.fakes.telegram import XIAOMING, Chatroom


class Bot:
    """The bot on Telegram with a command that does what `says` and `error` tell it."""

    def __init__(self, room: Chatroom) -> None:
        self.room = room
        self.inbox = FakeInbox()
        self.says: list[str] = []
        self.error: Exception | None = None
        self.telegram = TelegramApp(
            room.token,
            room.url,
            FloodRateLimiter(LocalFloodBudget(None)),
            self._moved,
            self.inbox,
            9,
        )
        routes = Routes({"do": self._do}, {}, self._do, self._do, self._do, self._do, self._moved)
        members = TelegramPermissions(self.telegram.bot, (), None)
        HandlerTable(routes, self.telegram.replies, members).register(self.telegram.application)

    async def _moved(self, old: int, new: int) -> None: ...

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
        return await self.telegram._handle(ClaimedUpdate(7, raw, False, 1, attempts, sent))

    @property
    def said(self) -> list[str]:
        return [made["text"] for made in self.room.messages(XIAOMING) if made["from"]["is_bot"]]


@pytest.fixture
async def bot() -> AsyncIterator[Bot]:
    async with Chatroom() as room:
        made = Bot(room)
        await made.telegram.connect()
        try:
            yield made
        finally:
            await made.telegram.close()


async def test_a_handled_update_is_done(bot):
    bot.says = ["好"]
    assert (await bot.handles()).verb == "done"
    assert bot.said == ["好"]


async def test_what_a_person_can_be_told_is_told_and_done(bot):
    bot.error = StorageDown()
    assert (await bot.handles()).verb == "done"
    assert "存储" in bot.said[0]


async def test_a_fault_of_ours_is_tried_again_before_anybody_is_told(bot, caplog):
    bot.error = ValueError("secret inside")
    ending = await bot.handles()
    assert (ending.verb, ending.delay_ms > 0) == ("again", True)
    assert bot.said == []
    assert "failed; once more" in caplog.text


async def test_after_three_tries_it_is_buried_and_the_person_told(bot, caplog):
    bot.error = ValueError("secret inside")
    assert await bot.handles(attempts=3) == Outcome("bury", reason="ValueError")
    assert "意外" in bot.said[0]
    assert "secret" not in bot.said[0]
    assert "Update 7 failed" in caplog.text


async def test_an_update_that_ended_three_processes_is_not_tried_a_fourth_time(bot, caplog):
    bot.says = ["好"]
    assert (await bot.handles(attempts=4)).verb == "bury"
    assert len(bot.said) == 1
    assert "意外" in bot.said[0]
    assert "given up" in caplog.text


async def test_what_a_shutdown_stopped_is_handed_to_the_next_process(bot):
    bot.error = WorkStopped("shutdown")
    assert (await bot.handles()).verb == "back"
    assert bot.said == []


@pytest.mark.parametrize(
    ("error", "ending"),
    [
        (DeliveryPostponed(), Outcome("back", delay_ms=15_000)),
        (DeliveryPostponed(600), Outcome("back", delay_ms=600_000)),
        (DeliveryUnknown(), Outcome("again", delay_ms=15_000)),
    ],
)
async def test_what_could_not_be_delivered_is_handled_again_later(bot, error, ending):
    bot.error = error
    assert await bot.handles(asked_at=time.time()) == ending


async def test_what_could_not_be_delivered_for_a_day_is_let_go(bot):
    bot.error = DeliveryPostponed()
    assert await bot.handles(asked_at=time.time() - 25 * 3600) == Outcome()


async def test_messages_of_an_earlier_try_are_used_again_or_taken_back(bot):
    bot.says = ["一", "二", "三"]
    await bot.handles()
    ids = [made["message_id"] for made in bot.room.messages(XIAOMING)]
    bot.says = ["短"]
    await bot.handles(*enumerate(ids), attempts=2)
    assert bot.said == ["短"]


async def test_an_update_of_a_kind_we_do_not_know_is_done(bot):
    assert (await bot.handles(message=None, poll_of_the_future={"x": 1})).verb == "done"
