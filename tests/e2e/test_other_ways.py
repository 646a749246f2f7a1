"""The same bot by webhook, and on a compatible endpoint that asks for no key."""

import socket

import aiohttp
import pytest

from tests.e2e.conftest import assert_no_surprises, bot_says, telegram_settings
from tests.fakes.process import running_bot
from tests.fakes.telegram import XIAOMING, TelegramServer
from tests.servers.openai import openai_server
from tests.servers.steering import Says

pytestmark = pytest.mark.process


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


async def test_updates_come_by_webhook_and_only_with_the_secret(tmp_path):
    port = free_port()
    url = f"http://127.0.0.1:{port}/telegram"
    async with TelegramServer() as telegram:
        settings = telegram_settings(telegram) | {
            "BOT_TELEGRAM__MODE": "webhook",
            "BOT_TELEGRAM__WEBHOOK__PORT": str(port),
            "BOT_TELEGRAM__WEBHOOK__URL": url,
        }
        async with running_bot(tmp_path, **settings) as bot:
            said = telegram.say(XIAOMING, XIAOMING, "/idiom 画蛇添足")
            await bot_says(telegram, XIAOMING, said, "该接")
            async with (
                aiohttp.ClientSession() as session,
                session.post(url, json={"update_id": 1}) as refused,
            ):
                assert refused.status == 403
        assert_no_surprises(bot)
        assert telegram.calls("getUpdates") == []


async def test_a_compatible_endpoint_needs_an_address_only(tmp_path):
    async with TelegramServer() as telegram, openai_server(key=None) as model:
        model.answer = lambda _: Says(["从本机", "来的回答"])
        settings = telegram_settings(telegram) | {
            "BOT_LLM__BASE_URL": model.url,
            "BOT_LLM__MODEL": "qwen-plus",
        }
        async with running_bot(tmp_path, **settings) as bot:
            said = telegram.say(XIAOMING, XIAOMING, "/ask 你在哪儿？")
            await bot_says(telegram, XIAOMING, said, "从本机来的回答")
        assert_no_surprises(bot)
