"""The errors the server answers with, in Telegram's own words."""

from typing import Any

import pytest

from bot.playground.server.state import BotApiChat, Json
from tests.fakes.telegram import AJIE, CHANNEL, GROUP, LUCY, REVIEW, XIAOMING, TelegramServer
from tests.fakes.telegram_chats import create_chat, migrate, open_topic

LONG = "长" * 4097
FACES = "😀" * 2049  # 4,098 UTF-16 units in 2,049 symbols


def keyboard(**button: str) -> Json:
    return {"inline_keyboard": [[button]]}


def send(**params: Any) -> tuple[str, Json]:
    return ("sendMessage", {"chat_id": XIAOMING, **params})


def styled(*entities: Json, text: str = "你好") -> tuple[str, Json]:
    return send(text=text, entities=list(entities))


def span(kind: str, offset: int, length: int, **more: str) -> Json:
    return {"type": kind, "offset": offset, "length": length, **more}


def album(*kinds: str) -> tuple[str, Json]:
    media = [{"type": kind, "media": "x"} for kind in kinds]
    return ("sendMediaGroup", {"chat_id": XIAOMING, "media": media})


OUTSIDE = "entity beginning at UTF-16 offset {} ends after the end of the text at UTF-16 offset {}"
BUTTON = "can't parse inline keyboard button: "
PARSE = "can't parse entities: "

BAD_REQUESTS: dict[str, tuple[tuple[str, Json], str]] = {
    "no text": (send(), "message text is empty"),
    "blank text": (send(text=" \n"), "text must be non-empty"),
    "long text": (send(text=LONG), "message is too long"),
    "long in UTF-16 only": (send(text=FACES), "message is too long"),
    "no chat": (("sendMessage", {"text": "x"}), "chat_id is empty"),
    "unknown chat": (send(chat_id=-5, text="x"), "chat not found"),
    "unknown name": (send(chat_id="@nobody", text="x"), "chat not found"),
    "entity outside": (styled(span("bold", 0, 3)), OUTSIDE.format(0, 3)),
    "entity after the end": (
        styled(span("bold", 3, 1)),
        "entity begins after the end of the text at UTF-16 offset 3",
    ),
    "entity in a symbol": (
        styled(span("bold", 1, 1), text="😀"),
        "entity begins in a middle of a UTF-16 symbol at byte offset 0",
    ),
    "entities that cross": (
        styled(span("bold", 0, 3), span("italic", 2, 3), text="一二三四五"),
        OUTSIDE.format(2, 5),
    ),
    "entity of no kind": (
        styled(span("sparkle", 0, 1)),
        "can't parse MessageEntity: Unsupported type specified",
    ),
    "entity to nowhere": (
        styled(span("text_link", 0, 1, url="nowhere")),
        "entity URL 'nowhere' is invalid: Wrong HTTP URL",
    ),
    "HTML tag": (
        send(text="a<video>", parse_mode="HTML"),
        PARSE + 'Unsupported start tag "video" at byte offset 1',
    ),
    "HTML not closed": (
        send(text="<b>a", parse_mode="HTML"),
        PARSE + 'Can\'t find end tag corresponding to start tag "b"',
    ),
    "HTML crossed": (
        send(text="<b><i>a</b></i>", parse_mode="HTML"),
        PARSE + 'Unmatched end tag at byte offset 7, expected "</i>", found "</b>"',
    ),
    "HTML end only": (
        send(text="你</b>", parse_mode="HTML"),
        PARSE + "Unexpected end tag at byte offset 3",
    ),
    "Markdown reserved": (
        send(text="1.5", parse_mode="MarkdownV2"),
        PARSE + "Character '.' is reserved and must be escaped with the preceding '\\'",
    ),
    "Markdown not closed": (
        send(text="你*a", parse_mode="MarkdownV2"),
        PARSE + "Can't find end of Bold entity at byte offset 3",
    ),
    "parse mode": (send(text="x", parse_mode="BBCode"), "unsupported parse_mode"),
    "button data": (
        send(text="x", reply_markup=keyboard(text="b", callback_data="二" * 22)),
        "BUTTON_DATA_INVALID",
    ),
    "button without action": (
        send(text="x", reply_markup=keyboard(text="b")),
        BUTTON + "Text buttons are unallowed in the inline keyboard",
    ),
    "button without text": (
        send(text="x", reply_markup=keyboard(callback_data="b")),
        BUTTON + 'Can\'t find field "text"',
    ),
    "keyboard that is none": (send(text="x", reply_markup=[1]), "object expected as reply markup"),
    "reply to nothing": (
        send(text="x", reply_parameters={"message_id": 5}),
        "message to be replied not found",
    ),
    "topic of no forum": (send(text="x", message_thread_id=5), "message thread not found"),
    "edit of nothing": (
        ("editMessageText", {"chat_id": XIAOMING, "message_id": 5, "text": "x"}),
        "message to edit not found",
    ),
    "edit without id": (
        ("editMessageText", {"chat_id": XIAOMING, "text": "x"}),
        "message identifier is not specified",
    ),
    "deletion of nothing": (
        ("deleteMessage", {"chat_id": XIAOMING, "message_id": 5}),
        "message to delete not found",
    ),
    "action": (
        ("sendChatAction", {"chat_id": XIAOMING, "action": "dance"}),
        "wrong parameter action in request",
    ),
    "action in no topic": (
        ("sendChatAction", {"chat_id": XIAOMING, "action": "typing", "message_thread_id": 5}),
        "message thread not found",
    ),
    "query of nobody": (
        ("answerCallbackQuery", {"callback_query_id": "5"}),
        "query is too old and response timeout expired or query ID is invalid",
    ),
    "Chinese command": (
        ("setMyCommands", {"commands": [{"command": "接龙", "description": "x"}]}),
        "BOT_COMMAND_INVALID",
    ),
    "command without words": (
        ("setMyCommands", {"commands": [{"command": "a", "description": ""}]}),
        "BOT_COMMAND_DESCRIPTION_INVALID",
    ),
    "file of nobody": (
        ("getFile", {"file_id": "x"}),
        "wrong file_id or the file is temporarily unavailable",
    ),
    "document missing": (
        ("sendDocument", {"chat_id": XIAOMING}),
        "there is no document in the request",
    ),
    "album of one": (album("photo"), "wrong number of messages to send as an album"),
    "album of eleven": (
        album(*["photo"] * 11),
        "wrong number of messages to send as an album",
    ),
    "album of no list": (
        ("sendMediaGroup", {"chat_id": XIAOMING, "media": {"type": "photo"}}),
        "expected an Array of InputMedia",
    ),
    "mixed album": (
        album("photo", "document"),
        "document can't be mixed with other media types",
    ),
    "copy of nothing": (
        ("copyMessage", {"chat_id": XIAOMING, "from_chat_id": LUCY, "message_id": 5}),
        "message to copy not found",
    ),
    "secret": (
        ("setWebhook", {"url": "http://127.0.0.1/", "secret_token": "秘密"}),
        "secret token contains unallowed characters",
    ),
    "admins of a private chat": (
        ("getChatAdministrators", {"chat_id": XIAOMING}),
        "there are no administrators in the private chat",
    ),
}


