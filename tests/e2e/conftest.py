"""The whole bot as a process, between strict servers of Telegram, the model and the censor."""

import itertools
from typing import Any

import pytest_asyncio

from bot.playground.server.state import BotApiUser
from tests.fakes.process import BotProcess
from tests.fakes.telegram import AJIE, CHANNEL, REVIEW, TelegramServer

_user_ids = itertools.count(2000)


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
    """A Telegram server that the tests of a module share."""
    async with TelegramServer() as server:
        yield server


def new_user(telegram: TelegramServer, language: str = "zh-hans") -> int:
    """A user with an empty private chat, whose flood budget is unused; returns the id."""
    user_id = next(_user_ids)
    telegram.state.add_user(BotApiUser(user_id, f"用户{user_id}", None, language))
    return user_id


def assert_no_errors(bot: BotProcess) -> None:
    """The log has no error and no traceback."""
    assert not [line for line in bot.log if " ERROR " in line or "Traceback" in line]


async def bot_says(
    telegram: TelegramServer,
    chat_id: int,
    after: dict[str, Any],
    containing: str,
    timeout_s: float = 15,
) -> dict[str, Any]:
    """Wait until a message of the bot, younger than `after`, shows a text with `containing`."""

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


async def ask(
    telegram: TelegramServer, person_id: int, chat_id: int, text: str, containing: str = ""
) -> str:
    """Say something; return the bot's message after it that has `containing`."""
    said = telegram.say(person_id, chat_id, text)
    return str((await bot_says(telegram, chat_id, said, containing))["text"])
