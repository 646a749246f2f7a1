from typing import Any

import pytest
from telegram.ext import Application

from bot.errors import ModelBudgetSpent, StorageDown
from bot.handlers.error_handler import report_error
from bot.handlers.messenger import TelegramMessenger
from bot.handlers.permissions import TelegramPermissions
from bot.handlers.rate_limiter import FloodRateLimiter
from bot.handlers.replies import Replies
from bot.handlers.routes import HandlerTable, Routes
from bot.models.chat import ButtonPress, Person, Request
from bot.ports.chat import Reply
from bot.storage.flood.local_flood_budget import LocalFloodBudget
from bot.texts import Text
from tests.fakes.botapi import RecordingRequest, message, update, user
from tests.fakes.chat import FakeChatMigrations


class Scenario:
    """An application whose routes record what they are called with."""

    def __init__(self) -> None:
        self.called: list[tuple[str, Any]] = []
        self.migrations = FakeChatMigrations()
        self.wire = RecordingRequest()

    async def open(self) -> "Scenario":
        limiter = FloodRateLimiter(LocalFloodBudget(None))
        self.application = (
            Application.builder()
            .token("1:t")
            .request(self.wire)
            .rate_limiter(limiter)
            .updater(None)
            .job_queue(None)
            .build()
        )
        await self.application.initialize()
        messenger = TelegramMessenger(
            self.application.bot, limiter, self.migrations, self.wire.download
        )
        self.replies = Replies(messenger)
        routes = Routes(
            commands={name: self._record(name) for name in ("ask", "pause")} | {"boom": self._fail},
            presses={"stop": self._record("stop"), "review:ok": self._record("review:ok")},
            free_text=self._record("free text"),
            edited=self._edited,
            edit_arrived=self._edit_arrived,
            forwardable=frozenset({"ask"}),
            forwarded=self._record("forwarded"),
            unknown=self._record("unknown"),
            joined=self._record("joined"),
            chat_migrated=self.migrations.migrate,
            left=self._left,
        )
        permissions = TelegramPermissions(self.application.bot, (), None, self.migrations)
        self.table = HandlerTable(routes, self.replies, permissions)
        self.table.register(self.application)

        async def on_error(made: object, context: Any) -> None:
            await report_error(context.error, made, self.replies)

        self.application.add_error_handler(on_error)
        return self

    def _record(self, name: str):
        async def handle(cause: Request | ButtonPress, reply: Reply) -> None:
            self.called.append((name, cause.text if isinstance(cause, Request) else cause.action))

        return handle

    async def _left(self, chat_id: int, by: Person) -> None:
        self.called.append(("left", (chat_id, by.id)))

    async def _edit_arrived(self, request: Request) -> None:
        self.called.append(("edit arrived", request.text))

    async def _edited(self, request: Request, reply: Reply) -> None:
        await (
            self._fail(request, reply)
            if request.text == "redis"
            else self._record("edited")(request, reply)
        )

    async def _fail(self, request: Request, reply: Reply) -> None:
        if request.text == "spent":
            text = Text(zh="用完了。", en="Used up.")
            raise ModelBudgetSpent(text, said_before=True)
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
async def scenario() -> Scenario:
    return await Scenario().open()


async def test_a_command_is_handled_by_its_route(scenario):
    await scenario.receive(message=message("/ask@helper_bot 你好"))
    assert scenario.called == [("ask", "你好")]


async def test_an_edited_command_is_handled_as_an_edit_only(scenario):
    await scenario.receive(edited_message=message("/ask 你好"))
    await scenario.receive(edited_message=message("改过了"))
    await scenario.receive(edited_message=with_caption("/ask@helper_bot 说明"))
    assert scenario.called == [("edited", "你好"), ("edited", "改过了"), ("edited", "说明")]


