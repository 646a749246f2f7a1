from typing import Any

import pytest
from telegram.ext import ExtBot

from bot.handlers.permissions import KEEP_S, TelegramPermissions
from bot.handlers.update_parser import person_of
from tests.fakes.botapi import ME, RecordingRequest, message, update, user

REVIEW, GROUP = -1, -2
RIGHTS = (
    "can_be_edited", "is_anonymous", "can_manage_chat", "can_delete_messages",
    "can_manage_video_chats", "can_restrict_members", "can_promote_members", "can_change_info",
    "can_invite_users", "can_post_stories", "can_edit_stories", "can_delete_stories",
)  # fmt: skip


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
    members = TelegramPermissions(ExtBot("1:t", request=wire), (9,), REVIEW)
    assert await members.may_review(9)
    assert wire.calls == []


async def test_administrators_of_the_review_chat_may_review_and_others_not(wire):
    members = TelegramPermissions(ExtBot("1:t", request=wire), (), REVIEW)
    administrators(wire, 7)
    assert await members.may_review(7)
    assert not await members.may_review(8)


async def test_a_private_chat_belongs_to_its_person(wire):
    members = TelegramPermissions(ExtBot("1:t", request=wire), (), None)
    assert await members.administers(5, 5)
    assert not await members.administers(5, 6)


async def test_telegram_is_asked_again_after_a_while_or_a_change_of_rights(wire):
    clock = Clock()
    members = TelegramPermissions(ExtBot("1:t", request=wire), (), None, clock)
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
    members = TelegramPermissions(ExtBot("1:t", request=wire), (), None)
    wire.will_answer("getChatAdministrators", 403, description="Forbidden: bot was kicked")
    assert not await members.administers(GROUP, 7)


async def test_an_anonymous_admin_of_the_review_chat_may_review_one_of_elsewhere_not(wire):
    bot = ExtBot("1:t", request=wire)
    members = TelegramPermissions(bot, (), REVIEW)
    administrators(wire, 7)
    speakers = [
        person_of(made.message)
        for chat_id in (REVIEW, GROUP)
        if (made := update(message=anonymous(chat_id))).message
    ]
    assert [await members.may_review(speaker.id) for speaker in speakers] == [True, False]


def anonymous(chat_id: int) -> dict[str, Any]:
    """What an admin says who hides behind their group (Bot API: Message.sender_chat)."""
    group = {"id": chat_id, "type": "supergroup", "title": "群"}
    speaker = {
        "id": 1087968824,
        "is_bot": True,
        "first_name": "Group",
        "username": "GroupAnonymousBot",
    }
    return message("/pending", chat_id=chat_id, sender=speaker, sender_chat=group)


@pytest.mark.parametrize(
    ("admins", "administering", "others"),
    [((9,), (), False), ((9, 8), (), True), ((9,), (9,), False), ((9,), (9, 7), True)],
    ids=["alone", "two-in-config", "alone-in-both", "another-in-the-chat"],
)
async def test_whether_anybody_else_could_decide(wire, admins, administering, others):
    members = TelegramPermissions(ExtBot("1:t", request=wire), admins, REVIEW)
    administrators(wire, *administering)
    assert await members.has_other_reviewers(9) is others


async def test_a_bot_among_the_administrators_decides_nothing(wire):
    members = TelegramPermissions(ExtBot("1:t", request=wire), (9,), REVIEW)
    me = {"status": "administrator", "user": ME, **dict.fromkeys(RIGHTS, False)}
    wire.will_answer("getChatAdministrators", 200, result=[me])
    assert not await members.has_other_reviewers(9)
