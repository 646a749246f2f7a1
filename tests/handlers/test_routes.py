from typing import Any

import pytest
from telegram.ext import Application

from bot.errors import StorageDown
from bot.handlers.error_handler import report_error
from bot.handlers.messenger import TelegramMessenger
from bot.handlers.permissions import TelegramPermissions
from bot.handlers.rate_limiter import FloodRateLimiter
from bot.handlers.routes import HandlerTable, Routes
from bot.handlers.update_attempt import Replies
from bot.models.chat import ButtonPress, Request
from bot.ports.chat import Reply
from bot.storage.flood.local_flood_budget import LocalFloodBudget
from tests.fakes.botapi import RecordingRequest, message, update, user


class House:
    """A bot whose commands note what reached them."""

    def __init__(self) -> None:
        self.heard: list[tuple[str, Any]] = []
        self.moved: list[tuple[int, int]] = []
        self.wire = RecordingRequest()

    async def open(self) -> "House":
        self.application = (
            Application.builder()
            .token("1:t")
            .request(self.wire)
            .updater(None)
            .job_queue(None)
            .build()
        )
        await self.application.initialize()
        bot = self.application.bot

        async def chat_moved(old: int, new: int) -> None:
            self.moved.append((old, new))

        limiter = FloodRateLimiter(LocalFloodBudget(None))
        self.replies = Replies(TelegramMessenger(bot, limiter, chat_moved))
        routes = Routes(
            commands={"ask": self._note("ask"), "boom": self._fail},
            presses={"stop": self._note("stop"), "review:ok": self._note("review:ok")},
            free_text=self._note("free text"),
            edited=self._edited,
            unknown=self._note("unknown"),
            joined=self._note("joined"),
            chat_moved=chat_moved,
        )
        HandlerTable(routes, self.replies, TelegramPermissions(bot, (), None)).register(
            self.application
        )

        async def on_error(made: object, context: Any) -> None:
            await report_error(context.error, made, self.replies)

        self.application.add_error_handler(on_error)
        return self

    def _note(self, name: str):
        async def verb(cause: Request | ButtonPress, reply: Reply) -> None:
            self.heard.append((name, cause.text if isinstance(cause, Request) else cause.action))

        return verb

    async def _edited(self, request: Request, reply: Reply) -> None:
        await (
            self._fail(request, reply)
            if request.text == "redis"
            else self._note("edited")(request, reply)
        )

    async def _fail(self, request: Request, reply: Reply) -> None:
        raise StorageDown if request.text == "redis" else ValueError("secret inside")

    async def receive(self, **content: Any) -> None:
        await self.application.process_update(update(self.application.bot, **content))

    async def press(self, action: str) -> None:
        query = {
            "id": "1",
            "from": user(),
            "chat_instance": "c",
            "data": action,
            "message": message("x"),
        }
        await self.receive(callback_query=query)


@pytest.fixture
async def house() -> House:
    return await House().open()


async def test_a_command_reaches_its_verb(house):
    await house.receive(message=message("/ask@helper_bot 你好"))
    assert house.heard == [("ask", "你好")]


async def test_an_edited_command_is_not_handled_again_but_told_as_an_edit(house):
    await house.receive(edited_message=message("/ask 你好"))
    await house.receive(edited_message=message("改过了"))
    await house.receive(edited_message=with_caption("/ask@helper_bot 说明"))
    assert house.heard == [("edited", "你好"), ("edited", "改过了"), ("edited", "说明")]


async def test_a_command_for_another_bot_is_not_ours(house):
    await house.receive(message=message("/ask@other_bot 你好", chat_id=-1))
    assert ("ask", "你好") not in house.heard


def with_caption(caption: str) -> dict[str, Any]:
    file = {"file_id": "f", "file_unique_id": "u", "file_name": "a.pdf", "file_size": 9}
    return message(chat_id=-1, document=file, caption=caption)


async def test_a_command_below_a_file_reaches_its_verb(house):
    await house.receive(message=with_caption("/ask 里面说什么？"))
    await house.receive(message=with_caption("/ask@helper_bot 再说一次"))
    assert house.heard == [("ask", "里面说什么？"), ("ask", "再说一次")]


async def test_a_command_below_a_file_for_another_bot_is_not_ours(house):
    await house.receive(message=with_caption("/ask@other_bot 里面说什么？"))
    assert house.heard == []


async def test_a_slash_within_a_caption_is_no_command(house):
    await house.receive(message=with_caption("见 a /ask 或 c/d 两页"))
    assert house.heard == [("free text", "见 a /ask 或 c/d 两页")]


async def test_what_is_no_command_is_free_text(house):
    await house.receive(message=message("你好"))
    assert house.heard == [("free text", "你好")]


async def test_a_command_in_no_table_is_unknown(house):
    await house.receive(message=message("/dance"))
    assert house.heard == [("unknown", "/dance")]


async def test_a_press_finds_its_verb_with_its_arguments_and_its_waiting_sign_ends(house):
    await house.press("review:ok:12:3")
    assert house.heard == [("review:ok", "review:ok:12:3")]
    assert len(house.wire.of("answerCallbackQuery")) == 1


async def test_a_press_of_a_button_nobody_knows_ends_its_waiting_sign(house):
    await house.press("old:button")
    assert house.heard == []
    assert len(house.wire.of("answerCallbackQuery")) == 1


async def test_a_group_that_moves_takes_its_state_along(house):
    await house.receive(message=message(chat_id=-5, migrate_to_chat_id=-1005))
    assert house.moved == [(-5, -1005)]


async def test_the_bot_greets_a_group_it_was_added_to_but_nobody_else(house):
    await house.receive(message=message(chat_id=-5, new_chat_members=[user(44)]))
    assert house.heard == []
    await house.receive(message=message(chat_id=-5, new_chat_members=[user(700)]))
    assert [name for name, _ in house.heard] == ["joined"]


async def test_a_group_that_lets_the_bot_in_again_is_written_to_again(house):
    opened: list[int] = []
    house.replies.messenger.mark_open = opened.append
    me = {"user": user(700, is_bot=True)}
    await house.receive(
        my_chat_member={
            "chat": {"id": -5, "type": "supergroup"},
            "from": user(),
            "date": 0,
            "old_chat_member": {**me, "status": "kicked", "until_date": 0},
            "new_chat_member": {**me, "status": "member"},
        }
    )
    assert opened == [-5]


async def test_an_error_of_the_house_is_told_in_the_persons_language(house):
    await house.receive(message=message("/boom redis", sender=user(language="en")))
    [call] = house.wire.of("sendMessage")
    assert "storage cannot be reached" in call["text"]


async def test_an_error_at_an_edit_is_told_too(house):
    await house.receive(edited_message=message("redis"))
    [call] = house.wire.of("sendMessage")
    assert "存储" in call["text"]


async def test_any_other_error_is_told_without_its_text(house, caplog):
    await house.receive(message=message("/boom"))
    [call] = house.wire.of("sendMessage")
    assert "出了点意外" in call["text"]
    assert "secret" not in call["text"]
    assert "secret inside" in caplog.text
