"""A start that fails explains why in one sentence."""

import socket

import pytest

from tests.e2e.conftest import bot_says, telegram_settings
from tests.fakes.process import Ended, forked_bot, run_bot, run_forked
from tests.fakes.telegram import XIAOMING, TelegramServer

pytestmark = pytest.mark.slow

TOKEN = "123456:AAEhBOweik6ad9r_QXMENQjcrGbqCr4K-bc"


class OtherBot(TelegramServer):
    """Telegram with another bot than the playground's."""

    token = TOKEN


def assert_one_sentence(ended: Ended, *words: str) -> None:
    said = ended.stderr.strip().splitlines()
    assert ended.code not in {0, 1}
    assert "Traceback" not in ended.stderr
    assert len(said) == 1, ended.stderr
    for word in words:
        assert word in said[0]


async def test_an_unknown_key_of_the_settings_is_named(tmp_path):
    config = tmp_path / "mine.yaml"
    config.write_text("telegram: {tokn: x}")
    ended = await run_bot("--config", str(config), "check", folder=tmp_path)
    assert_one_sentence(ended, "telegram.tokn is not a key", "mine.yaml")


async def test_a_redis_that_cannot_be_reached_is_named(tmp_path):
    env = {"TELEGRAM_BOT_TOKEN": TOKEN, "REDIS_URL": "redis://127.0.0.1:1/0"}
    ended = await run_forked(folder=tmp_path, env=env)
    assert_one_sentence(ended, "Redis", "127.0.0.1:1")


async def test_a_telegram_server_that_cannot_be_reached_is_named_without_the_token(tmp_path):
    env = {"TELEGRAM_BOT_TOKEN": TOKEN, "BOT_TELEGRAM__BASE_URL": "http://127.0.0.1:1"}
    ended = await run_bot(folder=tmp_path, env=env)
    assert_one_sentence(ended, "http://127.0.0.1:1 cannot be reached")
    assert TOKEN not in ended.stderr


async def test_the_missing_key_of_a_model_is_named(tmp_path):
    env = {"TELEGRAM_BOT_TOKEN": TOKEN, "BOT_LLM__PROVIDER": "tongyi"}
    ended = await run_forked(folder=tmp_path, env=env)
    assert_one_sentence(ended, "DASHSCOPE_API_KEY")


async def test_a_playground_port_in_use_is_named(tmp_path):
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        ended = await run_forked(
            "playground", folder=tmp_path, env={"BOT_PLAYGROUND__PORT": str(port)}
        )
    assert_one_sentence(ended, str(port), "taken")


async def test_check_prints_a_line_for_each_service_and_fails_if_one_fails(tmp_path):
    env = {
        "TELEGRAM_BOT_TOKEN": TOKEN,
        "BOT_TELEGRAM__BASE_URL": "http://127.0.0.1:1",
        "REDIS_URL": "redis://127.0.0.1:1/0",
    }
    ended = await run_forked("check", folder=tmp_path, env=env)
    lines = ended.stdout.strip().splitlines()
    assert [line.split()[:2] for line in lines] == [
        ["ok", "configuration"],
        ["ok", "sandbox"],
        ["FAIL", "Telegram"],
        ["FAIL", "Redis"],
    ]
    assert ended.code not in {0, 1}
    assert TOKEN not in ended.stdout + ended.stderr


@pytest.mark.timeout(90)  # four processes, one after the other
async def test_a_token_that_is_set_after_a_first_try_starts_with_a_store_of_its_own(
    tmp_path, unused_tcp_port
):
    async with forked_bot(tmp_path, "playground", BOT_PLAYGROUND__PORT=str(unused_tcp_port)):
        assert (tmp_path / ".data" / "playground" / "appendonlydir").is_dir()
        assert not (tmp_path / ".data" / "appendonlydir").exists()
    async with OtherBot() as telegram:
        async with forked_bot(tmp_path, **telegram_settings(telegram)):
            said = telegram.say(XIAOMING, XIAOMING, "/start")
            await bot_says(telegram, XIAOMING, said, "你好，小明")
        ended = await run_forked(
            folder=tmp_path, env=telegram_settings(telegram) | {"TELEGRAM_BOT_TOKEN": "9:another"}
        )
    assert_one_sentence(ended, "belongs to bot 123456", "this is bot 9")
