from typing import Any

import pytest

from bot.handlers.update_parser import GROUP_ANONYMOUS_BOT, language_of, to_press, to_request
from bot.models.chat import Request, Thread
from tests.fakes.botapi import me, message, update, user

GROUP = -1001
FILE = {"file_id": "f", "file_unique_id": "u"}


def read(body, command=None) -> Request:
    made = update(message=body)
    assert made.message is not None
    return to_request(made.update_id, made.message, me(), command=command)


@pytest.mark.parametrize(
    ("code", "language"),
    [
        ("zh-hans", "zh"),
        ("zh", "zh"),
        ("zh-hant", "zh-hant"),
        ("ZH-TW", "zh-hant"),
        ("zh-hant-hk", "zh-hant"),
        (None, "zh"),
        ("en", "en"),
        ("fr", "en"),
    ],
)
def test_the_language_is_chinese_unless_the_client_says_otherwise(code, language):
    made = update(message=message("hi", sender=user(language=code)))
    assert language_of(made.effective_user) == language


@pytest.mark.parametrize(
    "text", ["/ask 为什么", "/ask@helper_bot 为什么", "/ask\n为什么", "/ask，为什么"]
)
def test_the_command_is_not_a_part_of_the_text(text):
    assert read(message(text), command="ask").text == "为什么"


@pytest.mark.parametrize(
    ("caption", "text"),
    [
        ("/summarize", ""),
        ("/post@helper_bot 海边", "海边"),
        ("/summarize：三句话", "三句话"),
        ("@helper_bot 海边", "海边"),
        ("/etc/passwd 是什么", "/etc/passwd 是什么"),
    ],
)
def test_what_somebody_replies_to_has_no_command_either(caption, text):
    photo = [{**FILE, "width": 1, "height": 1}]
    replied = message(photo=photo, caption=caption)
    quoted = read(message("/post", reply_to_message=replied), command="post").quoted
    assert quoted is not None
    assert (quoted.text, quoted.file is not None) == (text, True)


def test_what_the_bot_wrote_is_quoted_as_it_is():
    replied = message("/ask 提问", sender=user(me().id, is_bot=True))
    quoted = read(message("怎么用", reply_to_message=replied)).quoted
    assert quoted is not None
    assert quoted.text == "/ask 提问"


def test_a_group_message_is_not_addressed_to_the_bot():
    assert not read(message("今天天气不错", chat_id=GROUP)).addressed


def test_a_private_message_is_addressed_to_the_bot():
    assert read(message("今天天气不错")).addressed


def test_a_mention_addresses_the_bot_and_is_not_a_part_of_the_text():
    entity = {"type": "mention", "offset": 0, "length": 11}
    request = read(message("@helper_bot，今天几号", chat_id=GROUP, entities=[entity]))
    assert request.addressed
    assert request.text == "今天几号"


def test_an_entity_that_ends_within_a_character_is_no_mention():
    entity = {"type": "mention", "offset": 0, "length": 3}
    request = read(message("你好😀", chat_id=GROUP, entities=[entity]))
    assert (request.text, request.addressed) == ("你好😀", False)


def test_a_mention_of_somebody_else_does_not_address_the_bot():
    entity = {"type": "mention", "offset": 0, "length": 6}
    assert not read(message("@other 今天几号", chat_id=GROUP, entities=[entity])).addressed


def test_a_reply_to_the_bot_addresses_it():
    ours = message("我出：足智多谋", chat_id=GROUP, sender=user(700, is_bot=True))
    request = read(message("谋事在人", chat_id=GROUP, reply_to_message=ours))
    assert request.addressed
    assert request.quoted is not None
    assert request.quoted.by_bot
    assert request.quoted.text == "我出：足智多谋"


def test_a_reply_thread_outside_of_a_topic_has_no_topic_id():
    assert read(message("x", chat_id=GROUP, message_thread_id=5)).thread == Thread(GROUP)
    topic = message("x", chat_id=GROUP, message_thread_id=5, is_topic_message=True)
    assert read(topic).thread == Thread(GROUP, 5)


def test_the_sender_of_an_anonymous_administrator_is_the_group():
    body = message(
        "x",
        chat_id=GROUP,
        sender=user(GROUP_ANONYMOUS_BOT),
        sender_chat={"id": GROUP, "type": "supergroup", "title": "茶馆"},
    )
    assert read(body).sender.id == GROUP


