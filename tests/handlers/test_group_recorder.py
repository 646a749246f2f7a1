"""Which messages of a group are kept for its digest."""

from typing import Any

import pytest
from telegram import Update
from telegram.ext import ExtBot

from bot.errors import StorageDown
from bot.handlers.group_facts import TelegramGroupFacts
from bot.handlers.group_recorder import GroupRecorder
from bot.handlers.update_attempt import UpdateAttempt, attempting
from bot.models.chat_log import LoggedMessage
from bot.models.chat_settings import AS_CONFIGURED, ChatSettings, GroupDigest
from bot.models.inbox import ClaimedUpdate
from bot.models.work import Lease
from bot.playground.server.chat_members import chat_member
from bot.playground.server.initial_state import BOT_ID, initial_state
from bot.playground.server.state import BotApiChat
from tests.fakes.botapi import ME, message, user
from tests.fakes.chat_log import FakeChatLog
from tests.fakes.chat_settings import FakeChatSettings

GROUP = -1005
ON = ChatSettings(digest=GroupDigest())


class Group:
    """A group whose digest is on; what it says is recorded."""

    def __init__(self, wire: Any, settings: ChatSettings = ON) -> None:
        self.bot = ExtBot("1:token", request=wire)
        store = FakeChatSettings()
        store.settings[GROUP] = ON
        self.log = FakeChatLog(store)
        self.settings = settings

    async def hears(self, kind: str = "message", **fields: Any) -> list[str]:
        """A message arrives; return the texts that are kept."""
        async with self.bot:
            update = Update.de_json({"update_id": 1, kind: message(**fields)}, self.bot)
            attempt = UpdateAttempt(ClaimedUpdate(1, "", Lease("1", token=0)))
            attempt.settings = self.settings
            with attempting(attempt):
                await GroupRecorder(self.log)._record(update, None)
        return [kept.text for kept in await self.log.read(GROUP)]


@pytest.fixture
def group(wire) -> Group:
    return Group(wire)


def said(text: str | None = None, **fields: Any) -> dict[str, Any]:
    chat = {"id": GROUP, "type": "supergroup", "title": "群"}
    return {"text": text, "chat_id": GROUP, "chat": chat, "date": 60} | fields


async def test_what_members_write_to_each_other_is_kept_captions_too(group):
    replied = message("谁来？", chat_id=GROUP, sender=user(3))
    topic = {"message_thread_id": 7, "is_topic_message": True}
    await group.hears(**said("我来", message_id=12, reply_to_message=replied, **topic))
    [kept] = await group.log.read(GROUP)
    assert kept == LoggedMessage(12, 1, "小明", "我来", 60, 7, replied["message_id"])
    photo = [{"file_id": "f", "file_unique_id": "u", "width": 9, "height": 9}]
    assert await group.hears(**said(caption="看", photo=photo, message_id=13)) == ["我来", "看"]


@pytest.mark.parametrize(
    "fields",
    [
        {"text": "/idiom 画蛇添足"},
        {"text": f"@{ME['username']} 今天星期几", "entities": [{"type": "mention", "offset": 0, "length": 11}]},
        {"text": "不对", "reply_to_message": message("答案是二", chat_id=GROUP, sender=ME)},
        {"text": "机器人的话", "sender": user(9, is_bot=True)},
        {"text": "别人的话", "forward_origin": {"type": "hidden_user", "date": 1, "sender_user_name": "某人"}},
        {"text": "内联", "via_bot": user(9, is_bot=True)},
        {"text": "频道的话", "is_automatic_forward": True},
    ],
)  # fmt: skip
async def test_nothing_else_is_kept(group, fields):
    assert await group.hears(**said(**fields)) == []


async def test_where_the_digest_is_off_the_store_is_not_asked(wire):
    group = Group(wire, AS_CONFIGURED)
    assert await group.hears(**said("我来")) == []


async def test_an_edit_replaces_and_a_long_text_is_cut(group):
    await group.hears(**said("周三", message_id=12))
    assert await group.hears("edited_message", **said("周四", message_id=12)) == ["周四"]
    assert await group.hears("edited_message", **said("没记过", message_id=99)) == ["周四"]
    [_, long] = await group.hears(**said("长" * 900, message_id=13))
    assert len(long) == 401


async def test_while_redis_is_away_a_message_is_missing_and_nobody_is_told(group, caplog):
    async def fail(*_: object) -> None:
        raise StorageDown

    group.log.add = fail
    assert await group.hears(**said("我来")) == []
    assert "missing in a digest" in caplog.text


async def test_an_administrator_or_a_bot_without_privacy_mode_gets_every_message(wire):
    async with ExtBot("1:token", request=wire) as bot:
        facts = TelegramGroupFacts(bot)
        me = {"user": ME}
        wire.will_answer("getChatMember", 200, result={**me, "status": "member"})
        assert not await facts.hears_all(GROUP)
        rights = chat_member(
            initial_state(), BotApiChat(GROUP, "supergroup", "群", [], []), BOT_ID, "administrator"
        )
        wire.will_answer("getChatMember", 200, result=rights)
        assert await facts.hears_all(GROUP)
        wire.will_answer("getChatMember", 400, description="Bad Request: chat not found")
        assert not await facts.hears_all(GROUP)
        wire.will_answer("getChat", 400, description="Bad Request: chat not found")
        assert await facts.username(GROUP) == ""
