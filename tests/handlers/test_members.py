import pytest
from telegram.ext import ExtBot

from bot.handlers.members import KEEP_S, TelegramMembers
from tests.fakes.botapi import RecordingRequest, user

REVIEW, GROUP = -1, -2


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def wire() -> RecordingRequest:
    return RecordingRequest()


def administrators(wire: RecordingRequest, *ids: int) -> None:
    members = [
        {"status": "creator", "user": user(user_id), "is_anonymous": False} for user_id in ids
    ]
    wire.will_answer("getChatAdministrators", 200, result=members)


async def test_admins_of_the_configuration_may_review_without_asking(wire):
    members = TelegramMembers(ExtBot("1:t", request=wire), (9,), REVIEW)
    assert await members.may_review(9)
    assert wire.calls == []


async def test_administrators_of_the_review_chat_may_review_and_others_not(wire):
    members = TelegramMembers(ExtBot("1:t", request=wire), (), REVIEW)
    administrators(wire, 7)
    assert await members.may_review(7)
    assert not await members.may_review(8)


async def test_a_private_chat_belongs_to_its_person(wire):
    members = TelegramMembers(ExtBot("1:t", request=wire), (), None)
    assert await members.administers(5, 5)
    assert not await members.administers(5, 6)


async def test_telegram_is_asked_again_after_a_while_or_a_change_of_rights(wire):
    clock = Clock()
    members = TelegramMembers(ExtBot("1:t", request=wire), (), None, clock)
    administrators(wire, 7)
    administrators(wire, 8)
    administrators(wire, 9)
    assert await members.administers(GROUP, 7)
    assert not await members.administers(GROUP, 8)
    clock.now = KEEP_S + 1
    assert await members.administers(GROUP, 8)
    members.forget(GROUP)
    assert await members.administers(GROUP, 9)


async def test_a_chat_that_refuses_to_tell_has_no_administrators(wire):
    members = TelegramMembers(ExtBot("1:t", request=wire), (), None)
    wire.will_answer("getChatAdministrators", 403, description="Forbidden: bot was kicked")
    assert not await members.administers(GROUP, 7)
