"""No update is lost, whoever dies: the bot as one or two processes of `python -m bot`."""

import asyncio
import socket
from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import pytest

from tests.e2e.conftest import assert_no_surprises, bot_says
from tests.fakes.replicas import Replicas, open_replicas
from tests.fakes.telegram import LUCY, XIAOMING, TelegramServer
from tests.servers.steering import Says

pytestmark = pytest.mark.process

SENTENCES = [f"第{number}句。" for number in range(30)]
WHOLE = "".join(SENTENCES)


@pytest.fixture
async def replicas() -> AsyncIterator[Replicas]:
    async with open_replicas() as made:
        made.model.answer = lambda _: Says(SENTENCES, gap_s=0.05)
        yield made


def from_bot(telegram: TelegramServer, chat_id: int) -> list[dict[str, Any]]:
    return [message for message in telegram.messages(chat_id) if message["from"]["is_bot"]]


async def both_answered(telegram: TelegramServer) -> None:
    """Wait until both people have their whole answer, in one message each."""

    def texts() -> bool:
        answers = [from_bot(telegram, who) for who in (XIAOMING, LUCY)]
        return all(said and said[-1]["text"] == WHOLE for said in answers)

    await telegram.wait_for(texts, 20)
    for who in (XIAOMING, LUCY):
        [answer] = from_bot(telegram, who)
        assert "reply_markup" not in answer


async def ask_both(telegram: TelegramServer) -> None:
    """Two people ask, and see their answers grow."""
    asked = [telegram.say(who, who, "/ask 慢慢说") for who in (XIAOMING, LUCY)]
    for who, said in zip((XIAOMING, LUCY), asked, strict=True):
        await bot_says(telegram, who, said, "第5句")


async def test_another_process_finishes_the_answers_of_one_that_was_killed(replicas):
    first = await replicas.start()
    await ask_both(replicas.telegram)
    waiting = replicas.telegram.say(XIAOMING, XIAOMING, "/idiom 画蛇添足")
    first.kill()
    await first.ended()
    second = await replicas.start()
    await bot_says(replicas.telegram, XIAOMING, waiting, "该接", timeout_s=20)
    assert [message["text"] == WHOLE for message in from_bot(replicas.telegram, XIAOMING)] == [
        True,
        False,
    ]
    await replicas.telegram.wait_for(
        lambda: from_bot(replicas.telegram, LUCY)[-1]["text"] == WHOLE, 20
    )
    assert len(from_bot(replicas.telegram, LUCY)) == 1
    assert_no_surprises(second)


async def test_a_stopped_process_hands_its_answers_to_the_next(replicas):
    replicas.model.answer = lambda _: Says(SENTENCES, gap_s=0.2)
    first = await replicas.start()
    await ask_both(replicas.telegram)
    await replicas.start()
    async with asyncio.timeout(10):
        assert await first.stop() == 0
    replicas.model.answer = lambda _: Says(SENTENCES, gap_s=0.02)
    await both_answered(replicas.telegram)


async def test_two_processes_handle_everything_once_and_one_polls(replicas):
    replicas.model.answer = lambda _: Says(["好的。"])
    first, second = await asyncio.gather(replicas.start(), replicas.start())
    for number in range(20):
        replicas.telegram.say(LUCY, LUCY, f"/ask 第{number}个问题")
    await replicas.telegram.wait_for(lambda: len(from_bot(replicas.telegram, LUCY)) == 20)
    await replicas.settled()
    first.kill()
    await first.ended()
    replicas.telegram.say(LUCY, LUCY, "/ask 还在吗")
    await replicas.telegram.wait_for(lambda: len(from_bot(replicas.telegram, LUCY)) == 21)
    asked = [body["input"]["messages"][-1]["content"] for body in replicas.model.bodies]
    assert asked == [*(f"第{n}个问题" for n in range(20)), "还在吗"]
    assert not [line for line in second.log if "polls with the same token" in line]


async def test_a_stop_reaches_the_process_that_writes(replicas):
    replicas.model.answer = lambda _: Says(SENTENCES * 100, gap_s=0.05)
    await replicas.start()
    await ask_both(replicas.telegram)
    await replicas.start()  # whichever of them takes the command
    replicas.telegram.say(XIAOMING, XIAOMING, "/stop")
    await replicas.telegram.wait_for(
        lambda: "已停止" in from_bot(replicas.telegram, XIAOMING)[0]["text"], 10
    )
    button = from_bot(replicas.telegram, LUCY)[0]
    replicas.telegram.press(LUCY, button, "⏹ Stop")
    await replicas.telegram.wait_for(
        lambda: "stopped" in from_bot(replicas.telegram, LUCY)[0]["text"], 10
    )


async def test_an_update_that_comes_twice_by_webhook_is_handled_once(replicas):
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    url = f"http://127.0.0.1:{port}/telegram"
    await replicas.start(
        BOT_TELEGRAM__MODE="webhook",
        BOT_TELEGRAM__WEBHOOK__PORT=str(port),
        BOT_TELEGRAM__WEBHOOK__URL=url,
        BOT_TELEGRAM__WEBHOOK__SECRET_TOKEN="geheim",
    )
    message = replicas.telegram.say(XIAOMING, XIAOMING, "/help")
    await bot_says(replicas.telegram, XIAOMING, message, "/ask")
    repeated = {"update_id": 777, "message": {**message, "message_id": 4711}}
    headers = {"X-Telegram-Bot-Api-Secret-Token": "geheim"}
    async with aiohttp.ClientSession(headers=headers) as session:
        for _ in range(3):
            async with session.post(url, json=repeated) as answer:
                assert answer.status == 200
        for nonsense in ("[]", "{", '{"update_id":"x"}'):
            async with session.post(url, data=nonsense) as answer:
                assert answer.status == 400
    await replicas.telegram.wait_for(lambda: len(from_bot(replicas.telegram, XIAOMING)) == 2)
    said = replicas.telegram.say(XIAOMING, XIAOMING, "/mypost")
    await bot_says(replicas.telegram, XIAOMING, said, "投")
    assert len(from_bot(replicas.telegram, XIAOMING)) == 3
