"""What people see of a change."""

import time

from hypothesis import given
from hypothesis import strategies as st

from bot.models.chat import StyledText
from bot.models.utf16 import utf16_len
from bot.moderation.text_difference import difference

TEXTS = st.text(alphabet="甲乙丙 a1，😀\n", max_size=30)


def parts(shown: StyledText, kind: str) -> list[str]:
    units = shown.text.encode("utf-16-le")
    return [
        units[2 * span.offset : 2 * (span.offset + span.length)].decode("utf-16-le")
        for span in shown.spans
        if span.kind == kind
    ]


def test_only_the_changes_and_what_stands_around_them_are_shown():
    before = (
        "今天天气不错，我们一家人去公园看花，回来的时候在路边的小店吃了面，味道很好，下次还想在去。"
    )
    after = (
        "今天天气不错，我们一家人去公园赏花，回来的时候在路边的小店吃了面，味道很好，下次还想再去。"
    )
    shown = difference(before, after)
    assert (parts(shown, "strikethrough"), parts(shown, "underline")) == (
        ["看", "在"],
        ["赏", "再"],
    )
    assert (
        shown.text == "…错，我们一家人去公园看赏花，回来的时候在路边…，味道很好，下次还想在再去。"
    )


def test_a_removed_line_break_can_be_seen():
    assert difference("甲\n乙", "甲乙").text == "甲⏎乙"


@given(TEXTS, TEXTS)
def test_nothing_that_was_changed_is_hidden(before, after):
    shown = difference(before, after, max_units=4000)
    removed, added = "".join(parts(shown, "strikethrough")), "".join(parts(shown, "underline"))
    assert (before == after) == (not removed and not added)
    assert sorted(removed.replace("⏎", "\n") + after) == sorted(added + before)


@given(TEXTS, TEXTS, st.integers(5, 40))
def test_it_is_never_longer_than_asked(before, after, max_units):
    shown = difference(before, after, max_units)
    assert utf16_len(shown.text) <= max_units
    assert all(span.offset + span.length <= utf16_len(shown.text) for span in shown.spans)


def test_long_texts_without_anything_in_common_take_no_time():
    before, after = "甲乙丙丁" * 1000, "甲丁乙己" * 1000
    started = time.process_time()
    shown = difference(before, after)
    assert time.process_time() - started < 1
    assert utf16_len(shown.text) <= 900
