"""A dictionary with custom idioms added, beside the shipped one that it extends."""

from random import Random

from bot.idioms import Dictionary, PlayedIdioms, choose_move, judge, look_up, shipped_dictionary
from bot.idioms.link_rules import sound_links
from bot.idioms.similar_idioms import closest
from bot.models.custom_idiom import CustomIdiom

PLAYERS_ONLY = CustomIdiom("躺平摆烂", "tang3 ping2 bai3 lan4", "小明")
BOT_PLAYS = CustomIdiom("躺平摆烂", "tang3 ping2 bai3 lan4", "小明", bot_plays=True)
AFTER_JI = CustomIdiom("迹部景吾", "ji4 bu4 jing3 wu2", "小明", bot_plays=True)


def with_custom(*custom: CustomIdiom) -> Dictionary:
    return shipped_dictionary().with_custom_idioms(custom)


def test_a_custom_idiom_is_a_valid_move_in_its_own_dictionary_only():
    dictionary = with_custom(PLAYERS_ONLY)
    assert judge("我接躺平摆烂吧", dictionary=dictionary).idiom == "躺平摆烂"
    assert judge("躺平摆烂").kind == "not_idiom"
    without = dictionary.with_custom_idioms([])
    assert judge("躺平摆烂", dictionary=without).kind == "not_idiom"


def test_the_bot_does_not_count_on_an_idiom_that_only_players_may_use():
    dictionary = with_custom(PLAYERS_ONLY)
    assert dictionary.index("char").key_of == shipped_dictionary().index("char").key_of
    assert PLAYERS_ONLY.word not in {i.word for i in dictionary.by_last_char["烂"]}


def test_an_idiom_that_the_bot_may_play_is_in_every_index_but_those_of_common_ones():
    dictionary = with_custom(BOT_PLAYS)
    indexes = [dictionary.index(kind) for kind in ("char", "tone", "notone")]
    assert [index.key_of[BOT_PLAYS.word] for index in indexes] == ["躺", "tang3", "tang"]
    assert BOT_PLAYS.word in {i.word for i in dictionary.by_last_char["烂"]}
    assert BOT_PLAYS.word not in dictionary.index("char", common=True).key_of
    assert "tang" in dictionary.sounds("躺")


def test_the_shipped_dictionary_never_changes():
    shipped = shipped_dictionary()
    before = {kind: dict(shipped.index(kind).by_key) for kind in ("char", "tone", "notone")}
    with_custom(BOT_PLAYS).index("char")
    assert {kind: shipped.index(kind).by_key for kind in ("char", "tone", "notone")} == before
    assert BOT_PLAYS.word not in shipped.idioms


def test_custom_idioms_are_replaced_and_do_not_add_up():
    dictionary = with_custom(BOT_PLAYS).with_custom_idioms([AFTER_JI])
    assert dictionary.find(AFTER_JI.word)
    assert dictionary.find(BOT_PLAYS.word) is None


def test_the_bot_plays_it_where_nothing_else_is_left():
    def answer(dictionary: Dictionary) -> str | None:
        return choose_move("蛛丝马迹", PlayedIdioms(), "exact", 1, Random(1), dictionary)

    assert answer(with_custom(AFTER_JI)) == "迹部景吾"
    assert answer(shipped_dictionary()) is None


def test_it_is_suggested_for_a_similar_word():
    custom = CustomIdiom("一躺平烂", "yi1 tang3 ping2 lan4", "小明", bot_plays=True)
    # Among a thousand that begin with 一, so it is found by an index.
    found = closest("一躺平难", with_custom(custom), lambda idiom: idiom.is_core)
    assert found
    assert found.word == "一躺平烂"


def test_the_counts_of_a_game_stay_right_when_the_dictionary_changes():
    shipped, extended = shipped_dictionary(), with_custom(AFTER_JI)
    last, used = shipped.idioms["蛛丝马迹"], PlayedIdioms(["躺平摆烂"])
    assert sound_links(last, "adaptive", shipped, used)
    assert not sound_links(last, "adaptive", extended, used)
    used.add(AFTER_JI.word)
    assert sound_links(last, "adaptive", extended, used)
    assert used.left(shipped.index("char"), "迹") == 0


def test_the_shipped_entry_wins_over_a_custom_idiom_of_the_same_word():
    dictionary = with_custom(CustomIdiom("画蛇添足", "hua4 she2 tian1 zu2", "小明"))
    assert dictionary.idioms["画蛇添足"] == shipped_dictionary().idioms["画蛇添足"]
    assert dictionary.custom == {}


def test_the_entry_names_who_proposed_it():
    found = look_up("躺平擺爛", with_custom(PLAYERS_ONLY))
    assert found
    assert (found.pinyin, found.author) == ("tǎng píng bǎi làn", "小明")
    shipped = look_up("画蛇添足", with_custom(PLAYERS_ONLY))
    assert shipped
    assert shipped.author == ""
