"""A member teaches the bot an idiom, and an admin agrees."""

import pytest

from tests.e2e.conftest import assert_no_surprises, bot_says, telegram_settings
from tests.fakes.process import running_bot
from tests.fakes.telegram import AJIE, GROUP, REVIEW, XIAOMING, TelegramServer

pytestmark = pytest.mark.process


async def test_an_idiom_that_a_member_teaches_is_played_once_an_admin_agrees(tmp_path):
    async with (
        TelegramServer() as telegram,
        running_bot(tmp_path, **telegram_settings(telegram)) as bot,
    ):
        said = telegram.say(XIAOMING, GROUP, "/idiom add 躺平摆烂 tang3 ping2 bai3 lan4")
        thanked = await bot_says(telegram, GROUP, said, "谢谢！「躺平摆烂」(tǎng píng bǎi làn)")
        await telegram.wait_for(lambda: telegram.messages(REVIEW))
        card = telegram.last(REVIEW)
        assert card["text"].startswith("🐉 成语提议：躺平摆烂")
        telegram.press(AJIE, card, "✅ 收下")
        await bot_says(telegram, GROUP, thanked, "收进词典了")
        said = telegram.say(XIAOMING, GROUP, "/idiom 躺平摆烂")
        await bot_says(telegram, GROUP, said, "躺平摆烂 ✓")
        assert "阿杰 收下了" in telegram.last(REVIEW)["text"]
        assert_no_surprises(bot)