def test_a_forwarded_document_has_its_name_and_size():
    body = message(
        caption="看看",
        document={"file_id": "f", "file_unique_id": "u", "file_name": "报告.pdf", "file_size": 9},
        forward_origin={"type": "hidden_user", "date": 0, "sender_user_name": "x"},
    )
    request = read(body)
    assert request.text == "看看"
    assert request.forwarded
    assert request.file is not None
    assert (request.file.filename, request.file.size_bytes) == ("报告.pdf", 9)


def test_an_edit_has_the_time_since_its_message():
    assert read(message("x", date=100, edit_date=112)).edited_after_s == 12
    assert read(message("x")).edited_after_s is None


def test_a_photo_is_read_in_its_largest_size():
    sizes = [
        {"file_id": name, "file_unique_id": name, "width": 1, "height": 1} for name in ("s", "l")
    ]
    file = read(message(photo=sizes)).file
    assert file is not None
    assert (file.file_id, file.kind) == ("l", "photo")


def test_a_press_has_the_action_of_its_button_and_the_original_message():
    original = message("发布这个")
    card = message("要投稿吗？", reply_to_message=original)
    query = {
        "id": "1",
        "from": user(5),
        "chat_instance": "c",
        "data": "post:submit",
        "message": card,
    }
    made = update(callback_query=query)
    assert made.callback_query is not None
    press = to_press(made.update_id, made.callback_query, me())
    assert press is not None
    assert (press.action, press.sender.id) == ("post:submit", 5)
    assert press.original is not None
    assert press.original.text == "发布这个"


@pytest.mark.parametrize(
    ("rows", "has_button"),
    [
        ([[{"text": "撤回", "callback_data": "post:withdraw:1:1"}]], True),
        ([[{"text": "撤回", "callback_data": "post:withdraw:2:1"}]], False),
        (None, False),
    ],
    ids=["its own", "another", "no buttons"],
)
def test_a_press_tells_whether_its_message_has_the_button(rows, has_button):
    markup: dict[str, Any] = {"reply_markup": {"inline_keyboard": rows}} if rows else {}
    card = message("#1", sender=user(700, is_bot=True), **markup)
    query = {"id": "1", "from": user(5), "chat_instance": "c", "data": "post:withdraw:1:1"}
    made = update(callback_query={**query, "message": card})
    assert made.callback_query is not None
    press = to_press(made.update_id, made.callback_query, me())
    assert press is not None
    assert press.has_button is has_button


def test_a_press_below_an_old_message_has_the_chat_and_the_id():
    query = {
        "id": "1",
        "from": user(5),
        "chat_instance": "x",
        "data": "review:ok:7:1",
        "message": {"message_id": 4, "date": 0, "chat": {"id": GROUP, "type": "supergroup"}},
    }
    made = update(callback_query=query)
    assert made.callback_query is not None
    press = to_press(made.update_id, made.callback_query, me())
    assert press is not None
    assert (press.thread, press.message_id, press.action) == (Thread(GROUP), 4, "review:ok:7:1")


def test_a_command_with_the_name_of_the_bot_addresses_it():
    body = message("/dance@helper_bot", chat_id=GROUP)
    assert read(body).addressed
    assert not read(message("/dance@other_bot", chat_id=GROUP)).addressed


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        ({"sticker": {**FILE, "type": "regular", "width": 1, "height": 1, "is_animated": False, "is_video": False}}, "sticker"),
        ({"location": {"latitude": 1.0, "longitude": 2.0}}, "location"),
        ({"contact": {"phone_number": "1", "first_name": "阿明"}}, "contact"),
        ({"dice": {"emoji": "🎲", "value": 3}}, "other"),
        ({"text": "你好"}, ""),
        ({"photo": [{**FILE, "width": 1, "height": 1}]}, ""),
    ],
)  # fmt: skip
def test_a_message_without_text_and_file_says_what_it_is(content, kind):
    body = {key: value for key, value in message("").items() if key != "text"}
    assert read(body | content).unreadable == kind


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        ({"voice": {**FILE, "duration": 3}}, "voice"),
        ({"video_note": {**FILE, "length": 1, "duration": 3}}, "voice"),
        ({"audio": {**FILE, "duration": 3}}, "other"),
    ],
)
def test_what_is_spoken_is_told_from_other_sound(content, kind):
    body = {key: value for key, value in message("").items() if key != "text"}
    file = read(body | content).file
    assert file is not None
    assert file.kind == kind
