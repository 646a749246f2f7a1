"""/export: who gets what, and where."""

import json

import pytest

from bot.commands.export import ExportCommand
from bot.errors import ChatGone
from bot.models.chat import Thread
from bot.models.llm import Exchange, RunningSummary
from tests.fakes.chat import FakePermissions, FakeReply, said
from tests.fakes.llm import FakeHistory, FakeRunningSummaries
from tests.fakes.posts import FakeMessenger

GROUP = Thread(-1)
ADMIN, XIAOMING, STRANGER = 9, 1, 3


@pytest.fixture
async def history() -> FakeHistory:
    made = FakeHistory()
    await made.append(GROUP, Exchange("问一", "答一", "小明", XIAOMING))
    await made.append(GROUP, Exchange("问二", "答二", "小红", 2))
    await made.append(Thread(XIAOMING), Exchange("私聊", "答"))
    made.summaries[GROUP] = RunningSummary("摘要", (2,))
    return made


@pytest.fixture
def messenger() -> FakeMessenger:
    return FakeMessenger()


def export(history: FakeHistory, messenger: FakeMessenger) -> ExportCommand:
    permissions = FakePermissions(administrators=frozenset({(-1, ADMIN)}))
    return ExportCommand(history, FakeRunningSummaries(history), permissions, messenger)


def texts_of(messenger: FakeMessenger, chat_id: int) -> list[str]:
    """What the file in a chat holds."""
    [sent] = [message for message in messenger.messages if message.chat_id == chat_id]
    name, data = sent.document
    assert name.endswith(".json")
    return [row["data"]["content"] for row in json.loads(data)]


async def test_in_private_a_person_gets_the_whole_conversation(history, messenger):
    reply = FakeReply()
    await export(history, messenger).export(said(), reply)
    assert texts_of(messenger, XIAOMING) == ["私聊", "答"]
    assert reply.texts == []


async def test_a_member_of_a_group_gets_their_own_part_in_private(history, messenger):
    reply = FakeReply()
    await export(history, messenger).export(said(chat_id=-1), reply)
    assert texts_of(messenger, XIAOMING) == ["问一", "答一"]
    assert messenger.texts(-1) == []
    assert "私聊" in reply.text


async def test_an_admin_gets_what_all_said(history, messenger):
    await export(history, messenger).export(said(chat_id=-1, sender_id=ADMIN), FakeReply())
    assert texts_of(messenger, ADMIN) == ["摘要", "问一", "答一", "问二", "答二"]


async def test_who_has_said_nothing_gets_a_sentence(history, messenger):
    reply = FakeReply()
    await export(history, messenger).export(said(chat_id=-1, sender_id=STRANGER), reply)
    assert "没有" in reply.text
    assert messenger.messages == []


async def test_whom_the_bot_may_not_write_to_is_told_how_to_change_that(history, messenger):
    messenger.refusals[XIAOMING] = [ChatGone()]
    reply = FakeReply()
    await export(history, messenger).export(said(chat_id=-1), reply)
    assert "开始" in reply.text
