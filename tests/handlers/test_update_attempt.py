from bot.handlers.outbox import OutgoingMessage, to_json
from bot.handlers.replies import Replies
from bot.handlers.reply import TelegramReply
from bot.handlers.update_attempt import UpdateAttempt, attempting
from bot.models.chat import Person, Request, StyledText, Thread
from bot.models.inbox import ClaimedUpdate
from bot.models.work import Lease
from tests.fakes.inbox import FakeInbox

REQUEST = Request(7, Thread(5), "private", Person(5, "小明"), message_id=77)


def an_attempt(*sent: tuple[int, int], attempts: int = 1) -> tuple[UpdateAttempt, FakeInbox]:
    inbox = FakeInbox()
    return UpdateAttempt(ClaimedUpdate(7, "{}", Lease("7", 1, attempts), sent), inbox), inbox


async def test_what_is_sent_is_noted_in_order(messenger, wire):
    now, inbox = an_attempt()
    reply = TelegramReply(messenger, REQUEST, now)
    ids = [await reply.send_now("一"), await reply.send_now("二")]
    assert inbox.notes == [(7, 0, ids[0]), (7, 1, ids[1])]


async def test_another_attempt_edits_what_an_earlier_one_sent(messenger, wire):
    now, inbox = an_attempt((0, 51), (1, 52))
    reply = TelegramReply(messenger, REQUEST, now)
    assert await reply.send_now("一") == 51
    await reply.send("二")
    assert [call["message_id"] for call in wire.of("editMessageText")] == [51, 52]
    assert wire.of("sendMessage") == []
    assert inbox.notes == []
    third = await reply.send_now("三")
    assert inbox.notes == [(7, 2, third)]


async def test_a_message_that_was_deleted_meanwhile_is_sent_anew(messenger, wire):
    now, inbox = an_attempt((0, 51))
    wire.will_answer("editMessageText", 400, description="Bad Request: message to edit not found")
    sent = await TelegramReply(messenger, REQUEST, now).send_now("一")
    assert inbox.notes == [(7, 0, sent)]


async def test_a_question_of_an_earlier_attempt_is_left_as_it_is(messenger, wire):
    now, _ = an_attempt((0, 51))
    assert (
        await TelegramReply(messenger, REQUEST, now).send_now("改成什么？", force_reply=True) == 51
    )
    assert wire.calls == []


async def test_messages_that_this_attempt_did_not_need_are_superseded(messenger, wire):
    now, _ = an_attempt((0, 51), (1, 52), (2, 53))
    await TelegramReply(messenger, REQUEST, now).send("一")
    assert now.superseded == [52, 53]


async def test_replies_to_one_update_share_its_an_attempt(messenger, wire):
    replies = Replies(messenger)
    now, inbox = an_attempt()
    with attempting(now):
        await replies.to(REQUEST).send("一")
        await replies.to(REQUEST).send("二")
    assert [nth for _, nth, _ in inbox.notes] == [0, 1]
    await replies.to(REQUEST).send("三")
    assert len(inbox.notes) == 2


async def test_a_message_that_cannot_be_noted_is_sent_all_the_same(messenger, wire, caplog):
    now, inbox = an_attempt()
    inbox.is_down = True
    assert await TelegramReply(messenger, REQUEST, now).send_now("一")
    assert "a crash now would repeat" in caplog.text


def test_the_third_attempt_is_the_last():
    assert not an_attempt(attempts=2)[0].is_last
    assert an_attempt(attempts=3)[0].is_last


def test_only_messages_that_are_sent_have_numbers():
    text = StyledText("一")
    left = [
        OutgoingMessage(text, nth=0),
        OutgoingMessage(text, nth=7, edits=51),
        OutgoingMessage(text, nth=7, deletes=52),
    ]
    update = ClaimedUpdate(7, "{}", Lease("7", 1), outbox=to_json(left))
    now = UpdateAttempt(update, FakeInbox())
    assert now.resume() == left
    assert now.next() == 1
