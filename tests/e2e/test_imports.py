"""langchain takes seconds to import: who needs no model never pays, others before an update waits."""

from collections.abc import Iterable

import pytest

from tests.e2e.conftest import bot_says, telegram_settings
from tests.fakes.process import run_bot, running_bot
from tests.fakes.telegram import GROUP, XIAOMING, TelegramServer
from tests.servers.steering import API_KEY

pytestmark = pytest.mark.process

NOWHERE = "http://127.0.0.1:1"
TELLS = {"PYTHONPROFILEIMPORTTIME": "1"}  # a line on stderr when an import has ended: -X importtime
TONGYI = {"DASHSCOPE_API_KEY": API_KEY, "BOT_LLM__PROVIDER": "tongyi"}


def imported(log: Iterable[str]) -> set[str]:
    """The packages that a process told of importing."""
    lines = [line for line in log if line.startswith("import time:")]
    return {line.rsplit("|", 1)[1].strip().split(".")[0] for line in lines}


def of_langchain(log: Iterable[str]) -> set[str]:
    return {package for package in imported(log) if package.startswith("langchain")}


async def test_check_loads_no_langchain_even_for_a_model(tmp_path):
    env = TELLS | TONGYI | {"BOT_LLM__BASE_URL": NOWHERE}
    ended = await run_bot("check", folder=tmp_path, env=env)
    log = ended.stderr.splitlines()
    assert "ok   configuration" in ended.stdout
    assert "tongyi" in ended.stdout
    assert "pydantic" in imported(log)
    assert of_langchain(log) == set()


async def test_without_a_model_no_langchain_is_loaded_for_a_game_or_a_question(tmp_path):
    async with TelegramServer() as telegram:
        env = telegram_settings(telegram) | TELLS
        async with running_bot(tmp_path, **env) as bot:
            move = telegram.say(XIAOMING, GROUP, "/idiom 画蛇添足")
            await bot_says(telegram, GROUP, move, "足")
            question = telegram.say(XIAOMING, XIAOMING, "/ask 画蛇添足是什么意思")
            await bot_says(telegram, XIAOMING, question, "huà shé")
    assert "telegram" in imported(bot.log)
    assert of_langchain(bot.log) == set()


async def test_with_a_model_langchain_is_loaded_before_telegram_is_called_at_all(tmp_path):
    env = TELLS | TONGYI | {"TELEGRAM_BOT_TOKEN": TelegramServer.token}
    ended = await run_bot(folder=tmp_path, env=env | {"BOT_TELEGRAM__BASE_URL": NOWHERE})
    log = ended.stderr.splitlines()
    assert f"{NOWHERE} cannot be reached" in ended.stderr
    assert {"langchain_core", "langchain_classic"} <= of_langchain(log)
