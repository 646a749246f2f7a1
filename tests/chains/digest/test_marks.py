"""Which marks of a digest become links."""

import pytest

from bot.chains.digest.marks import MessageMarks
from tests.fakes.chat_log import wrote

MESSAGES = (
    wrote(101, "会议改到周三下午三点吧", 1, sender="小明"),
    wrote(102, "周三不行，我要去上海", 2, sender="小红"),
    wrote(103, "同意", 3, sender="阿杰"),
    wrote(104, "预算是 5 万，不能再多了", 1, sender="小明"),
    wrote(105, "let's order 12 pizzas for Friday", 4, sender="Lucy"),
)


def shown(*pieces: str) -> str:
    """What is shown of a digest, with the number of the message in the place of each link."""
    marks = MessageMarks(MESSAGES, lambda message: f"<{message.message_id}>")
    return "".join([*map(marks.feed, pieces), marks.end()])


@pytest.mark.parametrize(
    ("digest", "expected"),
    [
        ("小明提议会议改到周三下午[1]。", "小明提议会议改到周三下午 <101>。"),
        ("会议要改到周三下午。[1]\n", "会议要改到周三下午。 <101>\n"),
        (
            "小明要改到周三，小红说周三要去上海 [1][2]",
            "小明要改到周三，小红说周三要去上海 <101> <102>",
        ),
        ("小明要改到周三[1]，阿杰同意[3]。", "小明要改到周三 <101>，阿杰同意 <103>。"),
        ("小明说预算是5万【4】。", "小明说预算是5万 <104>。"),
        ("Lucy wants to order 12 pizzas [5].", "Lucy wants to order 12 pizzas <105>."),
        ("Lucy 想订 12 份披萨 [#5]", "Lucy 想订 12 份披萨 <105>"),
    ],
)
def test_a_mark_of_what_the_message_says_becomes_a_link(digest, expected):
    assert shown(digest) == expected


@pytest.mark.parametrize(
    "digest",
    [
        "小明提议会议改到周三下午[77]。",  # no such message
        "小明提议会议改到周三下午[0]。",
        "小明提议去爬山[1]。",  # another thing
        "小红提议会议改到周三下午[1]。",  # another person
        "小明说预算是 8 万，不能再多了[4]。",  # another number
        "Lucy wants to order 13 pizzas [5].",
        "小明想订披萨[5]。",
        "[1]",
    ],
)
def test_any_other_mark_is_dropped(digest):
    assert "<" not in shown(digest)
    assert "[" not in shown(digest)


def test_a_mark_may_arrive_in_pieces_and_what_is_none_is_shown():
    assert (
        shown("小明提议改到周三下午", " ", "[", "1", "]", "[2", "]。")
        == "小明提议改到周三下午 <101>。"
    )
    assert shown("一 [注", "] 二 [x") == "一 [注] 二 [x"


def test_a_sentence_has_at_most_three_links():
    marks = MessageMarks([wrote(n, "明天去爬山") for n in range(1, 6)], lambda _: "<>")
    assert (marks.feed("明天去爬山[1,2,3,4,5]") + marks.end()).count("<>") == 3


def test_a_model_can_neither_hide_an_address_nor_mention_people():
    text = shown("点[这里", "](http://evil.example) 通知 @al", "l 和", "@", "xiaoming，a@b.example")
    assert "](" not in text
    assert text.count("＠") == 2
    assert "a@b.example" in text


@pytest.mark.parametrize("mark", ["[77]", " [77]", "[3]"])
def test_a_mark_that_is_dropped_does_not_join_a_link(mark):
    """A link to a message is the only one whose address is not shown (streaming/inline.py)."""
    assert "](" not in shown(f"[↗14:02]{mark}(https://t.me/evil/5)")
