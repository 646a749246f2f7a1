from typing import Any

import pytest
from telegram.ext import ExtBot

from bot.handlers.permissions import KEEP_S, TelegramPermissions
from bot.handlers.update_parser import person_of
from bot.models.chat_settings import ChannelTarget
from tests.fakes.botapi import ME, RecordingRequest, message, update, user
from tests.fakes.chat import FakeChatMigrations

REVIEW, GROUP = -1, -2
RIGHTS = (
    "can_be_edited", "is_anonymous", "can_manage_chat", "can_delete_messages",
    "can_manage_video_chats", "can_restrict_members", "can_promote_members", "can_change_info",
    "can_invite_users", "can_post_stories", "can_edit_stories", "can_delete_stories",
)  # fmt: skip
GIFTS = (
    "unlimited_gifts", "limited_gifts", "unique_gifts", "premium_subscription", "gifts_from_channels",
)  # fmt: skip
REQUIRED_OF_CHAT = {
    "accent_color_id": 1,
    "max_reaction_count": 1,
    "accepted_gift_types": dict.fromkeys(GIFTS, False),
}
"""What getChat always answers (Bot API: ChatFullInfo)."""


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def wire() -> RecordingRequest:
    return RecordingRequest()


def administrators(wire: RecordingRequest, *ids: int, anonymous: bool = False) -> None:
    members = [
        {"status": "creator", "user": user(user_id), "is_anonymous": anonymous} for user_id in ids
    ]
    wire.will_answer("getChatAdministrators", 200, result=members)


async def test_admins_of_the_settings_may_review_without_a_call_to_telegram(wire):
    permissions = TelegramPermissions(
        ExtBot("1:t", request=wire), (9,), REVIEW, FakeChatMigrations()
    )
    assert await permissions.may_review(9)
    assert wire.calls == []


async def test_administrators_of_the_review_chat_may_review(wire):
    permissions = TelegramPermissions(ExtBot("1:t", request=wire), (), REVIEW, FakeChatMigrations())
    administrators(wire, 7)
    assert await permissions.may_review(7)
    assert not await permissions.may_review(8)


@pytest.mark.parametrize(
    ("kind", "may_post", "is_found"),
    [("channel", True, True), ("channel", False, False), ("supergroup", True, False)],
    ids=["a channel", "a channel where the bot may not post", "a group"],
)
async def test_only_a_channel_where_the_bot_may_post_is_found(wire, kind, may_post, is_found):
    bot = ExtBot("1:t", request=wire)
    await bot.initialize()
    permissions = TelegramPermissions(bot, (), None, FakeChatMigrations())
    chat = {"id": -100, "type": kind, "title": "晚报"} | REQUIRED_OF_CHAT
    rights = dict.fromkeys(RIGHTS, True) | {"can_post_messages": may_post}
    wire.will_answer("getChat", 200, result=chat)
    me = {"status": "administrator", "user": ME, **rights}
    wire.will_answer("getChatMember", 200, result=me)
    found = await permissions.find_channel("@news")
    assert found == (ChannelTarget(-100, "晚报") if is_found else None)


async def test_a_person_administers_their_own_private_chat(wire):
    permissions = TelegramPermissions(ExtBot("1:t", request=wire), (), None, FakeChatMigrations())
    assert await permissions.administers(5, 5)
    assert not await permissions.administers(5, 6)


async def test_administrators_are_asked_for_again_after_five_minutes_or_a_change(wire):
    clock = Clock()
    permissions = TelegramPermissions(
        ExtBot("1:t", request=wire), (), None, FakeChatMigrations(), clock
    )
    administrators(wire, 7)
    administrators(wire, 8)
    administrators(wire, 9)
    assert await permissions.administers(GROUP, 7)
    assert not await permissions.administers(GROUP, 8)
    clock.now = KEEP_S + 1
    assert await permissions.administers(GROUP, 8)
    permissions.forget(GROUP)
    assert await permissions.administers(GROUP, 9)


