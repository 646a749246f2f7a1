import asyncio
import io
from typing import Any

import pytest
from telegram.ext import ExtBot

from bot.errors import (
    ChatGone,
    DeliveryPostponed,
    DeliveryRefused,
    DeliveryUnknown,
    FileTooBig,
    MessageGone,
)
from bot.handlers.messenger import TelegramMessenger
from bot.handlers.rate_limiter import FloodRateLimiter
from bot.handlers.reply import TelegramReply
from bot.models.chat import (
    Button,
    ChatKind,
    FileRef,
    Person,
    Picture,
    Request,
    Span,
    StyledText,
    Thread,
)
from bot.models.flood import FloodLimits
from bot.storage.flood.local_flood_budget import LocalFloodBudget
from tests.fakes.chat import FakeChatMigrations


def request(chat_id: int, topic_id: int | None = None) -> Request:
    kind: ChatKind = "private" if chat_id > 0 else "group"
    return Request(1, Thread(chat_id, topic_id), kind, Person(5, "小明"), message_id=77)


async def test_styled_text_goes_out_with_its_entities_and_without_previews(messenger, wire):
    await messenger.send(1, StyledText("你好 world", (Span("bold", 0, 2),)))
    [call] = wire.of("sendMessage")
    assert call["entities"] == [{"type": "bold", "offset": 0, "length": 2}]
    assert call["link_preview_options"] == {"is_disabled": True}


async def test_in_a_group_the_first_message_answers_the_request_in_its_topic(messenger, wire):
    reply = TelegramReply(messenger, request(-100, topic_id=7))
    await reply.send("一")
    await reply.send("二")
    first, second = wire.of("sendMessage")
    assert first["reply_parameters"]["message_id"] == 77
    assert first["reply_parameters"]["allow_sending_without_reply"] is True
    assert first["message_thread_id"] == 7
    assert "reply_parameters" not in second


async def test_in_private_nothing_is_quoted_unless_asked_for(messenger, wire):
    reply = TelegramReply(messenger, request(5))
    await reply.send("一")
    await reply.send("二", quote=True)
    plain, quoting = wire.of("sendMessage")
    assert "reply_parameters" not in plain
    assert quoting["reply_parameters"]["message_id"] == 77


async def test_buttons_have_their_actions_as_callback_data(messenger, wire):
    await messenger.send(1, "选", keyboard=((Button("✅ 通过", "review:ok:1:2"),),))
    [call] = wire.of("sendMessage")
    assert call["reply_markup"]["inline_keyboard"] == [
        [{"text": "✅ 通过", "callback_data": "review:ok:1:2"}]
    ]


async def test_a_forced_reply_opens_for_those_it_mentions(messenger, wire):
    reply = TelegramReply(messenger, request(-100))
    await reply.send_now(
        StyledText("阿杰？", (Span("text_mention", 0, 2, user_id=103),)), force_reply=True
    )
    [call] = wire.of("sendMessage")
    assert call["reply_markup"] == {"force_reply": True, "selective": True}
    assert call["entities"][0]["user"]["id"] == 103


async def test_the_same_text_again_counts_as_edited(messenger, wire):
    wire.will_answer("editMessageText", 400, description="Bad Request: message is not modified: …")
    await messenger.edit(1, 2, "一样")


async def test_a_picture_goes_out_by_its_id_with_its_caption(messenger, wire):
    caption = StyledText("晚霞", (Span("bold", 0, 2),))
    await messenger.send_pictures(-1, [Picture("photo-9")], caption, topic_id=7)
    await messenger.send_pictures(-1, [Picture("photo-9")])
    with_caption, without = wire.of("sendPhoto")
    assert (with_caption["photo"], with_caption["caption"]) == ("photo-9", "晚霞")
    assert with_caption["caption_entities"][0]["type"] == "bold"
    assert with_caption["message_thread_id"] == 7
    assert "caption" not in without


async def test_an_album_is_one_call_with_its_caption_below_the_first_picture(messenger, wire):
    pictures = [Picture(f"photo-{number}") for number in range(3)]
    ids = await messenger.send_pictures(-1, pictures, "三张", topic_id=7)
    [call] = wire.of("sendMediaGroup")
    assert [item["media"] for item in call["media"]] == ["photo-0", "photo-1", "photo-2"]
    assert [item.get("caption") for item in call["media"]] == ["三张", None, None]
    assert len(set(ids)) == 3


async def test_an_album_takes_as_much_of_the_budget_as_it_has_pictures(wire):
    limiter = FloodRateLimiter(LocalFloodBudget(FloodLimits()))
    bot: ExtBot[Any] = ExtBot("1:token", request=wire, rate_limiter=limiter)
    messenger = TelegramMessenger(bot, limiter, FakeChatMigrations(), wire.download)
    for _ in range(2):
        await messenger.send_pictures(-1, [Picture("photo")] * 10)
    with pytest.raises(DeliveryPostponed):
        await messenger.send(-1, "hi")


