"""A digest of 2,000 messages of 40 people by the whole bot, between servers of Telegram and of the model.

An admin switches it on, people talk, one leaves the digest, one says /forget, one message is edited; then
somebody asks for a digest. The model cites lines that it read, rightly and wrongly. Each link must lead to
a message that says what stands before it.

python -m bench.digest.group [--messages 2000]
"""

import argparse
import asyncio
import random
import re
import sys
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from bot.playground.server.state import BotApiUser
from tests.e2e.conftest import bot_says, telegram_settings
from tests.fakes.process import running_bot
from tests.fakes.telegram import AJIE, GROUP, LUCY, XIAOMING, TelegramServer
from tests.servers.dashscope import dashscope_server
from tests.servers.steering import API_KEY, Says

_PEOPLE = 40
_TIMEOUT_S = 120
_LINE = re.compile(r"^\[(\d+)\] [\d: -]+ ([^：（]+)(?:（回复 \d+）)?：(.+)$", re.MULTILINE)
_THINGS = ["方案", "预算", "合同", "海报", "名单", "场地", "发票", "行程", "菜单", "报名表"]
_VERBS = ["改到", "推迟到", "提前到", "交给我们的时间是", "定在"]


def talk(number: int) -> str:
    """What somebody says; each number says something else."""
    chance = random.Random(number)
    thing, verb = chance.choice(_THINGS), chance.choice(_VERBS)
    return f"{thing}{number}{verb}{chance.randint(1, 28)}号，花{number * 3}块"


def sums_up(body: Mapping[str, Any]) -> Says:
    """Cite one line in 25 rightly, one in 40 with the number of the next, and a message that is not there."""
    text = str(body["input"]["messages"][1]["content"])
    lines = _LINE.findall(text)
    if not lines:  # the notes on the parts
        return Says(re.findall(r"(?:.|\n){1,9}", text.replace("<document>", "")))
    right = [f"- {name}说{said}[{number}]。" for number, name, said in lines[::25]]
    wrong = [f"- {name}说{said}[{int(number) + 1}]。" for number, name, said in lines[::40]]
    return Says(["\n".join([*right, *wrong, "- 大家说都很开心[99999]。"])])


async def measure(count: int) -> list[str]:
    """Run it; return what was measured, or raise AssertionError."""
    async with dashscope_server() as model, TelegramServer() as telegram:
        model.answer = sums_up
        settings = telegram_settings(telegram) | {
            "DASHSCOPE_API_KEY": API_KEY,
            "BOT_LLM__BASE_URL": model.url,
            "BOT_LLM__CONTEXT_TOKENS": "32000",
            "BOT_TELEGRAM__LIMITS": "null",
            "BOT_BUDGET": "null",
        }
        people = [BotApiUser(1000 + n, f"成员{n}") for n in range(_PEOPLE)]
        for person in people:
            telegram.state.add_user(person)
            telegram.state.chats[GROUP].members.append(person.id)
        with tempfile.TemporaryDirectory() as folder:
            async with running_bot(Path(folder), **settings) as bot:
                notice = await _switch_on(telegram)
                said = [
                    telegram.say(people[n % _PEOPLE].id, GROUP, talk(n))
                    for n in range(1, count + 1)
                ]
                talk_s = await _change(telegram, people, said)
                started = time.perf_counter()
                asked = telegram.say(XIAOMING, GROUP, "/summarize 2000")
                await bot_says(telegram, GROUP, asked, "群聊摘要", _TIMEOUT_S)
                await telegram.wait_for(lambda: _is_whole(telegram, asked), _TIMEOUT_S)
                digest_s = time.perf_counter() - started
        assert not [line for line in bot.log if " ERROR " in line], bot.log[-5:]
        read = "\n".join(str(body["input"]["messages"]) for body in model.bodies)
        assert "成员1：" not in read, "who left is in it"
        assert "成员2：" not in read, "who said /forget is in it"
        assert "改过的一句" in read
        links, sentences = _check_links(said, _answers(telegram, asked))
        return [
            f"notice: {notice!r}",
            f"{count} messages were handled in {talk_s:.1f} s",
            f"digest in {digest_s:.1f} s, {len(model.bodies)} calls of the model",
            f"{links} links below {sentences} sentences; each leads to a message that says it",
        ]


async def _switch_on(telegram: TelegramServer) -> str:
    page = telegram.say(AJIE, GROUP, "/settings")
    page = await bot_says(telegram, GROUP, page, "群聊摘要")
    telegram.press(AJIE, page, "群聊摘要")
    choice = "开，有人问才写"
    await telegram.wait_for(lambda: choice in str(telegram.state.chats[GROUP].messages))
    telegram.press(AJIE, page, choice)
    return str((await bot_says(telegram, GROUP, page, "不要记录我"))["text"])


async def _change(
    telegram: TelegramServer, people: list[BotApiUser], said: list[dict[str, Any]]
) -> float:
    """One edits, one leaves, one says /forget; return the seconds until all that was said is handled."""
    started = time.perf_counter()
    telegram.edit(said[-5], "改过的一句")
    left = telegram.say(people[1].id, GROUP, "不要记录我")
    await bot_says(telegram, GROUP, left, "不记录你", _TIMEOUT_S)
    forgotten = telegram.say(people[2].id, GROUP, "/forget")
    await bot_says(telegram, GROUP, forgotten, "删除了", _TIMEOUT_S)
    last = telegram.say(LUCY, GROUP, "/help")
    await bot_says(telegram, GROUP, last, "/idiom", _TIMEOUT_S)
    return time.perf_counter() - started


def _answers(telegram: TelegramServer, asked: dict[str, Any]) -> list[dict[str, Any]]:
    return [
        message
        for message in telegram.messages(GROUP)
        if message["message_id"] > asked["message_id"] and message["from"]["is_bot"]
    ]


def _is_whole(telegram: TelegramServer, asked: dict[str, Any]) -> bool:
    answers = _answers(telegram, asked)
    is_still_growing = any("reply_markup" in message for message in answers)
    return bool(answers) and not is_still_growing and "都很开心" in answers[-1]["text"]


def _check_links(said: list[dict[str, Any]], answers: list[dict[str, Any]]) -> tuple[int, int]:
    """How many links there are, and in how many sentences; raises where one does not hold."""
    source_of = {message["message_id"]: message for message in said}
    links = sentences = 0
    for answer in answers:
        units = answer["text"].encode("utf-16-le")
        for entity in answer.get("entities", ()):
            if entity["type"] != "text_link":
                continue
            before = units[: entity["offset"] * 2].decode("utf-16-le").rpartition("\n")[2]
            chat, _, number = entity["url"].rpartition("/")
            source = source_of[int(number)]
            assert source["text"] in before, (before, source["text"])
            assert source["from"]["first_name"] in before
            assert chat == "https://t.me/c/1000000001"
            links += 1
        sentences += answer["text"].count("说")
    assert links > 0
    return links, sentences


def main() -> int:
    """Print what was measured."""
    parser = argparse.ArgumentParser(prog="python -m bench.digest.group", description=__doc__)
    parser.add_argument("--messages", type=int, default=2000)
    for line in asyncio.run(measure(parser.parse_args().messages)):
        print(line)
    return 0


if __name__ == "__main__":
    sys.exit(main())
