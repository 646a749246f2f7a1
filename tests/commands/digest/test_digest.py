"""Digests in a group, as its members see them."""

import asyncio
from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest

from bot.commands.digest.commands import DigestCommand
from bot.commands.digest.daily import DailyDigest
from bot.commands.digest.membership import DigestMembership
from bot.commands.digest.switch import DigestSwitch
from bot.commands.privacy import PrivacyCommand
from bot.errors import ChatGone, ModelUnavailable
from bot.models.chat import Request
from bot.models.chat_settings import AS_CONFIGURED, ChatSettings, GroupDigest, QuietHours
from bot.models.model_service import ModelService
from tests.commands.summary_scenario import Scenario
from tests.fakes.answers import new_streams
from tests.fakes.chat import FakeReply, person, pressed, said
from tests.fakes.chat_log import (
    FakeChatLog,
    FakeDailyDigests,
    FakeDigester,
    FakeGroupFacts,
    wrote,
)
from tests.fakes.chat_settings import FakeChatSettings
from tests.fakes.posts import FakeMessenger
from tests.fakes.usage import ZONE

BASIC_GROUP = -99
SUPERGROUP = -1000000001234
NOW_S = datetime(2026, 11, 21, 21, 0, tzinfo=ZONE).timestamp()
ON = ChatSettings(digest=GroupDigest())
TONGYI = ModelService("tongyi", "dashscope.aliyuncs.com", "qwen-plus")


class Chat:
    """A group with ten messages of the last ten hours, and the digest on."""

    def __init__(self, chat_id: int = SUPERGROUP, settings: ChatSettings = ON) -> None:
        self.chat_id = chat_id
        self.settings = FakeChatSettings()
        self.settings.settings[chat_id] = settings
        self.log = FakeChatLog(self.settings)
        self.daily = FakeDailyDigests(NOW_S)
        self.facts = FakeGroupFacts()
        self.digester = FakeDigester()
        self.messenger = FakeMessenger()
        self.documents = Scenario()
        self.log.messages[chat_id] = {
            n: wrote(n, sender_id=n % 3, at_s=NOW_S - (10 - n) * 3600) for n in range(1, 11)
        }

    async def says(self, text: str, **fields: Any) -> FakeReply:
        """Ask for a digest."""
        request = await self.request(text, **fields)
        reply = FakeReply(request.language)
        await self.command.digest(request, reply)
        return reply

    async def answers(self, question: FakeReply, button: int, sender_id: int = 1) -> FakeReply:
        """Press a button below the question before a costly digest."""
        [(message_id, message)] = question.messages.items()
        action = message.keyboard[0][button].action
        settings = await self.settings.get(self.chat_id)
        press = pressed(
            action,
            message_id=message_id,
            sender_id=sender_id,
            chat_id=self.chat_id,
            settings=settings,
        )
        buttons = self.documents.long_summary(self.command)
        await (buttons.drop_pressed if button else buttons.go_pressed)(press, question)
        return question

    @property
    def command(self) -> DigestCommand:
        return DigestCommand(
            *(self.log, self.daily.now_s, self.digester, new_streams(), self.facts, ZONE),
            self.documents.offers,
        )

    async def request(self, text: str, **fields: Any) -> Request:
        settings = await self.settings.get(self.chat_id)
        given: dict[str, Any] = {"chat_id": self.chat_id, "settings": settings}
        return said(text, **(given | fields))

    async def says_of_recording(self, text: str, sender_id: int = 1, **fields: Any) -> list[str]:
        """Say something about being recorded; return what is answered."""
        reply = FakeReply()
        request = await self.request(text, sender_id=sender_id, **({"addressed": False} | fields))
        taken = await DigestMembership(self.log).take_words(request, reply)
        assert taken == bool(reply.texts)
        return reply.texts

    async def chooses(self, digest: GroupDigest | None) -> list[str]:
        """An admin chooses in /settings; return what the group reads."""
        before = await self.settings.get(self.chat_id)
        after = replace(before, digest=digest)
        press = pressed("settings:digest:x", message_id=1, chat_id=self.chat_id, settings=before)
        reply, switch = FakeReply(), self.switch
        await switch.announce(press, after, reply)
        await self.settings.change(self.chat_id, before, after, by=press.sender)
        await switch.chosen(press, after, reply)
        return reply.texts

    @property
    def switch(self) -> DigestSwitch:
        return DigestSwitch(self.log, self.daily, self.settings, self.facts, TONGYI, ZONE)

    @property
    def numbers_read(self) -> list[int]:
        """The messages that the digester was given last."""
        return [message.message_id for message in self.digester.read[-1][0]]

    async def tick(self, at_s: float = NOW_S) -> list[str]:
        """The job runs; return what it has posted so far."""
        self.daily.at_s = at_s
        await DailyDigest(
            *(self.daily, self.settings, self.log, self.digester, self.messenger, self.facts),
            ZONE,
        ).tick()
        return self.messenger.texts(self.chat_id)


