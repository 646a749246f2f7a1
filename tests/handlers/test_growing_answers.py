"""Random answers over the real editor, reply, limiter and PTB, against the strict server."""

import asyncio
import random
from collections import defaultdict

import pytest

from bot.errors import ChatGone, DeliveryError, DeliveryUnknown
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
# The last six once showed too much or too little: many calls lost in a row.
@pytest.mark.parametrize("seed", [*range(8), 53, 237, 285, 610, 666, 924])
async def test_the_chat_shows_exactly_what_the_model_wrote(seed):
    outcome = await play(seed)
    assert outcome.faults == ()


async def test_a_reply_whose_delivery_is_unknown_is_sent_again_and_may_be_seen_twice():
    telegram = InMemoryTelegram(FaultPlan(random.Random(1), 1, 1, ("lost after",)))
    message_id = await telegram.asked(PERSON, PERSON).send_now("一句话")
    shown = telegram.shown(PERSON)
    assert [message["text"] for message in shown.values()] == ["一句话", "一句话"]
    assert message_id == max(shown)


async def test_a_reply_that_was_lost_on_its_way_is_seen_once():
    telegram = InMemoryTelegram(FaultPlan(random.Random(1), 1, 2, ("lost before",)))
    message_id = await telegram.asked(PERSON, PERSON).send_now("一句话")
    assert list(telegram.shown(PERSON)) == [message_id]


@pytest.mark.parametrize("fault", ["lost before", "lost after"])
async def test_a_post_whose_delivery_is_unknown_is_never_sent_again(fault):
    telegram = InMemoryTelegram(FaultPlan(random.Random(1), 1, 1, (fault,)))
    with pytest.raises(DeliveryUnknown):
        await telegram.messenger.send(GROUP_ID, "稿件")
    assert telegram.calls == 1


async def test_a_person_who_blocked_the_bot_gets_no_calls_until_they_write_again():
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


async def test_a_post_is_sent_even_to_a_chat_that_refused_the_bot_a_moment_ago():
    telegram = InMemoryTelegram(FaultPlan(random.Random(1)))
    telegram.state.chats[GROUP_ID].bot_status = "kicked"
    with pytest.raises(ChatGone):
        await telegram.messenger.send(GROUP_ID, "稿件")
    telegram.state.chats[GROUP_ID].bot_status = "member"
    await telegram.messenger.send(GROUP_ID, "稿件")
    assert [made["text"] for made in telegram.shown(GROUP_ID).values()] == ["稿件"]


async def _grown(reply: Reply, text: str) -> None:
    async with StreamEditor(reply, keyboard=STOP) as editor:
        for character in text:
            editor.append(character)
            await asyncio.sleep(0.03)
        await editor.finish()


@pytest.mark.slow
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