async def test_an_edit_is_told_of_before_it_is_handled(scenario):
    bot = scenario.application.bot
    edits = [message("/ask 你好"), message("改过了")]
    for each in ({"edited_message": edits[0]}, {"edited_message": edits[1]}, {"message": edits[1]}):
        await scenario.table.edit_arrived(update(bot, **each))
    assert scenario.called == [("edit arrived", "你好"), ("edit arrived", "改过了")]


async def test_a_command_for_another_bot_is_ignored(scenario):
    await scenario.receive(message=message("/ask@other_bot 你好", chat_id=-1))
    assert ("ask", "你好") not in scenario.called


def with_caption(caption: str) -> dict[str, Any]:
    file = {"file_id": "f", "file_unique_id": "u", "file_name": "a.pdf", "file_size": 9}
    return message(chat_id=-1, document=file, caption=caption)


async def test_a_command_in_a_caption_is_handled_by_its_route(scenario):
    await scenario.receive(message=with_caption("/ask 里面说什么？"))
    await scenario.receive(message=with_caption("/ask@helper_bot 再说一次"))
    assert scenario.called == [("ask", "里面说什么？"), ("ask", "再说一次")]


async def test_a_command_in_a_caption_for_another_bot_is_ignored(scenario):
    await scenario.receive(message=with_caption("/ask@other_bot 里面说什么？"))
    assert scenario.called == []


async def test_a_slash_within_a_caption_is_not_a_command(scenario):
    await scenario.receive(message=with_caption("见 a /ask 或 c/d 两页"))
    assert scenario.called == [("free text", "见 a /ask 或 c/d 两页")]


async def test_a_command_for_another_bot_with_no_space_behind_its_name_is_not_for_this_one(
    scenario,
):
    await scenario.receive(message=with_caption("/ask@other_bot里面说什么？"))
    assert scenario.called == [("free text", "/ask@other_bot里面说什么？")]


async def test_a_post_of_the_linked_channel_is_no_message_to_the_bot_nor_is_its_edit(scenario):
    channel = {"id": -300, "type": "channel", "title": "频道"}
    head: dict[str, Any] = {
        "chat_id": -1,
        "sender": user(777000),
        "sender_chat": channel,
        "is_automatic_forward": True,
        "forward_origin": {"type": "channel", "date": 0, "chat": channel, "message_id": 5},
    }
    for text in ("/ask 你好", "@helper_bot 你好", "/dance", "你好"):
        await scenario.receive(message=message(text, **head))
        await scenario.receive(edited_message=message(text, **head))
        await scenario.table.edit_arrived(
            update(scenario.application.bot, edited_message=message(text, **head))
        )
    await scenario.receive(message=with_caption("/ask 说明") | {"is_automatic_forward": True})
    assert scenario.called == []


async def test_somebody_who_writes_as_a_channel_is_answered(scenario):
    channel = {"id": -300, "type": "channel", "title": "频道"}
    head: dict[str, Any] = {
        "chat_id": -1,
        "sender": user(136817688, is_bot=True),
        "sender_chat": channel,
    }
    await scenario.receive(message=message("/ask 你好", **head))
    assert scenario.called == [("ask", "你好")]


def forwarded(**content: Any) -> dict[str, Any]:
    """A message of an admin that somebody, or the admin, forwards."""
    origin = {"type": "user", "date": 0, "sender_user": user(9)}
    return message(chat_id=-1, forward_origin=origin, **content)


async def test_a_forwarded_message_gives_no_orders(scenario):
    await scenario.receive(message=forwarded(text="/pause"))
    photo = {"file_id": "f", "file_unique_id": "u", "width": 9, "height": 9}
    await scenario.receive(message=forwarded(photo=[photo], caption="/pause 1"))
    assert [name for name, _ in scenario.called] == ["forwarded", "forwarded"]


async def test_a_forwarded_question_is_answered(scenario):
    await scenario.receive(message=forwarded(text="/ask 天空为什么是蓝的"))
    assert scenario.called == [("ask", "天空为什么是蓝的")]