@pytest.fixture
def chat() -> Chat:
    return Chat()


@pytest.mark.parametrize(
    ("order", "numbers", "label"),
    [
        ("3", [8, 9, 10], "最近 3 条"),
        ("3h", [7, 8, 9, 10], "最近 3 小时"),
        ("总结最近四个小时的聊天", [6, 7, 8, 9, 10], "最近 4 小时"),
        ("今天", list(range(1, 11)), "今天"),
        ("大家刚才聊了什么", [7, 8, 9, 10], "最近 3 小时"),
        ("总结一下群里聊了什么", list(range(1, 11)), "最近 24 小时"),
        ("2 天", list(range(1, 11)), "最近 48 小时"),
        ("99999999h", list(range(1, 11)), "最近 72 小时"),
        ("99999 分钟", list(range(1, 11)), "最近 4320 分钟"),
        ("99999999999999999999", list(range(1, 11)), "最近 2000 条"),
    ],
)
async def test_the_messages_that_somebody_names_are_summed_up(chat, order, numbers, label):
    reply = await chat.says(order)
    assert chat.numbers_read == numbers
    assert reply.text.splitlines()[0] == f"📒 群聊摘要 · {label} · {len(numbers)} 条消息，3 人"


async def test_each_message_has_a_link_in_its_topic_and_by_the_public_name(chat):
    chat.log.messages[SUPERGROUP][10] = wrote(10, "改到周三", at_s=NOW_S, topic_id=7)
    reply = await chat.says("3")
    [message] = reply.messages.values()
    assert message.text.endswith("成员1说改到周三 ↗21:00")
    links = [span.url for span in message.spans if span.kind == "text_link"]
    assert links == [
        "https://t.me/c/1234/8",
        "https://t.me/c/1234/9",
        "https://t.me/c/1234/7/10",
    ]
    chat.facts.name = "teahouse"
    [message] = (await chat.says("3")).messages.values()
    assert "https://t.me/teahouse/9" in {span.url for span in message.spans}


async def test_before_much_talk_is_read_somebody_is_asked(chat):
    chat.digester.parts = 40
    question = await chat.says("3")
    assert question.text.startswith("要读的聊天很多，模型要分约 40 段读")
    assert (chat.digester.read, chat.digester.checked) == ([], [0, 40 * 24_000])
    assert "只有本人" in (await chat.answers(question, 0, sender_id=2)).popups[-1]
    reply = await chat.answers(question, 0)
    assert reply.texts[0] == "好，约 40 段，开始读。"
    assert reply.texts[1].startswith("📒 群聊摘要 · 最近 3 条")
    assert chat.numbers_read == [8, 9, 10]


async def test_after_a_no_nothing_that_was_said_is_read(chat):
    chat.digester.parts = 40
    reply = await chat.answers(await chat.says("3"), 1)
    assert (reply.text, chat.digester.read) == ("好，不读了。", [])


async def test_in_a_topic_its_own_messages_are_summed_up(chat):
    for number in (4, 6, 8):
        chat.log.messages[SUPERGROUP][number] = wrote(number, at_s=NOW_S, topic_id=7)
    await chat.says("200", topic_id=7)
    assert chat.numbers_read == [4, 6, 8]


async def test_a_basic_group_has_no_links_and_gets_quotations():
    chat = Chat(BASIC_GROUP)
    [message] = (await chat.says("3")).messages.values()
    assert "成员2说第8句 （“第8句”）" in message.text
    assert not [span for span in message.spans if span.kind == "text_link"]


