"""Fault injection by tests: errors, lost answers, the log of calls; and chats that tests set up."""

import asyncio

import aiohttp
import pytest

from bot.playground.server.state import BotApiChat, BotApiUser
from tests.fakes.telegram import AJIE, LUCY, XIAOMING, TelegramServer
from tests.fakes.telegram_chats import create_chat, join, migrate, open_topic


async def test_an_injected_error_comes_as_often_as_planned(telegram: TelegramServer, bot):
    telegram.fault("sendMessage", chat_id=LUCY, retry_after=3, times=2)
    for _ in range(2):
        body = await bot.call("sendMessage", chat_id=LUCY, text="x")
        assert (body["error_code"], body["parameters"]) == (429, {"retry_after": 3})
        await bot.ok("sendMessage", chat_id=XIAOMING, text="x")
    await bot.ok("sendMessage", chat_id=LUCY, text="x")
    assert [call["ok"] for call in telegram.calls()] == [False, True, False, True, True]
    assert telegram.calls()[0]["params"] == {"chat_id": LUCY, "text": "x"}


async def test_an_answer_can_be_lost_after_the_call_was_done(telegram: TelegramServer, bot):
    telegram.fault("sendMessage", after_delivery="cut")
    with pytest.raises(aiohttp.ClientError):
        await bot.call("sendMessage", chat_id=XIAOMING, text="一")
    assert telegram.last(XIAOMING)["text"] == "一"
    telegram.fault("*", after_delivery="hang")
    with pytest.raises(TimeoutError):
        await asyncio.wait_for(bot.call("sendMessage", chat_id=XIAOMING, text="二"), 0.1)
    assert telegram.last(XIAOMING)["text"] == "二"


async def test_new_users_groups_topics_and_supergroups_are_seen_by_the_bot(
    telegram: TelegramServer, bot
):
    telegram.state.add_user(BotApiUser(104, "阿花", language_code="en"))
    group = create_chat(telegram.server, BotApiChat(0, "group", "新", [104, AJIE], [104]))
    join(telegram.server, group, LUCY)
    moved = migrate(telegram.server, group)
    topic_id = open_topic(telegram.server, moved, "闲聊")
    assert telegram.last(moved.id)["message_id"] == topic_id
    assert await bot.ok("getChatMemberCount", chat_id=moved.id) == 4
    kinds = [list(update["message"])[-1] for update in await bot.ok("getUpdates")]
    assert kinds[:3] == ["new_chat_members", "migrate_to_chat_id", "migrate_from_chat_id"]
