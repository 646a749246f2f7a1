"""The bot with a model on an OpenAI-compatible endpoint."""

import pytest

from tests.e2e.conftest import assert_no_errors, bot_says, telegram_settings
from tests.fakes.process import forked_bot
from tests.fakes.telegram import XIAOMING, TelegramServer
from tests.servers.openai import openai_server
from tests.servers.steering import Says

pytestmark = pytest.mark.slow


async def test_a_compatible_endpoint_needs_an_address_and_no_key(tmp_path):
    async with TelegramServer() as telegram, openai_server(key=None) as model:
        model.answer = lambda _: Says(["从本机", "来的回答"])
        settings = telegram_settings(telegram) | {
            "BOT_LLM__BASE_URL": model.url,
            "BOT_LLM__MODEL": "qwen-plus",
        }
        async with forked_bot(tmp_path, **settings) as bot:
            said = telegram.say(XIAOMING, XIAOMING, "/ask 你在哪儿？")
            await bot_says(telegram, XIAOMING, said, "从本机来的回答")
        assert_no_errors(bot)