async def test_an_image_that_was_a_file_is_uploaded_and_a_failed_download_sent_nothing(
    messenger, wire
):
    wire.will_answer("getFile", 400, description="Bad Request: wrong file_id")
    with pytest.raises(DeliveryRefused):
        await messenger.send_pictures(-1, [Picture("file-1", "image_file", "a.png")])
    assert wire.of("sendPhoto") == []
    await messenger.send_pictures(-1, [Picture("file-1", "document", "a.png")], "大图")
    assert wire.of("sendDocument")[0]["document"] == "file-1"


async def test_a_file_goes_out_with_its_name_and_caption(messenger, wire):
    await messenger.send_document(5, "对话.json", b"[]", "两轮", topic_id=7)
    [call] = wire.of("sendDocument")
    assert (call["caption"], call["message_thread_id"]) == ("两轮", 7)


async def test_a_message_is_linked_by_its_chats_public_name_or_for_its_members(messenger, wire):
    channel = {"id": -1001234567890, "type": "channel", "title": "墙", "username": "teahouse"}
    assert messenger.link(channel["id"], 9) == "https://t.me/c/1234567890/9"
    wire.will_answer("sendMessage", 200, result={"message_id": 9, "date": 0, "chat": channel})
    await messenger.send(channel["id"], "你好")
    assert messenger.link(channel["id"], 9) == "https://t.me/teahouse/9"
    assert [messenger.link(chat_id, 9) for chat_id in (5, -1234)] == ["", ""]


async def test_a_message_deleted_already_counts_as_deleted_and_one_too_old_does_not(
    messenger, wire
):
    wire.will_answer("deleteMessage", 400, description="Bad Request: message to delete not found")
    await messenger.delete(1, 2)
    wire.will_answer("deleteMessage", 400, description="Bad Request: message can't be deleted")
    with pytest.raises(DeliveryRefused):
        await messenger.delete(1, 2)
    assert [call["message_id"] for call in wire.of("deleteMessage")] == [2, 2]


@pytest.mark.parametrize(
    ("status", "description", "error"),
    [
        (403, "Forbidden: bot was blocked by the user", ChatGone),
        (400, "Bad Request: chat not found", ChatGone),
        (400, "Bad Request: can't parse entities: …", DeliveryRefused),
        (502, "Bad Gateway", DeliveryUnknown),
    ],
)
async def test_an_error_says_what_is_known_about_the_delivery(
    messenger, wire, status, description, error
):
    wire.will_answer("sendMessage", status, description=description)
    with pytest.raises(error):
        await messenger.send(1, "hi")


UPGRADED: dict[str, Any] = {
    "description": "Bad Request: group chat was upgraded to a supergroup chat",
    "parameters": {"migrate_to_chat_id": -1009},
}


async def test_a_message_to_a_group_that_became_a_supergroup_goes_there(
    messenger, wire, migrations
):
    wire.will_answer("sendMessage", 400, **UPGRADED)
    await messenger.send(-9, "hi", reply_to=7)
    await messenger.send(-9, "hi", reply_to=7)
    assert migrations.migrated == [(-9, -1009)]
    assert await messenger.current_chat(-9) == -1009
    first, *rest = wire.of("sendMessage")
    assert (first["chat_id"], "reply_parameters" in first) == (-9, True)
    assert [call["chat_id"] for call in rest] == [-1009, -1009]
    assert [call for call in rest if "reply_parameters" in call] == [], "7 is another message there"


async def test_a_message_that_stayed_in_the_old_group_is_gone_and_no_other_is_changed(
    messenger, wire, migrations
):
    wire.will_answer("editMessageText", 400, **UPGRADED)
    with pytest.raises(MessageGone):
        await messenger.edit(-9, 7, "…")
    with pytest.raises(MessageGone):
        await messenger.delete(-9, 7)
    assert migrations.migrated == [(-9, -1009)]
    assert [name for name, _ in wire.calls] == ["editMessageText"]


async def test_a_file_over_the_limit_is_refused_before_any_call(messenger, wire):
    with pytest.raises(FileTooBig) as raised:
        await messenger.files.download(FileRef("f", "big.pdf", 25 * 1024 * 1024), io.BytesIO())
    assert "25 MB" in str(raised.value)
    assert wire.calls == []


def will_find(wire, path: str, size: int) -> None:
    """Let getFile answer with that file."""
    file = {"file_id": "f", "file_unique_id": "u", "file_path": path, "file_size": size}
    wire.will_answer("getFile", 200, result=file)


async def test_a_file_is_downloaded_from_the_path_that_telegram_names(messenger, wire):
    will_find(wire, "documents/a b%.pdf", 5)
    wire.files["https://api.telegram.org/file/bot1%3Atoken/documents/a%20b%25.pdf"] = b"bytes"
    into = io.BytesIO()
    await messenger.files.download(FileRef("f", "a.pdf", None), into)
    assert into.getvalue() == b"bytes"


