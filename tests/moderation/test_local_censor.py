import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.errors import StartError
from bot.moderation.local_censor import LocalCensor
from bot.moderation.text_normaliser import normalise, without_separators
from bot.moderation.word_list import WordList

CENSOR = LocalCensor(WordList([("刷单", False), ("代开发票", True), ("ass", False)]))


async def test_a_clean_text_still_goes_to_a_person():
    verdict = await CENSOR.check("今天天气很好，我们去公园散步。2024.5.6 共 128 人。")
    assert (verdict.kind, verdict.labels, verdict.hits) == ("review", (), ())


@pytest.mark.parametrize(
    ("text", "label", "marked"),
    [
        ("看 https://example.com/a?b=1 吧", "link", "https://example.com/a?b=1"),
        ("上 example点com 看", "link", "example点com"),
        ("进 t.me/+AbCdEf 来", "invite", "t.me/+AbCdEf"),
        ("电话13812345678。", "phone", "13812345678"),
        ("電話 1 3 8-1234-5678", "phone", "1 3 8-1234-5678"),
        ("幺三八一二三四五六七八", "phone", "幺三八一二三四五六七八"),
        ("１３８１２３４５６７８", "phone", "１３８１２３４５６７８"),
        ("薇信：hello_123", "wechat", "薇信：hello_123"),
        ("ｖ\u200bｘ: abc12345", "wechat", "ｖ\u200bｘ: abc12345"),
        ("QQ群 123456789", "qq", "QQ群 123456789"),
        ("哈" * 20, "flood", "哈" * 20),
        ("买一送一" * 6, "flood", "买一送一" * 6),
        ("来刷 單吧", "word", "刷 單"),
        ("a-s-s 不好", "word", "a-s-s"),
    ],
)
async def test_each_rule_finds_its_kind_and_marks_the_place(text: str, label: str, marked: str):
    verdict = await CENSOR.check(text)
    found = [text[hit.start : hit.end] for hit in verdict.hits if hit.label == label]
    assert verdict.kind == "review"
    assert marked in found


async def test_a_word_with_a_mark_is_rejected_however_it_is_spaced():
    assert (await CENSOR.check("專業代 開.發_票")).kind == "reject"


async def test_a_latin_word_inside_another_is_no_hit():
    assert (await CENSOR.check("first class assessment")).hits == ()


@given(st.text(max_size=300))
@settings(max_examples=60)
def test_any_text_is_judged_and_every_mark_lies_inside_it(text: str):
    plain = normalise(text)
    close = without_separators(plain)
    assert len(plain.text) == len(plain.origins)
    assert list(close.origins) == sorted(close.origins)
    for rule_text in (plain, close):
        for at in range(len(rule_text.text)):
            start, end = rule_text.span(at, at + 1)
            assert 0 <= start < end <= len(text)


@given(
    st.lists(st.text("abcd坏词", min_size=1, max_size=4), max_size=6),
    st.text("abcd坏词,", max_size=40),
)
@settings(max_examples=100)
def test_the_list_finds_just_what_a_plain_search_finds(words: list[str], text: str):
    source = normalise(text)
    found = {(each.start, each.end) for each in WordList((w, False) for w in words).find(source)}
    naive = {
        (start, start + len(word))
        for word in words
        for start in range(len(text))
        if text.startswith(word, start) and _stands_alone(text, start, start + len(word))
    }
    assert found == naive


def _stands_alone(text: str, start: int, end: int) -> bool:
    def joined(left: int) -> bool:
        pair = text[max(left, 0) : left + 2]
        return left >= 0 and len(pair) == 2 and pair.isascii() and pair.isalpha()

    return not joined(start - 1) and not joined(end - 1)


def test_an_own_list_is_read(tmp_path):
    file = tmp_path / "words.txt"
    file.write_text("\ufeff# 注释\n甲\n!乙\n\n", encoding="utf-8")
    found = list(WordList.read(file).find(normalise("甲乙")))
    assert [each.rejects for each in found] == [False, True]


@pytest.mark.parametrize("content", [None, b"\xff\xfe\x00"], ids=["missing", "not-utf-8"])
def test_a_list_that_cannot_be_read_is_one_sentence(tmp_path, content: bytes | None):
    file = tmp_path / "words.txt"
    if content is not None:
        file.write_bytes(content)
    with pytest.raises(StartError, match="words_file"):
        WordList.read(file)


def test_the_shipped_list_rejects_and_doubts():
    found = list(WordList.read().find(normalise("裸聊，刷单")))
    assert [each.rejects for each in found] == [True, False]


@pytest.mark.parametrize("text", ["ﷺ" * 100, "\ud83d 加\udc00微信", "\u0301" * 50])
async def test_odd_characters_are_no_obstacle(text):
    assert (await CENSOR.check(text)).kind == "review"
