"""Wishes without an object: what is asked for, and which message brings it."""

from bot.models.chat import QuotedMessage
from bot.texts import help as texts
from tests.commands.free_text_chat import FILE, GROUP, LONG, Chat
from tests.fakes.chat import FakeReply, said


async def test_a_wish_to_post_without_a_text_is_asked_for_it_and_the_next_message_is_the_post():
    chat = Chat()
    assert await chat.hear("我想投稿") == []
    assert chat.answer == texts.SEND_POST.zh
    assert await chat.hear("春天来了，楼下的桂花开了") == [("submit", "春天来了，楼下的桂花开了")]
    assert await chat.hear("下雨了") == [("ask", "下雨了")]


async def test_a_wish_for_a_summary_takes_the_next_file_link_or_long_text():
    for document in ({"file": FILE}, {"text": "https://example.org/a"}, {"text": LONG}):
        chat = Chat()
        await chat.hear("总结一下")
        assert chat.answer == texts.SEND_DOCUMENT.zh
        assert await chat.hear(**document) == [("summarize", document.get("text", ""))]


async def test_short_talk_before_the_document_is_answered_and_the_document_still_awaited():
    chat = Chat()
    await chat.hear("总结一下")
    assert await chat.hear("天空为什么是蓝的") == [("ask", "天空为什么是蓝的")]
    assert await chat.hear(LONG) == [("summarize", LONG)]


async def test_bare_commands_and_aliases_ask_too():
    chat = Chat()
    await chat.free_text.post_command(said(command="post"), chat.reply)
    assert chat.answer == texts.SEND_POST.zh
    assert await chat.hear("春天来了") == [("submit", "春天来了")]
    await chat.hear("投稿")
    assert chat.answer == texts.SEND_POST.zh


async def test_never_mind_ends_waiting():
    chat = Chat()
    await chat.hear("我想投稿")
    assert await chat.hear("算了吧") == []
    assert chat.answer == texts.NOT_AWAITED.zh
    assert await chat.hear("春天来了") == [("ask", "春天来了")]


async def test_one_moment_is_no_post():
    chat = Chat()
    await chat.hear("我想投稿")
    assert await chat.hear("好的，稍等") == []
    assert chat.answer == texts.WAITING.zh
    assert await chat.hear("春天来了") == [("submit", "春天来了")]


async def test_a_sticker_is_no_post_and_the_text_is_still_awaited():
    chat = Chat()
    await chat.hear("我想投稿")
    assert await chat.hear(unreadable="sticker") == []
    assert await chat.hear("春天来了") == [("submit", "春天来了")]


async def test_another_order_ends_waiting_and_is_carried_out():
    chat = Chat()
    await chat.hear("我想投稿")
    assert await chat.hear("来一局成语接龙吧") == [("play", "")]
    assert await chat.hear("春天来了") == [("ask", "春天来了")]


async def test_a_question_about_posts_is_answered_while_the_text_is_awaited():
    chat = Chat()
    await chat.hear("我想投稿")
    assert await chat.hear("投稿要审核吗") == []
    assert "/mypost" in chat.answer
    assert await chat.hear("春天来了") == [("submit", "春天来了")]


async def test_a_question_in_the_place_of_the_text_is_offered_since_it_may_be_to_the_bot():
    chat = Chat()
    await chat.hear("我想投稿")
    assert await chat.hear("写点什么好呢？") == [("offer", "写点什么好呢？")]


async def test_a_command_ends_waiting():
    chat = Chat()
    await chat.hear("我想投稿")
    await chat.inputs.ending(chat.free_text.ask.ask)(said("1+1", command="ask"), chat.reply)
    assert await chat.hear("春天来了") == [("ask", "春天来了")]


async def test_stop_ends_waiting_and_otherwise_stops_the_answer():
    chat = Chat()
    stop = chat.inputs.stopping(chat.free_text.ask.stop)
    await chat.hear("我想投稿")
    chat.reply = FakeReply()
    await stop(said(command="stop"), chat.reply)
    assert chat.answer == texts.NOT_AWAITED.zh
    await stop(said(command="stop"), chat.reply)
    assert chat.listener.heard == [("stop", "")]


async def test_in_a_group_only_a_message_to_the_bot_brings_what_was_asked_for():
    chat = Chat()
    question = QuotedMessage(7, texts.SEND_POST.zh, None, 700, by_bot=True)
    await chat.hear("我想投稿", chat_id=GROUP)
    assert texts.SEND_AS_REPLY.zh in chat.answer
    assert await chat.hear("中午吃什么", chat_id=GROUP, addressed=False) == []
    assert await chat.hear("我也想", chat_id=GROUP, sender_id=2) == [("ask", "我也想")]
    assert await chat.hear("春天来了", chat_id=GROUP, quoted=question) == [("submit", "春天来了")]


async def test_the_question_of_the_bot_is_not_what_is_summarised():
    chat = Chat()
    await chat.hear("总结一下", chat_id=GROUP)
    question = QuotedMessage(7, texts.SEND_DOCUMENT.zh, None, 700, by_bot=True)
    request = said(LONG, chat_id=GROUP, quoted=question)
    assert await chat.hear_request(request) == [("summarize", LONG)]


async def test_a_second_attempt_at_the_input_submits_it_again():
    chat = Chat()
    await chat.hear("我想投稿")
    request = said("春天来了")
    assert await chat.hear_request(request) == [("submit", "春天来了")]
    assert await chat.hear_request(request) == [("submit", "春天来了")]


async def test_somebody_elses_words_are_not_the_post_that_was_asked_for():
    chat = Chat()
    await chat.hear("我想投稿")
    assert await chat.hear("天下大乱", forwarded=True) == [("ask", "天下大乱")]


async def test_a_wish_to_post_as_a_reply_to_ones_own_message_is_about_that_message():
    own = QuotedMessage(5, "春天来了", None, 1, by_bot=False)
    assert await Chat().hear("帮我投稿", quoted=own) == [("submit", "")]
    chat = Chat()
    others = QuotedMessage(5, "春天来了", None, 2, by_bot=False)
    assert await chat.hear("帮我投稿", quoted=others) == []
    assert chat.answer == texts.SEND_POST.zh
