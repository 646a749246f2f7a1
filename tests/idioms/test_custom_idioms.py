"""Idioms that were taught, and readings of words that the dictionary lacks."""

from collections.abc import Iterator
from random import Random

import pytest

from bot.idioms import Played, choose, judge, look_up, reading
from bot.idioms.lexicon import Idiom, Lexicon, lexicon
from bot.idioms.links import by_sound
from bot.idioms.near import nearest
from bot.models.custom_idiom import CustomIdiom

TAUGHT = CustomIdiom("躺平摆烂", "tang3 ping2 bai3 lan4", "小明")


@pytest.fixture(autouse=True)
def book() -> Iterator[Lexicon]:
    """The dictionary of this process, as it is shipped before and after."""
    yield lexicon()
    lexicon().learn(())


def test_what_was_taught_is_a_valid_move_and_what_was_dropped_is_none(book: Lexicon):
    assert judge("躺平摆烂").kind == "not_idiom"
    book.learn([TAUGHT])
    assert judge("我接躺平摆烂吧").idiom == "躺平摆烂"
    book.learn([])
    assert judge("躺平摆烂").kind == "not_idiom"


def test_a_taught_idiom_is_accepted_but_no_part_of_what_the_bot_plays(book: Lexicon):
    shipped = len(book.group("char").key_of)
    book.learn([TAUGHT])
    assert len(book.group("char").key_of) == shipped
    assert TAUGHT.word not in {i.word for i in book.by_last["烂"]}


def test_one_that_the_bot_may_use_joins_the_groups_and_leaves_them(book: Lexicon):
    groups = [book.group(sound) for sound in ("char", "tone", "base")]
    before = [dict(group.starts) for group in groups]
    book.learn([CustomIdiom(TAUGHT.word, TAUGHT.pinyin, "小明", offered=True)])
    assert [g.key_of[TAUGHT.word] for g in groups] == ["躺", "tang3", "tang"]
    assert TAUGHT.word in {i.word for i in book.by_last["烂"]}
    assert TAUGHT.word not in book.group("char", common=True).key_of
    assert "tang" in book.readings("躺")
    book.learn([TAUGHT])
    assert [group.starts for group in groups] == before
    assert all(TAUGHT.word not in group.key_of for group in groups)


def test_the_bot_plays_it_where_nothing_else_is_left(book: Lexicon):
    book.learn([CustomIdiom("迹部景吾", "ji4 bu4 jing3 wu2", "小明", offered=True)])
    assert choose("蛛丝马迹", Played(), "exact", 1, Random(1)) == "迹部景吾"


def test_a_near_miss_of_it_is_known_as_long_as_it_is_known(book: Lexicon):
    def meant() -> str:
        found = nearest("一躺平难", book, lambda idiom: idiom.core)
        return found.word if found else ""

    before = meant()  # among a thousand that begin with 一, found by an index
    book.learn([CustomIdiom("一躺平烂", "yi1 tang3 ping2 lan4", "小明", offered=True)])
    assert meant() == "一躺平烂"
    book.learn([])
    assert meant() == before


def test_counts_of_a_running_game_stay_right_when_idioms_come_and_go(book: Lexicon):
    last = book.idioms["蛛丝马迹"]
    used = Played(["躺平摆烂"])
    assert by_sound(last, "adaptive", book, used)
    ji = CustomIdiom("迹部景吾", "ji4 bu4 jing3 wu2", "小明", offered=True)
    book.learn([ji])
    assert not by_sound(last, "adaptive", book, used)
    used.add(ji.word)
    assert by_sound(last, "adaptive", book, used)
    book.learn([])
    assert used.left(book.group("char"), "迹") == 0


def test_what_is_shipped_by_now_is_no_lesson(book: Lexicon):
    shipped: Idiom = book.idioms["画蛇添足"]
    book.learn([CustomIdiom("画蛇添足", "hua4 she2 tian1 zu2", "小明")])
    assert book.idioms["画蛇添足"] == shipped
    book.learn([])
    assert book.idioms["画蛇添足"] == shipped


def test_it_is_looked_up_with_who_taught_it(book: Lexicon):
    book.learn([TAUGHT])
    found = look_up("躺平擺爛")
    assert found
    assert (found.pinyin, found.taught_by) == ("tǎng píng bǎi làn", "小明")
    known = look_up("画蛇添足")
    assert known
    assert known.taught_by == ""


@pytest.mark.parametrize(
    ("text", "pinyin"),
    [
        ("躺平摆烂 tang3 ping2 bai3 lan4", "tang3 ping2 bai3 lan4"),
        ("躺平摆烂 tang3ping2bai3lan4", "tang3 ping2 bai3 lan4"),
        ("躺平摆烂 (tǎng píng bǎi làn)", "tang3 ping2 bai3 lan4"),
        ("绿水 LÜ4 shui3", "lv4 shui3"),
        ("绿水 lu:4 shui3", "lv4 shui3"),
        ("绿水 lǜ shuǐ", "lv4 shui3"),
        ("好的吧 hǎo de ba", "hao3 de5 ba5"),
        ("好的 hao3 de0", "hao3 de5"),
        ("躺平 tang ping", None),
        ("躺平 tang3 ping", None),
        ("躺平 tang3 pxing2", None),
        ("躺平摆烂", None),
        ("躺平 tang9", None),
    ],
)
def test_pinyin_is_read_with_numbers_and_with_marks(text: str, pinyin: str | None):
    assert reading.typed(text) == pinyin


def test_a_reading_is_derived_only_where_every_character_has_one():
    assert reading.derived("躺平摆烂") == "tang3 ping2 bai3 lan4"
    assert reading.derived("细思极恐") == "xi4 si1 ji2 kong3"
    assert reading.derived("长话短说") is None
    assert reading.derived("囧囧囧") is None


def test_a_misspelt_idiom_is_known_by_its_sound():
    assert reading.looks_like("画舌添足", "hua4 she2 tian1 zu2") == "画蛇添足"
    assert reading.looks_like("画虎添足", "hua4 hu3 tian1 zu2") is None