@pytest.mark.parametrize(("call", "reason"), list(BAD_REQUESTS.values()), ids=list(BAD_REQUESTS))
async def test_a_bad_request_is_refused_and_changes_nothing(
    bot, telegram: TelegramServer, call, reason
):
    method, params = call
    assert await bot.error(method, **params) == f"Bad Request: {reason}"
    assert not any(chat.messages for chat in telegram.state.chats.values())
    assert telegram.calls(method)[-1]["error"] == f"Bad Request: {reason}"


@pytest.mark.parametrize("text", ["字" * 4096, "😀" * 2048, f"<b>{'a' * 4096}</b>"])
async def test_4096_units_after_parsing_are_accepted(bot, text):
    sent = await bot.ok("sendMessage", chat_id=XIAOMING, text=text, parse_mode="HTML")
    assert len(sent["text"].encode("utf-16-le")) == 2 * 4096


async def test_an_edit_that_changes_nothing_is_refused(bot):
    sent = await bot.ok("sendMessage", chat_id=XIAOMING, text="你好")
    edit = {"chat_id": XIAOMING, "message_id": sent["message_id"]}
    assert "message is not modified" in await bot.error("editMessageText", **edit, text="你好\n ")
    assert "message is not modified" in await bot.error("editMessageReplyMarkup", **edit)
    markup = keyboard(text="b", callback_data="x")
    changed = await bot.ok("editMessageText", **edit, text="你好", reply_markup=markup)
    assert changed["reply_markup"] == markup
    assert "reply_markup" not in await bot.ok("editMessageText", **edit, text="你好")


async def test_a_force_reply_message_can_be_deleted_but_not_edited(bot):
    markup = {"force_reply": True, "selective": True}
    sent = await bot.ok("sendMessage", chat_id=XIAOMING, text="你好", reply_markup=markup)
    assert "reply_markup" not in sent
    place = {"chat_id": XIAOMING, "message_id": sent["message_id"]}
    for method, more in (("editMessageText", {"text": "您好"}), ("editMessageReplyMarkup", {})):
        refused = await bot.error(method, **place, **more)
        assert refused == "Bad Request: message can't be edited"
    await bot.ok("deleteMessage", **place)


