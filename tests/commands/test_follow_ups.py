"""Messages below a summary that go on about its document without replying to it."""

from dataclasses import replace
from typing import Any

import pytest

from bot.commands.follow_ups import FollowUps
from bot.errors import StorageDown
from bot.models.answer import Answer
from bot.models.chat import QuotedMessage
from bot.models.document import Document
from tests.commands.summary_scenario import FILE, Scenario
from tests.fakes.chat import said

pytestmark = pytest.mark.looptime

RULES = "本办法适用于全体员工。试用期为三个月，工资每月十号发。迟到三次扣一天奖金。" * 5
QUOTED = QuotedMessage(4, "早", None, 2, by_bot=False)


class Chat(Scenario):
    """Somebody has had a document summarised; `follow_ups` reads what they write next."""

    def __init__(self) -> None:
        super().__init__(document=Document(RULES, filename="办法.docx"))
        self.follow_ups = FollowUps(self.streams.answers, self.documents)

    async def summarize(self) -> None:
        await self.command.summarize(said("", file=FILE), self.reply)

    async def is_about_document(self, text: str, **fields: Any) -> bool:
        request = await self.follow_ups.complete(replace(said(text), **fields))
        return await self.command.concerns(request)


@pytest.mark.parametrize(
    "text",
    [
        "短一点",
        "用英文",
        "列要点",
        "这份文件讲了什么？",
        "第二章说了什么",
        "试用期多久？",
        "迟到会扣奖金吗",
    ],
)
async def test_below_a_summary_a_message_about_the_document_is_a_reply_to_it(text):
    chat = Chat()
    await chat.summarize()
    assert await chat.is_about_document(text)


@pytest.mark.parametrize(
    "text",
    [
        "天空为什么是蓝的？",
        "为什么？",
        "三天到月球吗？",  # of its characters the document has nearly all, of its words none
        "谢谢",
        "来一局接龙",
        "帮我投稿：试用期真长",
        "我想投稿",
        "怎么投稿",
    ],
)
async def test_anything_else_is_not(text):
    chat = Chat()
    await chat.summarize()
    assert not await chat.is_about_document(text)


async def test_after_another_answer_the_document_is_no_longer_meant():
    chat = Chat()
    await chat.summarize()
    question = said("天空为什么是蓝的？")
    await chat.streams.answers.put(Answer("ask", question, message_ids=(99,)))
    assert not await chat.is_about_document("短一点")


@pytest.mark.parametrize(
    "fields",
    [{"chat_kind": "group"}, {"forwarded": True}, {"quoted": QUOTED}],
    ids=["in a group", "forwarded", "a reply"],
)
async def test_elsewhere_a_document_has_to_be_replied_to(fields):
    chat = Chat()
    await chat.summarize()
    request = replace(said("试用期多久？"), **fields)
    assert await chat.follow_ups.complete(request) == request


async def test_while_the_store_is_down_a_message_stands_alone():
    chat = Chat()
    await chat.summarize()
    chat.kept.failure = StorageDown()
    request = said("试用期多久？")
    assert await chat.follow_ups.complete(request) == request
