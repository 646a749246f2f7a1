"""The most informative sentences."""

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.chains.extractive_summary import extract_sentences


def test_a_repeated_sentence_is_chosen_once():
    text = "今天的会议决定修建一座新桥。" * 5 + "市长说资金已经到位了。施工将从春天开始进行。"
    assert extract_sentences(text, 3).count("今天的会议决定修建一座新桥。") == 1


def test_a_decimal_point_does_not_end_a_sentence():
    assert extract_sentences("Growth was 3.5 percent. Prices fell sharply.", 5) == [
        "Growth was 3.5 percent.",
        "Prices fell sharply.",
    ]


@settings(max_examples=50, deadline=None)
@given(st.text(st.sampled_from("甲乙丙丁戊己。！\nab. "), max_size=400), st.integers(1, 5))
def test_the_excerpt_keeps_the_order_of_the_text_and_the_requested_length(text, count):
    found = extract_sentences(text, count)
    assert len(found) <= count
    place = 0
    for sentence in found:
        place = text.index(sentence, place) + len(sentence)
