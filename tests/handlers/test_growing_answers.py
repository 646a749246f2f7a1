"""Answers at random over the real editor, reply, limiter and PTB, against the strict server."""

import random

import pytest

from bot.errors import ChatGone
from bot.models.chat import Button
from bot.playground.server.places import TEA_HOUSE_ID
from tests.fakes.answers import PERSON, play
from tests.fakes.strict import StrictTelegram, Trouble

pytestmark = pytest.mark.looptime

STOP = ((Button("⏹", "stop:1"),),)


@pytest.mark.parametrize("seed", range(40))
async def test_the_chat_shows_exactly_what_the_model_wrote(seed):
    outcome = await play(seed)
    assert outcome.faults == ()


@pytest.mark.parametrize("keyboard", [STOP, ()], ids=["with button", "without"])
async def test_a_message_whose_sending_ended_unknown_stands_there_once(keyboard):
    telegram = StrictTelegram(Trouble(random.Random(1), 1, 2, ("lost after",)))
    reply = telegram.asked(PERSON, PERSON)
    message_id = await reply.send("一句话", keyboard=keyboard)
    shown = telegram.shown(PERSON)
    assert list(shown) == [message_id]
    assert shown[message_id]["text"] == "一句话"


async def test_what_others_sent_meanwhile_is_left_alone():
    telegram = StrictTelegram(Trouble(random.Random(1)))
    mine, theirs = telegram.asked(PERSON, TEA_HOUSE_ID), telegram.asked(102, TEA_HOUSE_ID)
    telegram.trouble.share, telegram.trouble.most = 1, 1
    telegram.trouble.mishaps = ("lost after",)
    first = await mine.send("一样的话", keyboard=STOP)
    second = await theirs.send("一样的话", keyboard=STOP)
    assert sorted(telegram.shown(TEA_HOUSE_ID)) == [first, second]
    assert all("reply_markup" in message for message in telegram.shown(TEA_HOUSE_ID).values())


async def test_a_person_who_blocked_the_bot_is_left_alone_until_they_speak_again():
    telegram = StrictTelegram(Trouble(random.Random(1)))
    reply = telegram.asked(PERSON, PERSON)
    telegram.world.chats[PERSON].bot_status = "kicked"
    for _ in range(3):
        with pytest.raises(ChatGone):
            await reply.send("在吗？")
    assert telegram.calls == 1
    telegram.world.chats[PERSON].bot_status = "member"
    await telegram.asked(PERSON, PERSON).send("欢迎回来")
    assert [message["text"] for message in telegram.shown(PERSON).values()] == ["欢迎回来"]
