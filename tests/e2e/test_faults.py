"""What people see when the process or its Redis ends in the middle of something."""

import asyncio
import tempfile
from pathlib import Path

import pytest

from tests.e2e.conftest import bot_says, telegram_settings
from tests.fakes.process import forked_bot
from tests.fakes.telegram import GROUP, LUCY, XIAOMING, TelegramServer
from tests.fakes.valkey import ValkeyServer
from tests.servers.dashscope import dashscope_server
from tests.servers.steering import API_KEY, Says

pytestmark = pytest.mark.slow


def with_model(telegram: TelegramServer, url: str) -> dict[str, str]:
    return telegram_settings(telegram) | {
        "DASHSCOPE_API_KEY": API_KEY,
        "BOT_LLM__BASE_URL": url,
        "BOT_TELEGRAM__STOP_GRACE_S": "2",
    }


async def test_sigterm_ends_every_answer_with_a_sentence_and_the_process_in_time(tmp_path):
    async with TelegramServer() as telegram, dashscope_server() as model:
        model.answer = lambda _: Says([f"第{n}句。" for n in range(500)], gap_s=0.1)
        async with forked_bot(tmp_path, **with_model(telegram, model.url)) as bot:
            asked = [telegram.say(who, who, "/ask 慢慢说") for who in (XIAOMING, LUCY)]
            for who, said in zip((XIAOMING, LUCY), asked, strict=True):
                await bot_says(telegram, who, said, "第0句")
            async with asyncio.timeout(10):
                assert await bot.stop() == 0
        chinese, english = telegram.last(XIAOMING), telegram.last(LUCY)
        assert chinese["text"].startswith("第0句")
        assert "正在重启" in chinese["text"]
        assert "restarting" in english["text"]
        assert "reply_markup" not in chinese


async def test_memory_and_games_survive_kill_9(tmp_path):
    async with TelegramServer() as telegram, dashscope_server() as model:
        settings = with_model(telegram, model.url)
        async with forked_bot(tmp_path, **settings) as bot:
            said = telegram.say(XIAOMING, XIAOMING, "/ask 我叫小明")
            await bot_says(telegram, XIAOMING, said, "你好！")
            said = telegram.say(LUCY, GROUP, "/idiom 画蛇添足")
            await bot_says(telegram, GROUP, said, "足")
            bot.kill()
            await bot.ended()
        async with forked_bot(tmp_path, **settings):
            said = telegram.say(XIAOMING, XIAOMING, "/ask 我叫什么？")
            await bot_says(telegram, XIAOMING, said, "你好！")
            prompt = [message["content"] for message in model.bodies[-1]["input"]["messages"]]
            assert prompt[1:] == ["我叫小明", "你好！", "我叫什么？"]
            said = telegram.say(LUCY, GROUP, "/idiom 记录")
            await bot_says(telegram, GROUP, said, "画蛇添足")


async def test_people_are_told_when_redis_is_down_and_all_works_when_it_is_back(tmp_path):
    with tempfile.TemporaryDirectory(prefix="redis-") as folder:
        redis = ValkeyServer(Path(folder))
        redis.start()
        try:
            await _stop_and_start_redis(redis, tmp_path)
        finally:
            redis.kill()


async def _stop_and_start_redis(redis: ValkeyServer, tmp_path: Path) -> None:
    async with TelegramServer() as telegram:
        settings = telegram_settings(telegram) | {"REDIS_URL": redis.url}
        async with forked_bot(tmp_path, **settings):
            said = telegram.say(XIAOMING, XIAOMING, "/idiom 画蛇添足")
            await bot_says(telegram, XIAOMING, said, "足")
            redis.kill()
            for text in ("/idiom", "/post 你好"):
                said = telegram.say(XIAOMING, XIAOMING, text)
                await bot_says(telegram, XIAOMING, said, "存储暂时连不上")
            redis.start()
            said = telegram.say(XIAOMING, XIAOMING, "/idiom 记录")
            await bot_says(telegram, XIAOMING, said, "画蛇添足", timeout_s=5)
