"""Groups: topics, captions, posts that stay there, a group that becomes a supergroup."""

from typing import Any

import pytest

from bot.playground.server.state import BotApiChat
from tests.e2e.conftest import assert_no_errors, bot_says, telegram_settings
from tests.fakes.files import docx
from tests.fakes.process import forked_bot
from tests.fakes.telegram import AJIE, CHANNEL, GROUP, LUCY, REVIEW, XIAOMING, TelegramServer
from tests.fakes.telegram_chats import (
    create_chat,
    forward_from_linked_channel,
    migrate,
    open_topic,
    say_anonymously,
)

pytestmark = pytest.mark.slow


async def test_a_group_with_topics_that_becomes_a_supergroup(tmp_path):
    async with TelegramServer() as telegram:
        settings = telegram_settings(telegram) | {"BOT_MODERATION__PUBLISH_CHAT_ID": "null"}
        async with forked_bot(tmp_path, **settings) as bot:
            await each_topic_has_its_game(telegram)
            await a_file_is_summarised_by_the_command_in_its_caption(telegram)
            await a_post_is_published_in_the_group_it_was_made_in(telegram)
            await an_anonymous_admin_administers_the_group(telegram)
            await a_post_of_the_linked_channel_is_left_alone(telegram)
            await a_game_goes_on_in_the_supergroup(telegram)
        assert_no_errors(bot)


async def each_topic_has_its_game(telegram: TelegramServer) -> None:
    topic = open_topic(telegram.server, telegram.state.chats[GROUP], "茶话")
    said = telegram.say(XIAOMING, GROUP, "/idiom 画蛇添足", topic_id=topic)
    played = await bot_says(telegram, GROUP, said, "该接")
    assert played["message_thread_id"] == topic
    said = telegram.say(XIAOMING, GROUP, "/idiom 记录")
    assert "没有接龙" in (await bot_says(telegram, GROUP, said, ""))["text"]


async def a_file_is_summarised_by_the_command_in_its_caption(telegram: TelegramServer) -> None:
    report = docx(["这是一份很长的报告。" * 30])
    said = telegram.send_file(XIAOMING, GROUP, report, "报告.docx", caption="/summarize")
    await bot_says(telegram, GROUP, said, "报告.docx")


async def a_post_is_published_in_the_group_it_was_made_in(telegram: TelegramServer) -> None:
    said = telegram.say(XIAOMING, GROUP, "/post 群里的一篇")
    await telegram.wait_for(lambda: telegram.messages(REVIEW))
    telegram.press(AJIE, telegram.last(REVIEW), "✅ 通过")
    published = await bot_says(telegram, GROUP, said, "群里的一篇")
    assert published["text"] == "群里的一篇"


async def an_anonymous_admin_administers_the_group(telegram: TelegramServer) -> None:
    group = telegram.state.chats[GROUP]
    said = say_anonymously(telegram.server, group, "/settings")
    page = await bot_says(telegram, GROUP, said, "这里的设置")
    telegram.press(AJIE, page, "语言")  # a press has the person's own id
    await bot_says(telegram, GROUP, said, "选一项")
    said = say_anonymously(telegram.server, group, "/reset")
    await bot_says(telegram, GROUP, said, "重新开始")
    said = telegram.say(LUCY, GROUP, "/reset")
    await bot_says(telegram, GROUP, said, "只有群管理员")


async def a_post_of_the_linked_channel_is_left_alone(telegram: TelegramServer) -> None:
    group, channel = telegram.state.chats[GROUP], telegram.state.chats[CHANNEL]
    post = forward_from_linked_channel(telegram.server, group, channel, "/help 看看")
    said = telegram.say(LUCY, GROUP, "/quota")
    await bot_says(telegram, GROUP, said, "")
    replies = [sent.get("reply_to_message", {}) for sent in telegram.messages(GROUP)]
    assert post["message_id"] not in [replied.get("message_id") for replied in replies]


async def a_game_goes_on_in_the_supergroup(telegram: TelegramServer) -> None:
    members = [XIAOMING, LUCY]
    group = create_chat(telegram.server, BotApiChat(0, "group", "小群", members, [XIAOMING]))
    said = telegram.say(LUCY, group.id, "/idiom 画蛇添足")
    await bot_says(telegram, group.id, said, "该接")
    supergroup = migrate(telegram.server, group).id
    # The migration and the question are handled at the same time, so ask until it is done.
    for _ in range(20):
        said = telegram.say(LUCY, supergroup, "/idiom chain")
        answer = str((await bot_says(telegram, supergroup, said, ""))["text"])
        if "画蛇添足" in answer:
            return
    pytest.fail(f"The game was lost: {answer}")


async def test_a_review_group_that_becomes_a_supergroup_goes_on_reviewing(tmp_path):
    async with TelegramServer() as telegram:
        room = BotApiChat(0, "group", "审稿", [AJIE], [AJIE], "administrator")
        group = create_chat(telegram.server, room)
        settings = telegram_settings(telegram) | {
            "BOT_MODERATION__ADMINS": "[]",
            "BOT_MODERATION__REVIEW_CHAT_ID": str(group.id),
        }
        async with forked_bot(tmp_path, **settings) as bot:
            telegram.say(XIAOMING, XIAOMING, "/post 升级之前的一篇")
            await telegram.wait_for(lambda: telegram.messages(group.id))
            before = telegram.last(group.id)
            supergroup = migrate(telegram.server, group).id
            await an_ordinary_member_is_answered(telegram)
            await a_card_of_before_still_decides(telegram, before)
            await the_next_card_is_in_the_supergroup(telegram, supergroup)
        assert_no_errors(bot)
        assert [
            line for line in bot.log if f"Group {group.id} became supergroup {supergroup}" in line
        ]
        async with forked_bot(tmp_path, **settings) as bot:
            said = telegram.say(AJIE, supergroup, "/pending")
            await bot_says(telegram, supergroup, said, "没有")
        assert_no_errors(bot)
        assert [line for line in bot.log if f"review_chat_id is {group.id}, a group that" in line]


async def an_ordinary_member_is_answered(telegram: TelegramServer) -> None:
    for command, answer in (
        ("/help", "接龙"),
        ("/idiom add 躺平摆烂 tang3 ping2 bai3 lan4", "躺平摆烂"),
    ):
        said = telegram.say(XIAOMING, XIAOMING, command)
        await bot_says(telegram, XIAOMING, said, answer)


async def a_card_of_before_still_decides(telegram: TelegramServer, card: dict[str, Any]) -> None:
    telegram.press(AJIE, card, "✅ 通过")
    await telegram.wait_for(lambda: telegram.messages(CHANNEL))
    assert telegram.last(CHANNEL)["text"] == "升级之前的一篇"


async def the_next_card_is_in_the_supergroup(telegram: TelegramServer, supergroup: int) -> None:
    telegram.say(XIAOMING, XIAOMING, "/post 升级之后的一篇")

    def cards() -> list[dict[str, Any]]:
        return [
            sent for sent in telegram.messages(supergroup) if "升级之后" in sent.get("text", "")
        ]

    [card] = await telegram.wait_for(cards)
    telegram.press(AJIE, card, "✅ 通过")
    await telegram.wait_for(lambda: telegram.last(CHANNEL)["text"] == "升级之后的一篇")
    card_id = card["message_id"]
    await telegram.wait_for(
        lambda: "已发布" in telegram.state.chats[supergroup].messages[card_id]["text"]
    )
