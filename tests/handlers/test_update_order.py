import json

import pytest

from bot.handlers.update_order import read_order
from bot.models.chat import Thread
from bot.models.inbox import IncomingUpdate
from tests.fakes.botapi import message, user

GROUP = -100


def said(text: str, sender_id: int = 1, chat_id: int = GROUP, **more: object) -> IncomingUpdate:
    return read_order(
        {"update_id": 7, "message": message(text, chat_id=chat_id, sender=user(sender_id), **more)}
    )


def test_an_update_is_kept_as_telegram_wrote_it():
    raw = {"update_id": 7, "message": message("你好"), "unknown_to_us": {"x": 1}}
    assert json.loads(read_order(raw).raw) == raw


@pytest.mark.parametrize(
    ("text", "chat_id", "is_priority"),
    [("停", 1, True), ("别写了！", 1, True), ("停", GROUP, False), ("停车", 1, False)],
)
def test_in_private_the_word_for_it_overtakes_the_answer_too(text, chat_id, is_priority):
    assert said(text, chat_id=chat_id).is_priority is is_priority


def test_a_message_keeps_its_senders_order_in_its_chat():
    assert said("a").sender == said("b").sender == "-100:0:1"
    assert said("a", sender_id=2).sender != said("a").sender
    assert said("a", chat_id=-200).sender != said("a").sender


def test_a_topic_has_an_order_of_its_own():
    assert said("a", message_thread_id=9, is_topic_message=True).sender == "-100:9:1"
    assert said("a", message_thread_id=9).sender == "-100:0:1"


def test_who_speaks_as_a_chat_has_that_chats_order():
    assert said("a", sender_chat={"id": -300, "type": "channel"}).sender == "-100:0:-300"


def test_stop_and_review_commands_overtake_what_they_control():
    for text in ("/stop", "/STOP@helper_bot", "/approve 3", "/pending"):
        assert said(text).is_priority
    for text in ("/ask /stop", "/stopped", "stop", "/help"):
        assert not said(text).is_priority


def test_a_press_overtakes():
    query = {"id": "1", "from": user(), "chat_instance": "c", "data": "stop:1"}
    assert read_order({"update_id": 7, "callback_query": query}).is_priority


def test_a_short_line_in_a_group_may_be_a_move():
    assert said("画蛇添足").game == Thread(GROUP)
    assert said("画蛇添足", chat_id=5).game is None
    assert said("/idiom 画蛇添足").game == Thread(GROUP)
    assert said("/ask 画蛇添足").game is None


def test_a_question_holds_nobody_up():
    assert said("这个成语是什么意思？").game is None
    assert said("我们来聊聊别的吧" * 10).game is None


def test_a_change_of_rights_keeps_its_chats_order():
    change = {"chat": {"id": GROUP, "type": "supergroup"}, "from": user()}
    arrival = read_order({"update_id": 7, "my_chat_member": change})
    assert (arrival.sender, arrival.is_priority) == ("-100:chat", False)


def test_an_unknown_kind_of_update_is_taken_too():
    assert read_order({"update_id": 7, "news": {"x": 1}}).sender == "0:chat"


def test_an_update_is_counted_for_its_chat_and_its_sender():
    assert (said("a", sender_id=2).chat_id, said("a", sender_id=2).person_id) == (GROUP, 2)
    pressed = read_order(
        {"update_id": 7, "callback_query": {"from": user(2), "message": message("选", chat_id=-5)}}
    )
    assert (pressed.chat_id, pressed.person_id, pressed.is_priority) == (-5, 2, True)
    change = read_order({"update_id": 7, "my_chat_member": {"chat": {"id": -5}, "from": user(2)}})
    assert (change.chat_id, change.person_id) == (-5, 0)


def test_half_of_a_surrogate_pair_cannot_be_stored():
    with pytest.raises(UnicodeEncodeError):
        said("半个字 \ud83d")