async def test_where_it_is_off_or_in_private_a_sentence_says_how_to_switch_it_on(chat):
    off = await chat.says("今天", settings=AS_CONFIGURED)
    private = await chat.says("今天", chat_id=1)
    assert "/settings" in off.text
    assert "群管理员" in off.text
    assert "/settings" in private.text
    assert chat.digester.read == []


async def test_hardly_anything_said_needs_no_model_and_privacy_mode_is_named(chat):
    chat.log.messages[SUPERGROUP] = {1: wrote(1, at_s=NOW_S)}
    assert (await chat.says("今天")).text.startswith("这段时间（今天）只有 1 条消息")
    chat.facts.hears = False
    chat.log.messages.clear()
    text = (await chat.says("今天", language="en", settings=replace(ON, language="en"))).text
    assert text.startswith("I have no messages from that time (today).")
    assert "@BotFather" in text
    assert chat.digester.read == []


async def test_members_who_may_not_summarise_may_not_digest(chat):
    reply = await chat.says("今天", forbidden=frozenset({"summarize"}))
    assert "只对群管理员开放" in reply.text


async def test_a_member_leaves_and_comes_back_by_a_sentence_to_nobody(chat):
    assert "不记录你" in (await chat.says_of_recording("不要记录我！"))[0]
    await chat.log.add(SUPERGROUP, wrote(20, sender_id=1))
    assert 1 not in {message.sender_id for message in await chat.log.read(SUPERGROUP)}
    assert "会进群聊摘要" in (await chat.says_of_recording("可以记录我"))[0]
    await chat.log.add(SUPERGROUP, wrote(21, sender_id=1))
    assert (await chat.log.read(SUPERGROUP))[-1].message_id == 21


@pytest.mark.parametrize(
    "text", ["Don’t record me", "不要記錄我", "stop recording me.", "别记录我吧"]
)
async def test_the_sentence_is_understood_in_each_language(chat, text):
    assert await chat.says_of_recording(text)
    assert chat.log.left == {(SUPERGROUP, 1)}


async def test_other_talk_about_records_is_left_alone(chat):
    assert await chat.says_of_recording("你们不要记录我啊，他说") == []
    assert await chat.says_of_recording("不要记录我", forwarded=True) == []
    assert await chat.says_of_recording("不要记录我", settings=AS_CONFIGURED) == []
    assert await chat.says_of_recording("record me") == []
    assert "没有退出" in (await chat.says_of_recording("可以记录我", addressed=True))[0]
    assert chat.log.left == set()


async def test_who_says_it_to_the_bot_before_the_digest_is_on_is_never_recorded(chat):
    [answer] = await chat.says_of_recording("不要记录我", addressed=True, settings=AS_CONFIGURED)
    assert "也不会记录你" in answer
    assert chat.log.left == {(SUPERGROUP, 1)}


async def test_switching_it_on_tells_the_group_who_reads_what_for_how_long_and_how_to_leave():
    chat = Chat(settings=AS_CONFIGURED)
    chat.facts.hears = False
    [notice] = await chat.chooses(GroupDigest(22))
    for what in (
        "dashscope.aliyuncs.com",
        "2000 条",
        "72 小时",
        "“不要记录我”",
        "22:00",
        "/setprivacy",
    ):
        assert what in notice
    assert chat.daily.due_s == {SUPERGROUP: NOW_S + 3600}


async def test_another_hour_is_told_shortly_and_nothing_when_nothing_changes(chat):
    [text] = await chat.chooses(GroupDigest(20))
    assert "每天 20:00" in text
    assert chat.daily.due_s == {SUPERGROUP: NOW_S + 23 * 3600}
    assert await chat.chooses(GroupDigest(20)) == []
    assert "不定时" in (await chat.chooses(GroupDigest()))[0]
    assert chat.daily.due_s == {}


async def test_switching_it_off_deletes_everything_and_says_so(chat):
    assert "全部删除" in (await chat.chooses(None))[0]
    assert await chat.log.read(SUPERGROUP) == []


