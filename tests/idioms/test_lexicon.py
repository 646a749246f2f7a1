import re

import pytest

from bot.idioms import look_up
from bot.idioms.lexicon import glosses, lexicon
from bot.idioms.normalise import fold, key
from bot.idioms.pinyin import marked


def test_the_dictionary_is_as_large_as_promised():
    book = lexicon()
    assert len(book.idioms) >= 35_000
    assert sum(i.tier != "E" for i in book.idioms.values()) >= 30_000


def test_every_row_can_be_played():
    for idiom in lexicon().idioms.values():
        syllables = idiom.pinyin.split(" ")
        assert len(syllables) == len(idiom.word) >= 3
        assert all(re.fullmatch("[a-zê]{1,6}[1-5]", s) for s in syllables), idiom
        assert key(idiom.word) == idiom.word


def test_a_variant_points_to_a_standard_form_that_is_offered():
    book = lexicon()
    for idiom in book.idioms.values():
        if idiom.standard:
            assert book.idioms[idiom.standard].core
            assert len(idiom.standard) == len(idiom.word)


def test_glosses_belong_to_idioms():
    assert glosses().keys() <= lexicon().idioms.keys()


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
    assert everyday in lexicon().idioms


def test_looking_up_tells_reading_meaning_and_neighbours():
    entry = look_up("畫蛇添足")
    assert entry
    assert (entry.word, entry.pinyin) == ("画蛇添足", "huà shé tiān zú")
    assert "snake" in entry.gloss
    assert "为蛇添足" in entry.near


@pytest.mark.parametrize("unknown", ["", "一二三四", "hello", "\ud800"])
def test_looking_up_what_is_no_idiom_finds_nothing(unknown: str):
    assert look_up(unknown) is None


@pytest.mark.parametrize(
    ("toned", "written"),
    [
        ("lv4", "lǜ"),
        ("hou2", "hóu"),
        ("gui1", "guī"),
        ("liu2", "liú"),
        ("xue3", "xuě"),
        ("li5", "li"),
        ("hao3", "hǎo"),
    ],
)
def test_tone_marks_stand_where_they_belong(toned: str, written: str):
    assert marked(toned) == written


def test_lone_surrogates_and_full_width_forms_are_folded():
    assert fold("ＡＢ\ud800") == "AB"
    assert key("一不做，二不休！") == "一不做二不休"
