"""What a command works on, cut out of a message."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.commands.intent import Argument, cut_argument, read_alias


@pytest.mark.parametrize(
    ("text", "argument"),
    [
        ("帮我投稿：春天来了", "春天来了"),
        ("帮我投稿：春天来了\n\n谢谢啦", "春天来了"),
        ("幫我投稿：今日行山見到彩虹", "今日行山見到彩虹"),
        ("把“祝大家节日快乐”发到频道", "祝大家节日快乐"),
        ("我要投稿，内容是：昨天丢了一把伞", "昨天丢了一把伞"),
        ("今天是我戒烟第一百天！ 请帮我发布到频道", "今天是我戒烟第一百天！"),
        ("Post to the channel:\nMovie night at 8", "Movie night at 8"),
        ("食堂的桂花糕真好吃，发出去给大家看看", "食堂的桂花糕真好吃"),
        ("我想投稿", ""),
        ("我有个故事想登到频道上", ""),
    ],
)
def test_a_post_is_the_text_without_the_order(text, argument):
    assert cut_argument(text, "post").text == argument


@pytest.mark.parametrize(
    ("text", "argument"),
    [
        ("接龙：画蛇添足", "画蛇添足"),
        ("我說畫龍點睛，到你接", "畫龍點睛"),
        ("用“塞翁失马”开头玩一盘接龙", "塞翁失马"),
        ("接龙：画蛇添脚", "画蛇添脚"),
        ("我们来玩成语接龙吧", ""),
        ("再来一局", ""),
    ],
)
def test_a_game_opens_with_the_idiom_of_the_message(text, argument):
    assert cut_argument(text, "idiom").text == argument


@pytest.mark.parametrize(
    ("text", "argument"),
    [
        ("总结：一段很长的话", Argument("一段很长的话")),
        ("用三句话概括：一段很长的话", Argument("一段很长的话")),
        ("划重点\n第一行\n第二行", Argument("第一行\n第二行")),
        ("总结一下这篇文章", Argument("")),
        ("今天群里聊了什么", Argument("")),
        ("https://a.cn/b 重点看第三章", Argument("https://a.cn/b 重点看第三章")),
        (
            "这段帮我缩短成50字以内：一段很长的话",
            Argument("一段很长的话", "这段帮我缩短成50字以内"),
        ),
    ],
)
def test_a_summary_is_of_the_text_and_keeps_how_it_is_wanted(text, argument):
    assert cut_argument(text, "summarize") == argument


@given(st.text(min_size=1, max_size=200))
def test_what_is_posted_stands_in_the_message_as_it_was_written(text):
    argument = cut_argument(f"帮我投稿：{text}", "post").text
    assert argument in text


@given(st.text(max_size=200), st.sampled_from(["idiom", "post", "summarize", "ask", "help"]))
def test_any_text_has_an_argument_that_is_a_part_of_it(text, destination):
    assert cut_argument(text, destination).text in text


def test_an_alias_keeps_what_follows_it():
    assert read_alias("提问:1+1") == ("ask", "1+1")
    assert read_alias("總結 https://a.cn") == ("summarize", "https://a.cn")
    assert read_alias("随便") is None
