"""Updates by webhook instead of long polling."""

import socket

import aiohttp
import pytest

from tests.e2e.conftest import assert_no_errors, bot_says, telegram_settings
from tests.fakes.process import forked_bot
from tests.fakes.telegram import XIAOMING, TelegramServer

pytestmark = pytest.mark.slow

SECRET = {"X-Telegram-Bot-Api-Secret-Token": "geheim"}


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


async def post(url: str, body: object, headers: dict[str, str] = SECRET) -> int:
    async with aiohttp.ClientSession(headers=headers) as session, session.post(url, json=body) as answer:  # fmt: skip
        return answer.status


async def test_updates_by_webhook_are_handled_once_and_only_with_the_secret(tmp_path):
    port = free_port()
    url = f"http://127.0.0.1:{port}/telegram"
    async with TelegramServer() as telegram:
        settings = telegram_settings(telegram) | {
            "BOT_TELEGRAM__MODE": "webhook",
            "BOT_TELEGRAM__WEBHOOK__PORT": str(port),
            "BOT_TELEGRAM__WEBHOOK__URL": url,
            "BOT_TELEGRAM__WEBHOOK__SECRET_TOKEN": SECRET["X-Telegram-Bot-Api-Secret-Token"],
        }
        async with forked_bot(tmp_path, **settings) as bot:
            said = telegram.say(XIAOMING, XIAOMING, "/help")
            await bot_says(telegram, XIAOMING, said, "/ask")
            repeated = {"update_id": 777, "message": {**said, "message_id": 4711}}
            assert [await post(url, repeated) for _ in range(3)] == [200] * 3
            assert await post(url, repeated, headers={}) == 403
            said = telegram.say(XIAOMING, XIAOMING, "/mypost")
            # After the answers to all that was sent before: one person is served in order.
            await bot_says(telegram, XIAOMING, said, "还没有投过稿")
            answers = [made for made in telegram.messages(XIAOMING) if made["from"]["is_bot"]]
            assert len(answers) == 3
        assert_no_errors(bot)
        assert telegram.calls("getUpdates") == []
