"""Several replicas of the bot: no update is lost or handled twice when one of them ends."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest
import pytest_asyncio

from bot.storage import keys
from bot.storage.connection import open_redis
from tests.e2e.conftest import assert_no_errors, bot_says, new_user
from tests.fakes.replicas import Replicas, open_replicas
from tests.fakes.telegram import AJIE, CHANNEL, REVIEW, TelegramServer
from tests.servers.steering import Says

pytestmark = [
    pytest.mark.slow,
    pytest.mark.timeout(90),
    pytest.mark.asyncio(loop_scope="module"),
]

SENTENCES = [f"第{number}句。" for number in range(30)]
WHOLE = "".join(SENTENCES)
PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de"
    "0000000c49444154789c63606060000000040001f61738550000000049454e44ae426082"
)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def replicas() -> AsyncIterator[Replicas]:
    async with open_replicas(are_forked=True) as made:
        yield made


@pytest.fixture(autouse=True)
def short_answers(replicas) -> None:
    """The model is shared, so each test begins with short answers, whatever another one let it say."""
    replicas.model.answer = lambda _: Says(["好的。"])


@pytest.fixture
def ann(replicas) -> int:
    return new_user(replicas.telegram)


@pytest.fixture
def bob(replicas) -> int:
    return new_user(replicas.telegram, "en")


def from_bot(telegram: TelegramServer, chat_id: int) -> list[dict[str, Any]]:
    return [message for message in telegram.messages(chat_id) if message["from"]["is_bot"]]


async def whole_answers(telegram: TelegramServer, *people: int) -> None:
    """Wait until each has the whole answer as the first message of the bot, without a stop button."""

    def are_whole() -> bool:
        answers = [from_bot(telegram, person)[0] for person in people]
        return all(
            answer["text"] == WHOLE and "stop:" not in str(answer.get("reply_markup"))
            for answer in answers
        )

    await telegram.wait_for(are_whole, 20)


async def start_answers(telegram: TelegramServer, *people: int) -> None:
    """Let people ask, and wait until they see their answers grow."""
    asked = [telegram.say(person, person, "/ask 慢慢说") for person in people]
    for person, said in zip(people, asked, strict=True):
        await bot_says(telegram, person, said, "第5句")


async def test_another_process_finishes_the_answers_of_one_that_was_killed(replicas, ann, bob):
    telegram = replicas.telegram
    replicas.model.answer = lambda _: Says(SENTENCES, gap_s=0.05)
    [first] = await replicas.running(1)
    await start_answers(telegram, ann, bob)
    waiting = telegram.say(ann, ann, "/idiom 画蛇添足")
    first.kill()
    await first.ended()
    replicas.model.answer = lambda _: Says(SENTENCES)
    [second] = await replicas.running(1)
    await bot_says(telegram, ann, waiting, "该接", timeout_s=20)
    await whole_answers(telegram, ann, bob)
    assert [len(from_bot(telegram, person)) for person in (ann, bob)] == [2, 1]
    assert_no_errors(second)


async def test_a_process_that_stops_leaves_its_answers_to_another(replicas, ann, bob):
    replicas.model.answer = lambda _: Says(SENTENCES, gap_s=0.2)  # longer than the grace
    [first] = await replicas.running(1)
    await start_answers(replicas.telegram, ann, bob)
    await replicas.running(2)
    replicas.model.answer = lambda _: Says(
        SENTENCES
    )  # the other process begins before `stop` returns
    async with asyncio.timeout(10):
        assert await first.stop() == 0
    await whole_answers(replicas.telegram, ann, bob)
    assert [len(from_bot(replicas.telegram, person)) for person in (ann, bob)] == [1, 1]


async def test_of_two_processes_one_polls_and_each_update_is_handled_once(replicas, bob):
    telegram = replicas.telegram
    first, second = await replicas.running(2)
    questions = [f"{bob} 的第{number}个问题" for number in range(21)]
    for question in questions[:20]:
        telegram.say(bob, bob, f"/ask {question}")
    await telegram.wait_for(lambda: len(from_bot(telegram, bob)) == 20)
    await replicas.settled()
    first.kill()
    await first.ended()
    telegram.say(bob, bob, f"/ask {questions[20]}")
    await telegram.wait_for(lambda: len(from_bot(telegram, bob)) == 21)
    asked = [body["input"]["messages"][-1]["content"] for body in replicas.model.bodies]
    assert [question for question in asked if question in questions] == questions
    assert not [line for line in second.log if "polls with the same token" in line]


async def test_a_stop_reaches_the_process_that_writes_the_answer(replicas, ann, bob):
    telegram = replicas.telegram
    replicas.model.answer = lambda _: Says(SENTENCES * 100, gap_s=0.05)
    await replicas.running(2)  # either of them may write, and either may handle the stop
    await start_answers(telegram, ann, bob)
    telegram.say(ann, ann, "/stop")
    await telegram.wait_for(lambda: "已停止" in from_bot(telegram, ann)[0]["text"], 10)
    telegram.press(bob, from_bot(telegram, bob)[0], "⏹ Stop")
    await telegram.wait_for(lambda: "stopped" in from_bot(telegram, bob)[0]["text"], 10)


async def test_an_album_of_which_some_parts_came_before_a_kill_and_some_after_is_one_post(
    replicas, ann
):
    telegram = replicas.telegram
    [first] = await replicas.running(1)
    send_part(telegram, ann, 1)
    send_part(telegram, ann, 2, "/post 三张照片")
    async with open_redis(replicas.redis.url) as redis:
        while await redis.hlen(keys.media_group(ann, "7")) < 3:  # noqa: ASYNC110 -- another process stores two parts and the time
            await asyncio.sleep(0.01)
    first.kill()
    await first.ended()
    send_part(telegram, ann, 3)
    await replicas.running(1)
    await telegram.wait_for(lambda: len(last_album(telegram, REVIEW)) == 3, 20)
    card = await bot_says(telegram, REVIEW, last_album(telegram, REVIEW)[-1], "三张照片")
    telegram.press(AJIE, card, "✅ 通过")
    await telegram.wait_for(lambda: len(last_album(telegram, CHANNEL)) == 3)
    assert len(telegram.messages(CHANNEL)) == 3


def last_album(telegram: TelegramServer, chat_id: int) -> list[dict[str, Any]]:
    """The messages of the newest album in a chat."""
    parts = [made for made in telegram.messages(chat_id) if "media_group_id" in made]
    return [made for made in parts if made["media_group_id"] == parts[-1]["media_group_id"]]


def send_part(telegram: TelegramServer, sender: int, number: int, caption: str = "") -> Any:
    """One picture of an album."""
    name = f"{number}.png"
    return telegram.send_file(sender, sender, PNG, name, caption=caption, as_photo=True, album="7")
