"""A start that fails says why in one sentence."""

import socket

import pytest

from tests.fakes.process import Ended, run_bot

pytestmark = pytest.mark.process

TOKEN = "123456:AAEhBOweik6ad9r_QXMENQjcrGbqCr4K-bc"


def assert_one_sentence(ended: Ended, *words: str) -> None:
    said = ended.stderr.strip().splitlines()
    assert ended.code not in {0, 1}
    assert "Traceback" not in ended.stderr
    assert len(said) == 1, ended.stderr
    for word in words:
        assert word in said[0]


async def test_a_key_that_does_not_exist_is_named(tmp_path):
    config = tmp_path / "mine.yaml"
    config.write_text("telegram: {tokn: x}")
    ended = await run_bot("--config", str(config), "check", folder=tmp_path)
    assert_one_sentence(ended, "telegram.tokn is not a key", "mine.yaml")


async def test_an_unreachable_redis_is_named(tmp_path):
    env = {"TELEGRAM_BOT_TOKEN": TOKEN, "REDIS_URL": "redis://127.0.0.1:1/0"}
    ended = await run_bot(folder=tmp_path, env=env)
    assert_one_sentence(ended, "Redis", "127.0.0.1:1")


async def test_an_unreachable_telegram_is_named_without_the_token(tmp_path):
    env = {"TELEGRAM_BOT_TOKEN": TOKEN, "BOT_TELEGRAM__BASE_URL": "http://127.0.0.1:1"}
    ended = await run_bot(folder=tmp_path, env=env)
    assert_one_sentence(ended, "http://127.0.0.1:1 cannot be reached")
    assert TOKEN not in ended.stderr


async def test_a_model_without_its_key_is_named(tmp_path):
    env = {"TELEGRAM_BOT_TOKEN": TOKEN, "BOT_LLM__PROVIDER": "tongyi"}
    ended = await run_bot(folder=tmp_path, env=env)
    assert_one_sentence(ended, "DASHSCOPE_API_KEY")


async def test_a_playground_port_in_use_is_named(tmp_path):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        ended = await run_bot(
            "playground", folder=tmp_path, env={"BOT_PLAYGROUND__PORT": str(port)}
        )
    assert_one_sentence(ended, str(port), "taken")


async def test_check_says_a_line_a_service_and_fails_where_one_fails(tmp_path):
    env = {
        "TELEGRAM_BOT_TOKEN": TOKEN,
        "BOT_TELEGRAM__BASE_URL": "http://127.0.0.1:1",
        "REDIS_URL": "redis://127.0.0.1:1/0",
    }
    ended = await run_bot("check", folder=tmp_path, env=env)
    lines = ended.stdout.strip().splitlines()
    assert [line.split()[:2] for line in lines] == [
        ["ok", "configuration"],
        ["FAIL", "Telegram"],
        ["FAIL", "Redis"],
    ]
    assert ended.code not in {0, 1}
    assert TOKEN not in ended.stdout + ended.stderr
