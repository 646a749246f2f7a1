"""A game of 成语接龙 as people see it on a strict server: buttons, reactions, the end, the next game."""

from random import Random
from typing import Any

import pytest

from bot.idioms import PlayedIdioms, choose_move
from tests.e2e.conftest import assert_no_errors, bot_says, new_user, telegram_settings
from tests.fakes.process import forked_bot
from tests.fakes.telegram import GROUP, LUCY, XIAOMING, TelegramServer

pytestmark = pytest.mark.slow


def labels(message: dict[str, Any]) -> list[str]:
    rows = message.get("reply_markup", {}).get("inline_keyboard", [])
    return [button["text"] for row in rows for button in row]


async def test_a_game_from_the_first_idiom_to_the_next_game(tmp_path):
    async with (
        TelegramServer() as telegram,
        forked_bot(tmp_path, **telegram_settings(telegram)) as bot,
    ):
        await a_private_game(telegram)
        await a_quiet_game_in_a_group(telegram)
        assert_no_errors(bot)


async def a_private_game(telegram: TelegramServer) -> None:
    person = new_user(telegram)
    said = telegram.say(person, person, "/idiom 画蛇添足")
    first = await bot_says(telegram, person, said, "画蛇添足 ✓ +1 分（共 1 分）")
    assert labels(first) == ["💡 提示", "⏭ 跳过", "🏳️ 认输", "📖 释义"]
    said = telegram.say(person, person, "我不会")
    hint = await bot_says(telegram, person, said, "提示一")
    assert labels(hint)
    telegram.press(person, hint, "🏳️ 认输")
    end = await bot_says(telegram, person, hint, "共接了")
    assert labels(end) == ["🔄 再来一局", "🖼 接龙图"]
    telegram.press(person, end, "🖼 接龙图")
    await telegram.wait_for(lambda: any("photo" in m for m in telegram.messages(person)))
    said = telegram.say(person, person, "再来一局")
    await bot_says(telegram, person, said, "我先出")


async def a_quiet_game_in_a_group(telegram: TelegramServer) -> None:
    said = telegram.say(XIAOMING, GROUP, "/idiom 一心一意")
    await bot_says(telegram, GROUP, said, "一心一意 ✓")
    said = telegram.say(XIAOMING, GROUP, "/idiom 安静 开")
    shown = await bot_says(telegram, GROUP, said, "我只当裁判")
    head = shown["text"].partition("该接「")[2][0]
    word = choose_move(f"一心一{head}", PlayedIdioms(["一心一意"]), "exact", 0, Random(1))
    said = telegram.say(LUCY, GROUP, word or "")
    reactions = telegram.state.chats[GROUP].reactions
    await telegram.wait_for(lambda: reactions.get(said["message_id"]) == ["👌"])
