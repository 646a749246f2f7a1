"""Settings by chat, in the whole bot: one group has one language, and two chats have their own."""

import re
from functools import partial
from typing import Any

import pytest

from bot.playground.server.state import BotApiChat
from tests.e2e.conftest import ask, assert_no_errors, bot_says, new_user
from tests.fakes.files import docx
from tests.fakes.replicas import Replicas, open_replicas
from tests.fakes.telegram import AJIE, GROUP, LUCY, REVIEW, XIAOMING, TelegramServer
from tests.servers.steering import Says

pytestmark = [pytest.mark.slow, pytest.mark.timeout(90)]

ENGLISH = re.compile(r"[A-Za-z']{2,}( [A-Za-z']{2,}){2,}")
"""Three English words in a row are a sentence, and no command or name."""


def bot_texts(telegram: TelegramServer, chat_id: int, after: int = 0) -> list[str]:
    return [
        str(message.get("text", ""))
        for message in telegram.messages(chat_id)
        if message["from"]["is_bot"] and message["message_id"] > after
    ]


def popups(telegram: TelegramServer) -> list[str]:
    calls = telegram.calls("answerCallbackQuery")
    return [call["params"]["text"] for call in calls if call["params"].get("text")]


async def press(telegram: TelegramServer, who: int, page: dict[str, Any], *labels: str) -> None:
    """Press one button of the page after the other, when it is there."""
    chat, number = telegram.state.chats[page["chat"]["id"]], page["message_id"]
    for label in labels:
        await telegram.wait_for(partial(_has_button, chat, number, label))
        telegram.press(who, page, label)


def _has_button(chat: BotApiChat, message_id: int, label: str) -> bool:
    rows = chat.messages[message_id].get("reply_markup", {}).get("inline_keyboard", [])
    return any(button["text"] == label for row in rows for button in row)


async def test_a_group_has_one_language_whoever_speaks_but_for_popups():
    async with open_replicas(are_forked=True) as replicas:
        telegram = replicas.telegram
        replicas.model.answer = lambda _: Says(["因为瑞利散射。"])
        [bot] = await replicas.running(1)
        await a_game_a_post_a_summary_and_answers(telegram)
        assert [text for text in bot_texts(telegram, GROUP) if ENGLISH.search(text)] == []
        assert [text for text in bot_texts(telegram, REVIEW) if ENGLISH.search(text)] == []
        await a_running_game_keeps_its_language(telegram)
        assert_no_errors(bot)


async def a_game_a_post_a_summary_and_answers(telegram: TelegramServer) -> None:
    said = telegram.say(LUCY, GROUP, "/idiom 画蛇添足")
    played = await bot_says(telegram, GROUP, said, "该接")
    telegram.press(LUCY, played, "💡 提示")
    await bot_says(telegram, GROUP, played, "提示一")
    await ask(telegram, XIAOMING, GROUP, "/idiom 排行", "本局")
    await ask(telegram, LUCY, GROUP, "/idiom stop", "这一局到这里")
    said = telegram.say(LUCY, GROUP, "/post 今天的饭很好吃")
    await bot_says(telegram, GROUP, said, "已收到")
    card = await telegram.wait_for(
        lambda: telegram.last(REVIEW) if telegram.messages(REVIEW) else None
    )
    assert card is not None
    telegram.press(AJIE, card, "✅ 通过")
    await bot_says(telegram, GROUP, said, "已发布")
    report = docx(["这是一份很长的报告。" * 30])
    said = telegram.send_file(LUCY, GROUP, report, "报告.docx", caption="/summarize")
    await bot_says(telegram, GROUP, said, "因为瑞利散射")
    for person in (XIAOMING, LUCY, LUCY):
        said = telegram.say(person, GROUP, "/ask why is the sky blue?")
        await bot_says(telegram, GROUP, said, "因为瑞利散射")
    await ask(telegram, LUCY, GROUP, "/settings", "只有群管理员能改")


async def a_running_game_keeps_its_language(telegram: TelegramServer) -> None:
    await ask(telegram, LUCY, GROUP, "/idiom 画蛇添足", "该接")
    said = telegram.say(AJIE, GROUP, "/settings")
    page = await bot_says(telegram, GROUP, said, "这里的设置")
    await press(telegram, LUCY, page, "语言")
    refused = "Only admins of the group can change its settings."
    await telegram.wait_for(lambda: popups(telegram)[-1:] == [refused])
    await press(telegram, AJIE, page, "语言", "English")
    await telegram.wait_for(lambda: "Settings of this chat" in str(telegram.messages(GROUP)))
    await ask(telegram, XIAOMING, GROUP, "/quota", "You used today")
    await ask(telegram, XIAOMING, GROUP, "/idiom", "接龙正在进行")
    await ask(telegram, LUCY, GROUP, "/idiom stop", "这一局到这里")
    await ask(telegram, XIAOMING, GROUP, "/idiom 画蛇添足", "Next")
    audit = await ask(telegram, AJIE, REVIEW, "/audit", "settings")
    assert f"{GROUP} 语言 默认 → en" in audit


async def test_two_chats_have_their_own_settings_on_two_replicas_and_after_a_restart():
    async with open_replicas(are_forked=True) as replicas:
        telegram = replicas.telegram
        replicas.model.answer = lambda _: Says(["好。"])
        ann, bob = new_user(telegram), new_user(telegram, "zh-hant")
        await replicas.running(2)
        await ask(telegram, ann, ann, "/lang en", "English")
        said = telegram.say(bob, bob, "/settings")
        page = await bot_says(telegram, bob, said, "這裡的設定")
        await press(telegram, bob, page, "更多 ›", "記住幾輪", "0")
        await telegram.wait_for(lambda: "記住幾輪：0" in bot_texts(telegram, bob)[0])
        await each_gets_its_own(replicas, ann, bob)
        await replicas.running(0)
        await replicas.running(2)
        await each_gets_its_own(replicas, ann, bob)


async def each_gets_its_own(replicas: Replicas, ann: int, bob: int) -> None:
    telegram, model = replicas.telegram, replicas.model
    for number in range(6):
        for person in (ann, bob):
            await ask(telegram, person, person, f"/ask 第{number}问{person}", "好")
        await ask(telegram, ann, ann, "/quota", "You used today")
        await ask(telegram, bob, bob, "/quota", "你今天用了")
    seen = {person: f"第5问{person}" for person in (ann, bob)}
    last = {
        person: next(
            body["input"]["messages"]
            for body in reversed(model.bodies)
            if question in body["input"]["messages"][-1]["content"]
        )
        for person, question in seen.items()
    }
    assert f"第4问{ann}" in str(last[ann])
    assert "English" in str(last[ann][0])
    assert f"第4问{bob}" not in str(last[bob])
    assert "繁體中文" in str(last[bob][0])
