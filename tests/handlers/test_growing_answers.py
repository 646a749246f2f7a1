"""Answers at random over the real editor, reply, limiter and PTB, against the strict server."""

import asyncio
import random
from collections import defaultdict

import pytest

from bot.errors import ChatGone, DeliveryError
from bot.handlers.conversion import inline_keyboard
from bot.handlers.ghosts import Ghost, Ghosts
from bot.models.chat import Button
from bot.playground.server.initial_state import GROUP_ID
from bot.ports.chat import Reply
from bot.streaming.editor import StreamEditor
from tests.fakes.in_memory_telegram import FaultPlan, InMemoryTelegram
from tests.fakes.random_answers import PERSON, play
from tests.fakes.telegram_chats import open_topic

pytestmark = pytest.mark.looptime

STOP = ((Button("⏹", "stop:1"),),)


@pytest.mark.slow
# The last six once left something over: searches that met, many calls lost in a row.
@pytest.mark.parametrize("seed", [*range(40), 53, 237, 285, 610, 666, 924])
async def test_the_chat_shows_exactly_what_the_model_wrote(seed):
    outcome = await play(seed)
    assert outcome.faults == ()


@pytest.mark.parametrize("keyboard", [STOP, ()], ids=["with button", "without"])
async def test_a_message_whose_sending_ended_unknown_stands_there_once(keyboard):
    telegram = InMemoryTelegram(FaultPlan(random.Random(1), 1, 2, ("lost after",)))
    reply = telegram.asked(PERSON, PERSON)
    message_id = await reply.send("一句话", keyboard=keyboard)
    shown = telegram.shown(PERSON)
    assert list(shown) == [message_id]
    assert shown[message_id]["text"] == "一句话"


async def test_what_others_sent_meanwhile_is_left_alone():
    telegram = InMemoryTelegram(FaultPlan(random.Random(1)))
    mine, theirs = telegram.asked(PERSON, GROUP_ID), telegram.asked(102, GROUP_ID)
    telegram.trouble.share, telegram.trouble.most = 1, 1
    telegram.trouble.mishaps = ("lost after",)
    first = await mine.send("一样的话", keyboard=STOP)
    second = await theirs.send("一样的话", keyboard=STOP)
    assert sorted(telegram.shown(GROUP_ID)) == [first, second]
    assert all("reply_markup" in message for message in telegram.shown(GROUP_ID).values())


async def test_a_person_who_blocked_the_bot_is_left_alone_until_they_speak_again():
    telegram = InMemoryTelegram(FaultPlan(random.Random(1)))
    reply = telegram.asked(PERSON, PERSON)
    telegram.state.chats[PERSON].bot_status = "kicked"
    for _ in range(3):
        with pytest.raises(ChatGone):
            await reply.send("在吗？")
    assert telegram.calls == 1
    telegram.state.chats[PERSON].bot_status = "member"
    await telegram.asked(PERSON, PERSON).send("欢迎回来")
    assert [message["text"] for message in telegram.shown(PERSON).values()] == ["欢迎回来"]


async def test_a_post_is_tried_even_where_the_bot_was_shut_out_a_moment_ago():
    telegram = InMemoryTelegram(FaultPlan(random.Random(1)))
    telegram.state.chats[GROUP_ID].bot_status = "kicked"
    with pytest.raises(ChatGone):
        await telegram.messenger.send(GROUP_ID, "稿件")
    telegram.state.chats[GROUP_ID].bot_status = "member"
    await telegram.messenger.send(GROUP_ID, "稿件")
    assert [made["text"] for made in telegram.shown(GROUP_ID).values()] == ["稿件"]


@pytest.mark.parametrize("lost", [0, 1, 2], ids=["at once", "with a try lost", "with two lost"])
async def test_another_message_with_the_same_buttons_is_no_ghost(lost):
    telegram = InMemoryTelegram(FaultPlan(random.Random(1)))
    theirs = telegram.asked(102, GROUP_ID)
    first = await theirs.send("💡 提示一", keyboard=STOP)
    before = dict(telegram.shown(GROUP_ID)[first])
    telegram.trouble.share, telegram.trouble.most = 1, lost
    telegram.trouble.mishaps = ("lost before",)
    ghosts = Ghosts(telegram.bot)  # of another replica, which knows nothing of it
    ghost = Ghost("💡 提示二", inline_keyboard(STOP))
    await ghosts.take_back(GROUP_ID, ghost, after=first - 1, before=first + 1)
    left = telegram.shown(GROUP_ID)[first]
    assert left["text"] == "💡 提示一"
    if not lost:
        assert left["reply_markup"] == before["reply_markup"]


async def _grown(reply: Reply, text: str) -> None:
    async with StreamEditor(reply, keyboard=STOP) as editor:
        for piece in text:
            editor.append(piece)
            await asyncio.sleep(0.03)
        await editor.finish()


async def test_an_answer_grows_in_the_topic_it_was_asked_in_and_in_general():
    telegram = InMemoryTelegram(FaultPlan(random.Random(1)))
    chat = telegram.state.chats[GROUP_ID]
    topic_id = open_topic(telegram.server, chat, "茶话")
    in_topic = telegram.asked(PERSON, GROUP_ID, topic_id=topic_id)
    in_general = telegram.asked(102, GROUP_ID)
    await asyncio.gather(_grown(in_topic, "茶。" * 4000), _grown(in_general, "水。" * 100))
    texts: dict[int | None, str] = defaultdict(str)
    for message in telegram.shown(GROUP_ID).values():
        texts[message.get("message_thread_id")] += message["text"]
    assert texts == {topic_id: "茶。" * 4000, None: "水。" * 100}


async def test_an_answer_stays_whole_when_its_question_is_deleted_meanwhile():
    telegram = InMemoryTelegram(FaultPlan(random.Random(1)))
    reply = telegram.asked(PERSON, GROUP_ID)
    chat = telegram.state.chats[GROUP_ID]
    del chat.messages[max(chat.messages)]
    await _grown(reply, "水。" * 100)
    assert [made["text"] for made in telegram.shown(GROUP_ID).values()] == ["水。" * 100]


async def test_a_topic_closed_while_an_answer_grows_ends_it_with_one_error():
    telegram = InMemoryTelegram(FaultPlan(random.Random(1)))
    chat = telegram.state.chats[GROUP_ID]
    topic_id = open_topic(telegram.server, chat, "茶话")
    reply = telegram.asked(PERSON, GROUP_ID, topic_id=topic_id)
    chat.topics[topic_id].closed = True
    with pytest.raises(DeliveryError):
        await _grown(reply, "茶。" * 100)
    assert telegram.shown(GROUP_ID) == {}
