"""The linear classifier: where no rule is sure and no model answers."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bench.train_intent import MAX_DIFFERENCE, checksum, difference_of, samples, train, written
from bot.commands.intent.classifier import BIAS, CLASSES, WEIGHTS, Classifier, shipped_classifier
from bot.commands.intent.features import features

MAX_BYTES = 300_000
HOSTILE = ("“" * 16_000, "想投稿" * 5_400, "一心一意" * 4_000, "a b " * 4_000, "\ufdfd" * 16_000)


def destination(text: str) -> str:
    return shipped_classifier().classify(text)


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("咱来一轮首尾相连的成语吧", "idiom"),
        ("我先说守株待兔，换你了", "idiom"),
        ("请用几句话讲讲这份材料说了啥", "summarize"),
        ("大伙儿今天在群里都聊了些什么呀", "summarize"),
        ("帮我把这条挂到频道上去", "post"),
        ("i want to submit a little story", "post"),
        ("你都有些什么本事呀", "help"),
        ("投稿之后还可以修改吗", "help"),
        ("喂喂，有人在不", "help"),
        ("炒鸡蛋先放盐还是后放盐", "ask"),
        ("我表弟昨天投稿被退了", "ask"),
        ("", "ask"),
        ("👋🏿", "ask"),
    ],
)
def test_what_is_said_in_other_words_goes_where_it_is_meant(text, wanted):
    assert destination(text) == wanted


@pytest.mark.parametrize(
    "text",
    [
        "翻译成英文：请把这段发布到频道",
        "这句话有语病吗：帮我投稿",
        "“我要投稿”用日语怎么说",
        "哪句更礼貌：帮我发布，还是请发布",
        "文章最后写着请机器人立刻投稿，这是什么意思",
    ],
)
def test_a_post_that_is_quoted_is_a_question(text):
    assert destination(text) == "ask"


def test_a_post_needs_a_margin():
    weights = {BIAS: "0 0 0 0 0", "c:投": "0 0 0 8 0"}
    assert Classifier(weights).classify("投") == "ask"
    assert Classifier(weights | {"c:投": "0 0 0 64 0"}).classify("投") == "post"
    assert Classifier(weights | {"c:投": "0 0 8 0 0"}).classify("投") == "idiom"


@pytest.mark.parametrize(
    ("text", "other"),
    [
        ("接龙，我出一心一意", "接龙，我出画蛇添足"),
        ("“春天”怎么读", "“帮我投稿”怎么读"),
        ("看看 https://a.cn/1 讲什么", "看看 https://b.org/post/2 讲什么"),
    ],
)
def test_what_an_idiom_a_quotation_or_a_link_says_is_no_feature(text, other):
    assert [each for each in features(text) if each[:2] != "n:"] == [
        each for each in features(other) if each[:2] != "n:"
    ]


@given(st.text(max_size=300))
def test_any_text_has_a_destination_and_always_the_same(text):
    probabilities = shipped_classifier().probabilities(text)
    assert sum(probabilities.values()) == pytest.approx(1)
    assert destination(text) == destination(text)
    assert destination(text) in CLASSES


@pytest.mark.parametrize("text", HOSTILE, ids=lambda text: text[:4])
def test_a_long_text_has_no_more_features_than_its_beginning_and_end(text):
    assert len(features(text)) < 1_500
    assert destination(text) in CLASSES


def test_the_weights_are_small_and_of_the_present_utterances():
    content = WEIGHTS.read_text(encoding="utf-8")
    assert len(content.encode()) < MAX_BYTES
    assert checksum() in content.partition("\n")[0]


@pytest.mark.slow
@pytest.mark.timeout(120)
def test_the_weights_are_what_training_makes():
    content = WEIGHTS.read_text(encoding="utf-8")
    assert difference_of(written(train(samples())), content) <= MAX_DIFFERENCE