async def test_a_file_that_turns_out_over_the_limit_is_not_downloaded(messenger, wire):
    will_find(wire, "documents/a.pdf", 30 * 1024 * 1024)
    with pytest.raises(FileTooBig, match="30 MB"):
        await messenger.files.download(FileRef("f", "a.pdf", None), io.BytesIO())


async def test_a_press_is_answered_once(messenger, wire):
    reply = TelegramReply(messenger, request(5), query_id="q")
    await reply.answer_press("好了", alert=True)
    await reply.answer_press()
    assert [call["text"] for call in wire.of("answerCallbackQuery")] == ["好了"]


async def test_a_press_that_cannot_be_answered_raises_nothing(messenger, wire):
    reply = TelegramReply(messenger, request(5), query_id="q")
    wire.will_answer(
        "answerCallbackQuery",
        429,
        description="Too Many Requests: retry after 3",
        parameters={"retry_after": 3},
    )
    await reply.answer_press("好了")
    assert len(wire.of("answerCallbackQuery")) == 1


async def test_a_reaction_goes_to_the_request(messenger, wire):
    assert await TelegramReply(messenger, request(-100)).react("👌")
    [call] = wire.of("setMessageReaction")
    assert (call["message_id"], call["reaction"]) == (77, [{"type": "emoji", "emoji": "👌"}])


async def test_a_group_without_reactions_says_so(messenger, wire):
    wire.will_answer(
        "setMessageReaction", 400, ok=False, description="Bad Request: REACTION_INVALID"
    )
    assert not await TelegramReply(messenger, request(-100)).react("👌")


@pytest.mark.looptime
async def test_a_call_to_a_chat_whose_budget_is_spent_is_put_off_and_not_waited_for(
    messenger, wire
):
    await messenger.budget.penalise(-9, 60)
    loop = asyncio.get_running_loop()
    for call in (
        messenger.send(-9, "hi"),
        messenger.send_pictures(-9, [Picture("photo")]),
        messenger.edit(-9, 1, "hi"),
        messenger.delete(-9, 1),
        messenger.reserve(-9),
    ):
        with pytest.raises(DeliveryPostponed) as busy:
            await call
        assert (busy.value.chat_id, busy.value.after_s) == (-9, 60)
    await messenger.send(-8, "hi")
    assert loop.time() < 1
    assert [call["chat_id"] for call in wire.of("sendMessage")] == [-8]


@pytest.mark.looptime
async def test_typing_is_shown_once_in_a_group_and_again_in_private(messenger, wire):
    in_group, in_private = (
        TelegramReply(messenger, request(-100, topic_id=7)),
        TelegramReply(messenger, request(5)),
    )
    for reply in (in_group, in_private):
        assert await reply.show_typing()
        await asyncio.sleep(5)
        assert await reply.show_typing()
    calls = wire.of("sendChatAction")
    assert [call["chat_id"] for call in calls] == [-100, 5, 5]
    assert calls[0] == {"chat_id": -100, "action": "typing", "message_thread_id": 7}


@pytest.mark.parametrize(
    ("status", "body"),
    [
        (400, {"description": "Bad Request: message thread not found"}),
        (403, {"description": "Forbidden: bot was blocked by the user"}),
        (502, {"description": "Bad Gateway"}),
    ],
)
async def test_an_answer_does_not_fail_where_typing_is_refused(messenger, wire, status, body):
    wire.will_answer("sendChatAction", status, **body)
    reply = TelegramReply(messenger, request(5))
    assert await reply.show_typing()
    await reply.send("答")
    assert len(wire.of("sendMessage")) == 1


@pytest.mark.looptime
async def test_typing_that_is_answered_with_a_429_is_dropped_and_the_chat_waits(messenger, wire):
    wire.will_answer("sendChatAction", 429, parameters={"retry_after": 3}, description="…")
    reply = TelegramReply(messenger, request(5))
    started = asyncio.get_running_loop().time()
    assert not await reply.show_typing()
    assert not await reply.show_typing()
    assert len(wire.of("sendChatAction")) == 1
    await reply.send("答")
    assert asyncio.get_running_loop().time() - started == pytest.approx(3, abs=0.1)


async def test_buttons_are_taken_away_without_the_text_and_a_failure_is_nobody_s_concern(
    messenger, wire
):
    wire.will_answer("editMessageReplyMarkup", 400, description="Bad Request: message not found")
    reply = TelegramReply(messenger, request(5))
    for _ in range(2):
        await reply.remove_keyboard(9)
    assert wire.of("editMessageReplyMarkup") == [{"chat_id": 5, "message_id": 9}] * 2


async def test_a_reply_s_message_that_cannot_be_deleted_stays(messenger, wire):
    wire.will_answer("deleteMessage", 400, description="Bad Request: message can't be deleted")
    await TelegramReply(messenger, request(5)).delete(9)
    assert wire.of("deleteMessage") == [{"chat_id": 5, "message_id": 9}]
