"""Updates of people who are not served reach no handler."""

from typing import Any

import pytest
from telegram.ext import Application, TypeHandler

from bot.commands.access import Access
from bot.handlers.gate import Gate
from bot.handlers.messenger import TelegramMessenger
from bot.handlers.rate_limiter import FloodRateLimiter
from bot.handlers.replies import Replies
from bot.handlers.update_attempt import UpdateAttempt, attempting
from bot.models.inbox import ClaimedUpdate
from bot.models.work import Lease
from bot.storage.flood.local_flood_budget import LocalFloodBudget
from tests.fakes.botapi import RecordingRequest, message, update, user
from tests.fakes.chat import FakeChatMigrations, FakePermissions
from tests.fakes.usage import FakeUsernames

EVE, GROUP = 66, -5


class Scenario:
    """An application that counts what reaches its handlers; Eve is blocked."""

    def __init__(self) -> None:
        self.wire = RecordingRequest()
        self.usernames = FakeUsernames()
        self.errors: list[Exception] = []
        self.handled: list[object] = []

    async def open(self) -> "Scenario":
        limiter = FloodRateLimiter(LocalFloodBudget(None))
        builder = Application.builder().token("1:t").request(self.wire).rate_limiter(limiter)
        self.application = builder.updater(None).job_queue(None).build()
        await self.application.initialize()

        async def handle(update: object, _: object) -> None:
            self.handled.append(update)

        migrations = FakeChatMigrations()
        messenger = TelegramMessenger(self.application.bot, limiter, migrations, self.wire.download)
        access = Access(FakePermissions(), migrations, blocked=frozenset({EVE}))
        Gate(access, self.usernames, Replies(messenger)).register(self.application)
        self.application.add_handler(TypeHandler(object, handle))
        self.application.add_error_handler(self.fail)
        return self

    async def fail(self, _: object, context: Any) -> None:
        self.errors.append(context.error)

    async def receive(self, **content: Any) -> int:
        """How many handlers saw the update."""
        self.handled.clear()
        await self.application.process_update(update(self.application.bot, **content))
        assert self.errors == []
        return len(self.handled)


@pytest.fixture
async def scenario() -> Scenario:
    return await Scenario().open()


def press(sender_id: int) -> dict[str, Any]:
    return {
        "id": "1",
        "from": user(sender_id),
        "chat_instance": "c",
        "data": "stop",
        "message": message("x", chat_id=GROUP),
    }


@pytest.mark.parametrize("kind", ["message", "edited_message"])
@pytest.mark.parametrize("text", ["/help", "你好"])
async def test_commands_talk_and_edits_of_a_blocked_person_reach_nothing(scenario, kind, text):
    assert await scenario.receive(**{kind: message(text, chat_id=GROUP, sender=user(EVE))}) == 0
    assert await scenario.receive(**{kind: message(text, chat_id=GROUP)}) == 1
    assert scenario.wire.of("sendMessage") == []


async def test_a_press_of_a_blocked_person_is_answered_without_effect(scenario):
    assert await scenario.receive(callback_query=press(EVE)) == 0
    assert len(scenario.wire.of("answerCallbackQuery")) == 1
    assert await scenario.receive(callback_query=press(1)) == 1


async def test_what_telegram_reports_of_a_chat_passes(scenario):
    moved = message(chat_id=GROUP, sender=user(EVE), migrate_to_chat_id=-1005)
    assert await scenario.receive(message=moved) == 1


async def test_the_names_of_those_who_are_served_are_remembered(scenario):
    await scenario.receive(message=message("hi", sender=user(7, username="Alice")))
    assert await scenario.receive(message=message("hi", sender=user(8))) == 1
    await scenario.receive(message=message("hi", sender=user(EVE, username="Eve")))
    assert scenario.usernames.known == {"alice": 7}


@pytest.mark.parametrize(("sender_id", "told"), [(7, 1), (EVE, 0)])
async def test_who_has_too_many_waiting_is_told_and_the_command_not_run_and_the_blocked_hear_nothing(
    scenario, sender_id, told
):
    with attempting(UpdateAttempt(ClaimedUpdate(1, "{}", Lease("1", 1), refused=50))):
        content = {"message": message("/help", chat_id=GROUP, sender=user(sender_id))}
        assert await scenario.receive(**content) == 0
    said = [call["text"] for call in scenario.wire.of("sendMessage")]
    assert [("50" in text) for text in said] == [True] * told