async def test_when_the_bot_is_removed_everything_is_deleted_and_nothing_kept_after_it_returns(
    chat,
):
    await chat.log.leave(SUPERGROUP, 1)
    await chat.daily.schedule(SUPERGROUP, NOW_S)
    before = chat.settings.settings[SUPERGROUP]
    chat.settings.settings[SUPERGROUP] = replace(before, puzzle_hour=9)
    await chat.switch.left(SUPERGROUP, person("阿杰"))
    await chat.log.add(SUPERGROUP, wrote(30))
    assert await chat.log.read(SUPERGROUP) == []
    assert await chat.settings.get(SUPERGROUP) == AS_CONFIGURED
    assert chat.daily.due_s == {}
    assert chat.log.left == {(SUPERGROUP, 1)}


@pytest.fixture
async def daily() -> Chat:
    chat = Chat(settings=ChatSettings(digest=GroupDigest(21)))
    await chat.daily.schedule(SUPERGROUP, NOW_S)
    return chat


async def test_the_digest_of_a_day_is_posted_once_and_counts_on_the_chat(daily):
    [text] = await daily.tick()
    assert text.startswith("📒 群聊摘要 · 最近 24 小时 · 10 条消息")
    assert daily.digester.read[0][1].person_id is None
    assert len(await daily.tick(NOW_S + 30)) == 1
    assert daily.daily.due_s == {SUPERGROUP: NOW_S + 24 * 3600}


async def test_in_quiet_hours_it_waits_for_their_end(daily):
    daily.settings.settings[SUPERGROUP] = ChatSettings(
        digest=GroupDigest(21), quiet_hours=QuietHours(20, 22)
    )
    assert await daily.tick() == []
    assert len(await daily.tick(NOW_S + 3600)) == 1


async def test_hardly_anything_said_in_a_day_is_not_summed_up(daily):
    del daily.log.messages[SUPERGROUP][1]
    assert await daily.tick() == []
    assert daily.digester.read == []


async def test_what_a_model_could_not_make_is_tried_again_for_two_hours(daily):
    daily.digester.error = ModelUnavailable()
    assert await daily.tick() == []
    assert daily.daily.due_s == {SUPERGROUP: NOW_S + 900}
    assert await daily.tick(NOW_S + 7200) == []
    assert daily.daily.due_s == {SUPERGROUP: NOW_S + 24 * 3600}


async def test_what_a_process_began_that_has_ended_is_made_by_another(daily):
    daily.digester.error = asyncio.CancelledError()
    with pytest.raises(asyncio.CancelledError):
        await daily.tick()
    daily.digester.error = None
    assert len(await daily.tick(NOW_S + 900)) == 1
    assert daily.daily.due_s == {SUPERGROUP: NOW_S + 24 * 3600}


async def test_a_chat_that_is_gone_or_has_switched_it_off_gets_no_more(daily):
    daily.messenger.refusals[SUPERGROUP] = [ChatGone()]
    await daily.tick()
    assert (daily.daily.due_s, await daily.log.read(SUPERGROUP)) == ({}, [])
    await daily.daily.schedule(BASIC_GROUP, NOW_S)
    await daily.tick()
    assert daily.daily.due_s == {}


@pytest.mark.parametrize(
    ("settings", "chat_id", "sentence"),
    [
        (ON, SUPERGROUP, "群聊摘要：开着。大家发的文字最多最近 2000 条，留 72 小时"),
        (AS_CONFIGURED, SUPERGROUP, "群聊摘要：关着"),
        (AS_CONFIGURED, 1, "私聊里没有"),
    ],
)
async def test_privacy_says_what_is_kept_who_reads_it_and_what_forget_deletes(
    settings, chat_id, sentence
):
    command = PrivacyCommand(TONGYI, exchanges=100, document_hours=24, is_censored_by_baidu=True)
    reply, english = FakeReply(), FakeReply("en")
    await command.privacy(said(chat_id=chat_id, settings=settings), reply)
    for what in (sentence, "最多 100 轮", "24 小时", "通义千问", "百度", "/forget 删除"):
        assert what in reply.text
    in_english = replace(settings, language="en")
    await command.privacy(said(chat_id=chat_id, settings=in_english), english)
    assert "Who reads it" in english.text
