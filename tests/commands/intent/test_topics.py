import pytest

from bot.commands.intent import game_subcommand, is_about_chat, is_cancel, is_wait, topic_of


@pytest.mark.parametrize(
    ("text", "topic"),
    [
        ("你好呀", "greeting"),
        ("hi there!", "greeting"),
        ("怎么投稿", "post"),
        ("/summarize 怎么用", "summarize"),
        ("怎么用 /forget", "memory"),
        ("接龙怎么玩", "idiom"),
        ("你能读什么文件", "summarize"),
        ("怎么让你停下来", "ask"),
        ("咋把你拉进我的群", "group"),
        ("你会什么", None),
    ],
)
def test_a_question_about_the_bot_has_a_topic(text, topic):
    assert topic_of(text) == topic


@pytest.mark.parametrize(
    ("text", "word"),
    [("接龙排行榜", "排行"), ("接龙的规矩是啥", "规则"), ("给点提示", "提示"), ("来玩接龙", "")],
)
def test_a_wish_about_the_game_may_be_one_of_its_subcommands(text, word):
    assert game_subcommand(text) == word


def test_talk_of_the_group_is_recognised():
    assert is_about_chat("总结一下今天群里聊了什么")
    assert not is_about_chat("总结一下这篇文章")


@pytest.mark.parametrize("text", ["算了", "算了吧，不投了", "不用了，谢谢", "never mind", "取消！"])
def test_a_person_can_take_a_wish_back(text):
    assert is_cancel(text)


@pytest.mark.parametrize("text", ["算了一下，这个月花了三千", "不用谢我", "取消订单怎么弄", ""])
def test_a_text_with_such_words_takes_nothing_back(text):
    assert not is_cancel(text)


@pytest.mark.parametrize("text", ["好的", "嗯，等一下", "ok", "好的，马上来！"])
def test_a_person_can_ask_for_time(text):
    assert is_wait(text)
    assert not is_wait(f"{text}我想说的是春天来了")