async def test_a_message_without_a_command_is_free_text(scenario):
    await scenario.receive(message=message("你好"))
    assert scenario.called == [("free text", "你好")]


async def test_a_command_without_a_route_is_unknown(scenario):
    await scenario.receive(message=message("/dance"))
    assert scenario.called == [("unknown", "/dance")]


async def test_a_press_is_handled_by_its_route_and_answered(scenario):
    await scenario.press("review:ok:12:3")
    assert scenario.called == [("review:ok", "review:ok:12:3")]
    assert len(scenario.wire.of("answerCallbackQuery")) == 1


@pytest.mark.parametrize("action", ["old:button", "", ":", "review", "review:ok2:1:1"])
async def test_a_press_without_a_route_is_a_stale_button(scenario, action):
    await scenario.press(action)
    assert scenario.called == []
    [answer] = scenario.wire.of("answerCallbackQuery")
    assert "失效" in answer["text"]


async def test_a_group_that_becomes_a_supergroup_is_reported_with_both_ids(scenario):
    await scenario.receive(message=message(chat_id=-5, migrate_to_chat_id=-1005))
    await scenario.receive(message=message(chat_id=-1006, migrate_from_chat_id=-6))
    assert scenario.migrations.migrated == [(-5, -1005), (-6, -1006)]


async def test_only_the_addition_of_the_bot_itself_is_greeted(scenario):
    await scenario.receive(message=message(chat_id=-5, new_chat_members=[user(44)]))
    assert scenario.called == []
    await scenario.receive(message=message(chat_id=-5, new_chat_members=[user(700)]))
    assert [name for name, _ in scenario.called] == ["joined"]


async def test_a_chat_that_lets_the_bot_in_again_is_marked_open(scenario):
    opened: list[int] = []
    scenario.replies.messenger.mark_open = opened.append
    me = {"user": user(700, is_bot=True)}
    await scenario.receive(
        my_chat_member={
            "chat": {"id": -5, "type": "supergroup"},
            "from": user(),
            "date": 0,
            "old_chat_member": {**me, "status": "kicked", "until_date": 0},
            "new_chat_member": {**me, "status": "member"},
        }
    )
    assert opened == [-5]


async def test_a_group_that_the_bot_was_removed_from_is_reported_with_who_did_it(scenario):
    me = {"user": user(700, is_bot=True)}
    for chat in ({"id": -5, "type": "supergroup"}, {"id": 1, "type": "private"}):
        await scenario.receive(
            my_chat_member={
                "chat": chat,
                "from": user(9),
                "date": 0,
                "old_chat_member": {**me, "status": "member"},
                "new_chat_member": {**me, "status": "kicked", "until_date": 0},
            }
        )
    assert scenario.called == [("left", (-5, 9))]


async def test_an_error_is_answered_with_its_sentence_in_the_language_of_the_person(scenario):
    await scenario.receive(message=message("/boom redis", sender=user(language="en")))
    [call] = scenario.wire.of("sendMessage")
    assert "can't reach my storage" in call["text"]


async def test_an_error_that_was_told_before_is_not_told_again(scenario):
    await scenario.receive(message=message("/boom spent"))
    assert scenario.wire.of("sendMessage") == []


async def test_an_error_of_an_edit_is_answered_too(scenario):
    await scenario.receive(edited_message=message("redis"))
    [call] = scenario.wire.of("sendMessage")
    assert "存储" in call["text"]


async def test_an_unexpected_error_is_answered_without_its_text(scenario, caplog):
    await scenario.receive(message=message("/boom"))
    [call] = scenario.wire.of("sendMessage")
    assert "出了点意外" in call["text"]
    assert "secret" not in call["text"]
    assert "secret inside" in caplog.text


async def test_a_command_in_a_caption_is_read_as_one_in_a_text(scenario):
    await scenario.receive(message=with_caption("/Ask@Helper_Bot 说明"))
    await scenario.receive(message=with_caption("/ask@other_bot 说明"))
    assert scenario.called == [("ask", "说明")]