async def test_only_own_messages_can_be_edited(bot, telegram: TelegramServer):
    said = telegram.say(XIAOMING, GROUP, "我的")
    theirs = {"chat_id": GROUP, "message_id": said["message_id"]}
    assert (
        await bot.error("editMessageText", **theirs, text="x")
        == "Bad Request: message can't be edited"
    )
    assert await bot.error("deleteMessage", **theirs) == "Bad Request: message can't be deleted"
    post = telegram.say(AJIE, CHANNEL, "公告")
    assert "can't be edited" in await bot.error(
        "editMessageText", chat_id=CHANNEL, message_id=post["message_id"], text="x"
    )


@pytest.mark.parametrize(
    ("chat_id", "status", "reason"),
    [
        (XIAOMING, "kicked", "Forbidden: bot was blocked by the user"),
        (GROUP, "kicked", "Forbidden: bot was kicked from the supergroup chat"),
        (CHANNEL, "left", "Forbidden: bot is not a member of the channel chat"),
        (CHANNEL, "member", "Bad Request: need administrator rights in the channel chat"),
        (
            GROUP,
            "restricted",
            "Bad Request: not enough rights to send text messages to the chat",
        ),
    ],
)
async def test_a_chat_the_bot_may_not_write_to_is_refused(bot, telegram, chat_id, status, reason):
    telegram.state.chats[chat_id].bot_status = status
    assert await bot.error("sendMessage", chat_id=chat_id, text="x") == reason


async def test_a_member_cannot_write_to_a_closed_topic(bot, telegram: TelegramServer):
    chat = telegram.state.chats[GROUP]
    topic = {"chat_id": GROUP, "message_thread_id": open_topic(telegram.server, chat, "闲聊")}
    sent = await bot.ok("sendMessage", **topic, text="x")
    assert sent["is_topic_message"]
    chat.topics[topic["message_thread_id"]].closed = True
    assert await bot.error("sendMessage", **topic, text="x") == "Bad Request: TOPIC_CLOSED"


async def test_a_group_that_moved_names_its_new_id(bot, telegram: TelegramServer):
    group = create_chat(telegram.server, BotApiChat(0, "group", "旧群", [AJIE], [AJIE]))
    new = migrate(telegram.server, group)
    body = await bot.call("sendMessage", chat_id=group.id, text="x")
    assert body["description"] == "Bad Request: group chat was upgraded to a supergroup chat"
    assert body["parameters"] == {"migrate_to_chat_id": new.id}
    assert telegram.last(new.id)["migrate_from_chat_id"] == group.id


async def test_a_reply_to_a_lost_message_is_sent_without_it_on_request(bot):
    reply = {"message_id": 5, "allow_sending_without_reply": True}
    sent = await bot.ok("sendMessage", chat_id=XIAOMING, text="x", reply_parameters=reply)
    assert "reply_to_message" not in sent


async def test_a_query_is_answered_once(bot, telegram: TelegramServer):
    markup = keyboard(text="b", callback_data="x")
    await bot.ok("sendMessage", chat_id=REVIEW, text="#1", reply_markup=markup)
    query_id = telegram.press(AJIE, telegram.last(REVIEW), "b")
    assert await bot.ok("answerCallbackQuery", callback_query_id=query_id, text="好")
    assert "query is too old" in await bot.error("answerCallbackQuery", callback_query_id=query_id)


async def test_files_over_20_mb_are_not_handed_out(bot, telegram: TelegramServer):
    small = telegram.send_file(XIAOMING, XIAOMING, b"x" * (20 << 20), "20.bin")["document"]
    assert (await bot.ok("getFile", file_id=small["file_id"]))["file_size"] == 20 << 20
    big = telegram.send_file(XIAOMING, XIAOMING, b"x" * ((20 << 20) + 1), "21.bin")["document"]
    assert await bot.error("getFile", file_id=big["file_id"]) == "Bad Request: file is too big"


@pytest.mark.parametrize(
    ("path", "status", "description"),
    [
        ("/bot1:wrong/getMe", 401, "Unauthorized"),
        ("/botnonsense/getMe", 404, "Not Found"),
        ("/bot{}/getNothing", 404, "Not Found: method not found"),
        ("/file/bot1:wrong/documents/a", 401, "Unauthorized"),
        ("/file/bot{}/documents/a", 404, "Not Found"),
    ],
)
async def test_wrong_tokens_and_methods_are_refused(http, telegram, path, status, description):
    async with http.get(telegram.url + path.format(telegram.token)) as answer:
        assert answer.status == status
        assert (await answer.json())["description"] == description
