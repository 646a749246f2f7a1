"""Which requests for a summary are about the chat, and which about a text."""

import pytest

from bot.models.chat import QuotedMessage
from tests.commands.free_text_chat import GROUP, LONG, Chat
from tests.fakes.chat import FakeReply, said

OF_BOT, OF_MEMBER = (QuotedMessage(5, LONG, None, 9, by_bot) for by_bot in (True, False))


@pytest.mark.parametrize(
    "text", ["200", "3h", "今天", "最近 2 小时", "last 3 hours", "yesterday", "9" * 20 + "h"]
)
async def test_a_number_or_a_time_after_the_command_is_about_the_chat(text):
    chat = Chat()
    await chat.free_text.summarize_command(said(text, chat_id=GROUP), FakeReply())
    await chat.free_text.summarize_command(said(text, chat_id=GROUP, quoted=OF_MEMBER), FakeReply())
    assert [verb for verb, _ in chat.listener.heard] == ["digest", "summarize"]


async def test_the_chinese_alias_takes_them_too():
    assert await Chat().hear("总结 今天", chat_id=GROUP, addressed=False) == [("digest", "今天")]


@pytest.mark.parametrize(
    "text",
    ["大家刚才聊了什么", "今天群里都讨论了些什么？", "总结一下大家今天的讨论", "我错过了什么"],
)
async def test_plain_words_about_the_chat_need_no_command(text):
    chat = Chat()
    assert await chat.hear(text, chat_id=GROUP) == [("digest", text)]
    assert await chat.hear(text, chat_id=GROUP, quoted=OF_BOT) != []


async def test_a_conversation_that_is_pasted_or_replied_to_is_a_text():
    chat = Chat()
    [(verb, text)] = await chat.hear(f"总结一下群聊记录：{LONG}", chat_id=GROUP)
    assert (verb, text) == ("summarize", LONG)
    [(verb, _)] = await chat.hear("总结一下大家的讨论", chat_id=GROUP, quoted=OF_MEMBER)
    assert verb == "summarize"


async def test_what_to_talk_about_is_no_question_about_the_chat():
    for text in ("我们聊什么好呢", "群里怎么加人"):
        assert "digest" not in dict(await Chat().hear(text, chat_id=GROUP))
