"""A polished text must say the same: no link, name or number may be lost, changed or made up."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.moderation.kept_facts import keeps_facts

FACTS = [
    "https://example.org/a?b=1",
    "t.me/teahouse",
    "@xiaoming",
    "#周末",
    "《红楼梦》",
    "“老王茶馆”",
    "Lucy",
    "GPT-4o",
    "1,046",
    "28.8%",
    "8:30",
    "三百二十人",
    "第二届",
]
FILLERS = ["今天", "我们去看了", "，非常好看", "。大家都来吧", "\n还有", "😀看", "，听说"]


@given(st.lists(st.sampled_from(FACTS), min_size=1, max_size=5), st.data())
def test_a_text_that_lost_or_doubled_one_of_its_facts_is_found_out(facts, data):
    fillers = [data.draw(st.sampled_from(FILLERS)) for _ in facts]
    text = "".join(f"{filler}{fact}，" for filler, fact in zip(fillers, facts, strict=True))
    reworded = "".join(f"{fact}！啊，" for fact in facts)
    assert keeps_facts(text, reworded)
    gone = data.draw(st.sampled_from(facts))
    without = reworded.replace(gone, "", 1)
    assert not keeps_facts(text, without) or gone in without  # a quoted name may stand twice
    if gone[0] not in "《“":
        assert not keeps_facts(text, f"{reworded}{gone}，")


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("今天食堂的红烧肉很好吃，大家快去排对！", "今天食堂的红烧肉很好吃，大家快去排队！"),
        ("共１２人参加了。", "共 12 人参加。"),
        ('他说"好的"，走了', "他说“好的”，就走了。"),
        ("I has three cats.It is nice", "I have three cats. They are nice."),
        ("昨天和Lucy去了star bucks", "昨天，我和 lucy 去了 Star Bucks。"),
        ("链接：https://a.example/x。快看", "快看：https://a.example/x"),
    ],
)
def test_better_wording_keeps_the_facts(before, after):
    assert keeps_facts(before, after)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("电话13800138000", "电话1380013800"),
        ("我买了三斤苹果", "我买了五斤苹果"),
        ("去看《三体》吧", "去看《三休》吧"),
        ("找@lily报名", "找 Lily 报名"),
        ("We met Anna in Paris.", "We met Anne in Paris."),
        ("看看这本书", "看看这本书：https://spam.example"),
        ("写信到 tea@example.org", "写信到 tea@example.com"),
    ],
)
def test_a_changed_fact_is_found_out(before, after):
    assert not keeps_facts(before, after)
