from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.idioms import PlayedIdioms, choose_move, judge
from bot.idioms.dictionary import shipped_dictionary
from bot.models.game_rules import MODES, Level, Mode

DICTIONARY = shipped_dictionary()

levels = st.sampled_from([0, 1, 2])


def left_of_four(last: str | None, played: PlayedIdioms) -> list[str]:
    """Idioms of four characters that continue by the character and were not played."""
    following = DICTIONARY.index("char").by_key.get(last[-1] if last else "", ())
    return [i.word for i in following if len(i.word) == 4 and i.word not in played]


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 10_000), st.sampled_from(MODES), levels)
def test_every_move_links_is_unused_and_is_not_a_variant(seed: int, mode: Mode, level: Level):
    rng, played, last = Random(seed), PlayedIdioms(), None
    for _ in range(30):
        word = choose_move(last, played, mode, level, rng)
        if word is None:
            return
        idiom = DICTIONARY.idioms[word]
        assert judge(word, last=last, used=played, mode=mode).kind == "valid"
        assert idiom.is_core
        assert len(word) == 4 or not left_of_four(last, played)
        played.add(word)
        last = word


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("level", [0, 1, 2])
def test_the_bot_answers_wherever_an_idiom_is_left(mode: Mode, level: Level):
    last = "画蛇添足"
    assert choose_move(last, PlayedIdioms(), mode, level, Random(1))


def test_where_none_of_four_characters_is_left_the_bot_plays_another_length():
    last = DICTIONARY.idioms["指鹿为马"]
    four = [i.word for i in DICTIONARY.index("char").by_key["马"] if len(i.word) == 4]
    said = choose_move(last.word, PlayedIdioms(four), "exact", 1, Random(1))
    assert said
    assert said[0] == "马"
    assert len(said) != 4


def test_without_a_continuation_the_bot_has_no_move():
    assert choose_move("一模一样", PlayedIdioms(), "exact", 1, Random(1)) is None
    assert choose_move("!", PlayedIdioms(), "exact", 1, Random(1)) is None


def test_a_word_that_the_dictionary_lacks_is_continued_by_its_last_character():
    answer = choose_move("没有这个词", PlayedIdioms(), "exact", 1, Random(1))
    assert answer
    assert answer[0] == "词"


def test_level_two_leaves_fewer_continuations_than_level_zero():
    exits = {
        level: [
            len(DICTIONARY.index("char").by_key.get(word[-1], ()))
            for seed in range(20)
            if (word := choose_move("一心一意", PlayedIdioms(), "exact", level, Random(seed)))
        ]
        for level in (0, 2)
    }
    assert max(exits[2]) < min(exits[0])


def test_level_zero_plays_famous_idioms():
    words = {
        choose_move("一心一意", PlayedIdioms(), "exact", 0, Random(seed)) for seed in range(20)
    }
    assert all(DICTIONARY.idioms[word or ""].df >= 200 for word in words)
    assert len(words) > 3


@pytest.mark.slow
def test_a_game_with_a_player_who_knows_the_common_idioms_is_long():
    lengths = sorted(_game_length(seed) for seed in range(31))
    # The median of this player's games is about 170, of bench/idioms.py's above 300; they differ widely.
    assert lengths[15] >= 100


def _game_length(seed: int) -> int:
    rng, played, last = Random(seed), PlayedIdioms(), None
    starts = DICTIONARY.index("char", common=True).by_key
    for turn in range(400):
        word = choose_move(last, played, "adaptive", 1, rng)
        if word is None:
            return turn
        played.add(word)
        known = [i.word for i in starts.get(word[-1], ()) if i.word not in played]
        if not known:
            sounds = DICTIONARY.index("notone", common=True).by_key
            key = DICTIONARY.idioms[word].tail_key("notone")
            heard = (i.word for i in sounds.get(key, ()))
            known = [
                w
                for w in heard
                if judge(w, last=word, used=played, mode="adaptive").kind == "valid"
            ]
        if not known:
            return turn
        last = rng.choice(known)
        played.add(last)
    return 400


def test_an_opening_leaves_well_known_continuations():
    starts = DICTIONARY.index("char", common=True).by_key
    for seed in range(30):
        word = choose_move(None, PlayedIdioms(), "adaptive", 1, Random(seed))
        assert word
        assert len(starts[word[-1]]) >= 5