async def test_a_chat_that_refuses_to_list_its_administrators_has_none(wire):
    permissions = TelegramPermissions(ExtBot("1:t", request=wire), (), None, FakeChatMigrations())
    wire.will_answer("getChatAdministrators", 403, description="Forbidden: bot was kicked")
    assert not await permissions.administers(GROUP, 7)


async def test_an_anonymous_administrator_may_review_only_in_the_review_chat(wire):
    bot = ExtBot("1:t", request=wire)
    permissions = TelegramPermissions(bot, (), REVIEW, FakeChatMigrations())
    administrators(wire, 7)
    speakers = [
        person_of(made.message)
        for chat_id in (REVIEW, GROUP)
        if (made := update(message=anonymous(chat_id))).message
    ]
    assert [await permissions.may_review(speaker.id) for speaker in speakers] == [True, False]


async def test_an_anonymous_administrator_administers_their_group_and_a_channel_there_does_not(
    wire,
):
    permissions = TelegramPermissions(ExtBot("1:t", request=wire), (), REVIEW, FakeChatMigrations())
    administrators(wire, 7)
    channel = {"id": -300, "type": "channel", "title": "频道"}
    bodies = [anonymous(GROUP), anonymous(REVIEW), anonymous(GROUP) | {"sender_chat": channel}]
    made = [update(message=body).message for body in bodies]
    speakers = [person_of(each).id for each in made if each]
    assert [await permissions.administers(GROUP, each) for each in speakers] == [True, False, False]


@pytest.mark.parametrize(("is_anonymous", "writes_as"), [(True, GROUP), (False, 7)])
async def test_who_is_anonymous_in_a_group_writes_as_the_group(wire, is_anonymous, writes_as):
    permissions = TelegramPermissions(ExtBot("1:t", request=wire), (), None, FakeChatMigrations())
    administrators(wire, 7, anonymous=is_anonymous)
    assert await permissions.writes_as(GROUP, 7) == writes_as
    assert await permissions.writes_as(GROUP, 8) == 8
    assert await permissions.writes_as(7, 7) == 7


def anonymous(chat_id: int) -> dict[str, Any]:
    """A message of an anonymous administrator (Bot API: Message.sender_chat)."""
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
    ids=["alone", "two-in-config", "alone-in-both", "another-in-the-review-chat"],
)
async def test_other_reviewers_are_counted_in_the_settings_and_in_the_review_chat(
    wire, admins, administering, others
):
    permissions = TelegramPermissions(
        ExtBot("1:t", request=wire), admins, REVIEW, FakeChatMigrations()
    )
    administrators(wire, *administering)
    assert await permissions.has_other_reviewers(9) is others


async def test_a_bot_among_the_administrators_is_not_a_reviewer(wire):
    permissions = TelegramPermissions(
        ExtBot("1:t", request=wire), (9,), REVIEW, FakeChatMigrations()
    )
    me = {"status": "administrator", "user": ME, **dict.fromkeys(RIGHTS, False)}
    wire.will_answer("getChatAdministrators", 200, result=[me])
    assert not await permissions.has_other_reviewers(9)


async def test_the_administrators_of_a_review_group_review_in_the_supergroup_it_became(wire):
    migrations = FakeChatMigrations()
    permissions = TelegramPermissions(ExtBot("1:t", request=wire), (), REVIEW, migrations)
    upgraded = "Bad Request: group chat was upgraded to a supergroup chat"
    wire.will_answer(
        "getChatAdministrators", 400, description=upgraded, parameters={"migrate_to_chat_id": -1001}
    )
    administrators(wire, 7)
    assert await permissions.may_review(7)
    assert not await permissions.may_review(8)
    assert await permissions.may_review(-1001), "an anonymous administrator"
    assert migrations.migrated == [(REVIEW, -1001)]
    assert [call["chat_id"] for call in wire.of("getChatAdministrators")] == [REVIEW, -1001]
    assert [await permissions.is_review_chat(chat) for chat in (REVIEW, -1001, GROUP)] == [
        *(True, True, False),
    ]
