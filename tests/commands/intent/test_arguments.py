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


@pytest.mark.parametrize(
    ("text", "argument"),
    [
        (
            "帮发招聘周末兼职两名，日结一百八，会做奶茶优先到频道",
            "招聘周末兼职两名，日结一百八，会做奶茶优先",
        ),
        ("「考研倒计时三十天，大家加油」这句发频道", "考研倒计时三十天，大家加油"),
        ("我有一首诗要投稿，风把云吹成马，马把我驮回家", "风把云吹成马，马把我驮回家"),
        ("把下面的内容发到频道\n【寻猫】橘色公猫，三岁", "【寻猫】橘色公猫，三岁"),
        ("投个稿\n《秋夜》\n月亮掉进碗里", "《秋夜》\n月亮掉进碗里"),
        ("出二手吉他一把，九成新，四百可刀。帮发", "出二手吉他一把，九成新，四百可刀。"),
        ("麻烦帮我发布周六下午社区免费义诊，先到先得", "周六下午社区免费义诊，先到先得"),
        ("please submit the following for me: I kept every letter.", "I kept every letter."),
        ("put this up on the channel for me: free sofa", "free sofa"),
        ("publish 到频道：转让 gym 年卡一张", "转让 gym 年卡一张"),
    ],
)
def test_the_order_around_a_post_is_cut_in_whatever_words(text, argument):
    assert cut_argument(text, "post").text == argument


@pytest.mark.parametrize(
    ("text", "argument"),
    [
        ("投稿：他说“我们算了吧”，我说“好”", "他说“我们算了吧”，我说“好”"),
        ("投稿，今天听到一句“慢慢来比较快”", "今天听到一句“慢慢来比较快”"),
        ("投稿：内容是王道，形式是外衣", "内容是王道，形式是外衣"),
        ("投稿，标题：外婆的缝纫机\n它停在阳台上", "标题：外婆的缝纫机\n它停在阳台上"),
        ("投稿：想对借我伞的人说一声，谢谢", "想对借我伞的人说一声，谢谢"),
        ("失物招领：捡到黑色雨伞一把，找我领", "失物招领：捡到黑色雨伞一把，找我领"),
        ("昨天的晚霞真好看，我站在天台看了很久", "昨天的晚霞真好看，我站在天台看了很久"),
    ],
)
def test_a_post_keeps_what_may_belong_to_it(text, argument):
    assert cut_argument(text, "post").text == argument


@pytest.mark.parametrize(
    "text",
    [
        "我想把我刚才说的那段话公开发出去",
        "把刚才你润色好的那版发布出去吧",
        "就发我刚打的那段",
        "这个可以投稿吗，我自己写的",
        "我先投个稿，正文等会儿发你",
        "无聊死了，我想投稿",
        "can you post something for me",
    ],
)
def test_an_order_that_points_at_a_post_has_none(text):
    assert cut_argument(text, "post").text == ""


TEXT = "远程办公减少了通勤时间，提升了员工满意度，但也带来沟通成本上升、新人融入困难等问题。"


@pytest.mark.parametrize(
    "message",
    [
        f"请把以下内容总结成三个要点。{TEXT}",
        f"摘要一下「{TEXT}」",
        f"{TEXT} ← 总结",
        f"太长不看，帮我总结，原文：{TEXT}",
        f"给下面的新闻写个概要 {TEXT}",
        f"老师发的通知你帮我总结成两句话发给孩子他爸看\n{TEXT}",
        f"原文：{TEXT}要求：提炼重点",
        f"{TEXT}谢谢，帮我概括下",
        f"能不能把这段话变短一点：{TEXT}",
        f"帮我总结以下内容，不超过50字：\n{TEXT}",
        f"three bullets for the text below\n{TEXT}",
    ],
)
def test_the_order_around_a_text_to_summarise_is_cut_in_whatever_words(message):
    assert cut_argument(message, "summarize").text == TEXT


@pytest.mark.parametrize(
    "text",
    [
        "能帮忙总结一个链接吗，我等下发",
        "give me the gist of the pdf I just sent",
        "把最近两百条消息整理个纪要",
        "三点总结",
    ],
)
def test_an_order_that_points_at_a_text_to_summarise_has_none(text):
    assert cut_argument(text, "summarize").text == ""


@pytest.mark.parametrize(
    ("text", "idiom"),
    [
        ("长的也算吧？接龙我出醉翁之意不在酒", "醉翁之意不在酒"),
        ("我先说不入虎穴焉得虎子", "不入虎穴焉得虎子"),
        ("别三心二意了，我出得陇望蜀，接吧", "得陇望蜀"),
        ("对牛弹琴。你接，不许查词典", "对牛弹琴"),
        ("接龙，我出画蛇添脚", "画蛇添脚"),
    ],
)
def test_a_game_opens_with_the_longest_idiom_where_one_is_named(text, idiom):
    assert cut_argument(text, "idiom").text == idiom


@given(st.text(alphabet="今天发到频道总结投稿他说我想谢，。！ 的", min_size=1, max_size=60))
def test_a_sure_order_before_a_colon_leaves_the_whole_text(text):
    written = text.strip("，。！ ")
    assert cut_argument(f"帮我投稿：{written}", "post").text == written
