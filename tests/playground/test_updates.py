"""How the bot gets its updates: by polling or by webhook."""

import asyncio
from typing import Any

import pytest
from aiohttp import web

from bot.playground.server.chat_members import set_bot_status
from tests.fakes.telegram import AJIE, CHANNEL, GROUP, LUCY, XIAOMING, TelegramServer
from tests.fakes.telegram_chats import open_topic


def texts(updates: list[Any]) -> list[str]:
    return [update["message"]["text"] for update in updates]


async def test_a_waiting_poll_ends_with_what_a_user_says(bot, telegram: TelegramServer):
    poll = asyncio.create_task(bot.ok("getUpdates", timeout=20))
    await telegram.wait_for(lambda: telegram.server.updates.is_polled)
    said = telegram.say(XIAOMING, XIAOMING, "你好")
    (update,) = await poll
    assert update["message"] == said


async def test_updates_stay_until_an_offset_confirms_them(bot, telegram: TelegramServer):
    for word in "一二三":
        telegram.say(XIAOMING, XIAOMING, word)
    first = await bot.ok("getUpdates", limit=2)
    assert texts(first) == ["一", "二"]
    assert texts(await bot.ok("getUpdates")) == ["一", "二", "三"]
    assert texts(await bot.ok("getUpdates", offset=first[1]["update_id"] + 1)) == ["三"]
    assert texts(await bot.ok("getUpdates", offset=-1)) == ["三"]
    ids = [update["update_id"] for update in first]
    assert ids == sorted(set(ids))


async def test_a_second_poll_ends_the_first_with_409(bot, telegram: TelegramServer):
    first = asyncio.create_task(bot.error("getUpdates", timeout=20))
    await telegram.wait_for(lambda: telegram.server.updates.is_polled)
    second = asyncio.create_task(bot.ok("getUpdates", timeout=20))
    assert await first == (
        "Conflict: terminated by other getUpdates request; "
        "make sure that only one bot instance is running"
    )
    telegram.say(XIAOMING, XIAOMING, "你好")
    assert texts(await second) == ["你好"]


async def test_kinds_that_are_not_in_allowed_updates_are_not_queued(bot, telegram: TelegramServer):
    await bot.ok("getUpdates", allowed_updates=["callback_query"])
    telegram.say(XIAOMING, XIAOMING, "你好")
    assert await bot.ok("getUpdates") == []
    await bot.ok("getUpdates", allowed_updates=[])
    telegram.say(XIAOMING, XIAOMING, "你好")
    assert len(await bot.ok("getUpdates")) == 1


@pytest.mark.parametrize(
    ("text", "arrives"),
    [
        ("大家好", False),
        ("/ask 你好", True),
        ("/ask@other_bot 你好", False),
        ("/ask@playground_bot 你好", True),
        ("问 @playground_bot", True),
    ],
)
async def test_privacy_mode_hides_what_is_not_for_the_bot(
    bot, telegram: TelegramServer, text, arrives
):
    telegram.state.bot.can_read_all_group_messages = False
    sent = await bot.ok("sendMessage", chat_id=GROUP, text="我在")
    telegram.say(LUCY, GROUP, text)
    telegram.say(LUCY, GROUP, "答你", reply_to=sent["message_id"])
    expected = [text, "答你"] if arrives else ["答你"]
    assert texts(await bot.ok("getUpdates")) == expected
    assert not (await bot.ok("getMe"))["can_read_all_group_messages"]


async def test_edits_channel_posts_and_blocks_have_their_own_kinds(
    bot, telegram: TelegramServer, http
):
    said = telegram.say(XIAOMING, XIAOMING, "你号")
    edit = {
        "user_id": XIAOMING,
        "chat_id": XIAOMING,
        "message_id": said["message_id"],
        "text": "你好",
    }
    url, token = f"{telegram.url}/playground/edits", {"token": telegram.token}
    async with http.post(url, params=token, json=edit) as answer:
        assert (await answer.json())["message"]["edit_date"]
    telegram.say(AJIE, CHANNEL, "公告")
    set_bot_status(telegram.server, telegram.state.chats[LUCY], "kicked", changed_by=LUCY)
    updates = await bot.ok("getUpdates")
    kinds = [next(kind for kind in update if kind != "update_id") for update in updates]
    assert kinds == ["message", "edited_message", "channel_post", "my_chat_member"]
    assert updates[0]["message"]["text"] == "你号"
    assert updates[3]["my_chat_member"]["new_chat_member"]["status"] == "kicked"


async def test_a_message_in_a_topic_replies_to_the_topics_first_message(
    bot, telegram: TelegramServer
):
    chat = telegram.state.chats[GROUP]
    topic_id = open_topic(telegram.server, chat, "闲聊")
    telegram.say(XIAOMING, GROUP, "你好", topic_id=topic_id)
    message = (await bot.ok("getUpdates"))[-1]["message"]
    assert (message["message_thread_id"], message["is_topic_message"]) == (topic_id, True)
    assert message["reply_to_message"]["forum_topic_created"]["name"] == "闲聊"


@pytest.fixture
async def hook(telegram):
    """A bot's webhook that fails the first time; records secrets and texts."""
    received: list[tuple[str | None, str]] = []

    async def take(request: web.Request) -> web.Response:
        update = await request.json()
        secret = request.headers.get("X-Telegram-Bot-Api-Secret-Token")
        received.append((secret, update["message"]["text"]))
        return web.Response(status=500 if len(received) == 1 else 200)

    application = web.Application()
    application.router.add_post("/hook", take)
    runner = web.AppRunner(application)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    yield f"http://127.0.0.1:{runner.addresses[0][1]}/hook", received
    await runner.cleanup()


async def test_a_webhook_gets_each_update_until_it_answers_200(bot, telegram: TelegramServer, hook):
    url, received = hook
    telegram.say(XIAOMING, XIAOMING, "一")
    await bot.ok("setWebhook", url=url, secret_token="s3cret")
    telegram.say(XIAOMING, XIAOMING, "二")
    await telegram.wait_for(lambda: not telegram.state.pending_updates)
    assert received == [("s3cret", "一"), ("s3cret", "一"), ("s3cret", "二")]
    info = await bot.ok("getWebhookInfo")
    assert "500" in info["last_error_message"]
    assert info["pending_update_count"] == 0


async def test_polling_and_a_webhook_exclude_each_other(bot, telegram: TelegramServer):
    await bot.ok("setWebhook", url="http://127.0.0.1:1/hook")
    telegram.say(XIAOMING, XIAOMING, "一")
    assert "can't use getUpdates method while webhook is active" in await bot.error("getUpdates")
    await bot.ok("deleteWebhook", drop_pending_updates=True)
    assert await bot.ok("getUpdates") == []
