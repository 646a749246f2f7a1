"""The whole bot as a process, between strict servers of Telegram, the model and the censor."""

from typing import Any

import pytest_asyncio

from tests.fakes.process import BotProcess, running_bot
from tests.fakes.telegram import AJIE, CHANNEL, REVIEW, TelegramServer


def telegram_settings(telegram: TelegramServer) -> dict[str, str]:
    """The environment that connects the bot to the Telegram server, with 阿杰 as its admin."""
    return {
        "TELEGRAM_BOT_TOKEN": telegram.token,
        "BOT_TELEGRAM__BASE_URL": telegram.url,
        "BOT_MODERATION__ADMINS": f"[{AJIE}]",
        "BOT_MODERATION__REVIEW_CHAT_ID": str(REVIEW),
        "BOT_MODERATION__PUBLISH_CHAT_ID": str(CHANNEL),
    }


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def telegram():
    """A server that the tests of a module share."""
    async with TelegramServer() as server:
        yield server


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def offline_bot(telegram, tmp_path_factory):
    """A bot without model and censor, as a newcomer starts it."""
    folder = tmp_path_factory.mktemp("offline")
    async with running_bot(folder, **telegram_settings(telegram)) as bot:
        yield bot
    assert_no_surprises(bot)


def assert_no_surprises(bot: BotProcess) -> None:
    """The log contains no error."""
    assert not [line for line in bot.log if " ERROR " in line or "Traceback" in line]


async def bot_says(
    telegram: TelegramServer,
    chat_id: int,
    after: dict[str, Any],
    containing: str,
    timeout_s: float = 15,
) -> dict[str, Any]:
    """Wait until the bot shows a text with `containing` in a message younger than `after`."""

    def found() -> dict[str, Any] | None:
        return next(
            (
                message
                for message in telegram.messages(chat_id)
                if message["message_id"] > after["message_id"]
                and message.get("from", {}).get("is_bot")
                and containing in message.get("text", "")
            ),
            None,
        )

    said = await telegram.wait_for(found, timeout_s)
    assert said is not None
    return said
