import re

import pytest

from bot.idioms import look_up
from bot.idioms.dictionary import english_glosses, shipped_dictionary
from bot.idioms.normalise import fold, word_key

DICTIONARY = shipped_dictionary()


def test_the_dictionary_has_35_000_idioms_30_000_of_them_core():
    assert len(DICTIONARY.idioms) >= 35_000
    assert sum(i.tier != "E" for i in DICTIONARY.idioms.values()) >= 30_000


def test_every_row_can_be_played():
    for idiom in DICTIONARY.idioms.values():
        syllables = idiom.pinyin.split(" ")
        assert len(syllables) == len(idiom.word) >= 3
        assert all(re.fullmatch("[a-zê]{1,6}[1-5]", s) for s in syllables), idiom
        assert word_key(idiom.word) == idiom.word


def test_the_standard_form_of_a_variant_is_in_the_core():
    for idiom in DICTIONARY.idioms.values():
        if idiom.standard_form:
            assert DICTIONARY.idioms[idiom.standard_form].is_core
            assert len(idiom.standard_form) == len(idiom.word)


def test_every_gloss_is_of_an_idiom():
    assert english_glosses().keys() <= DICTIONARY.idioms.keys()


@pytest.mark.parametrize(
    "everyday",
    [
        "画蛇添足",
        "猪狗不如",
        "硕果累累",
        "意犹未尽",
        "情有独钟",
        "丢三落四",
        "马马虎虎",
        "莫须有",
        "一问三不知",
    ],
)
def test_everyday_idioms_are_known(everyday: str):
    assert everyday in DICTIONARY.idioms


def test_an_entry_has_reading_meaning_and_similar_idioms():
    entry = look_up("畫蛇添足")
    assert entry
    assert (entry.word, entry.pinyin) == ("画蛇添足", "huà shé tiān zú")
    assert "snake" in entry.gloss
    assert "为蛇添足" in entry.similar


@pytest.mark.parametrize("unknown", ["", "一二三四", "hello", "\ud800"])
def test_an_unknown_word_has_no_entry(unknown: str):
    assert look_up(unknown) is None


def test_lone_surrogates_and_full_width_forms_are_folded():
    assert fold("ＡＢ\ud800") == "AB"
    assert word_key("一不做，二不休！") == "一不做二不休"
