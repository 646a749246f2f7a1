"""Similar idioms: the index finds whatever a scan of all idioms would."""

from operator import eq
from random import Random

from bot.idioms.dictionary import Idiom, shipped_dictionary
from bot.idioms.similar_idioms import _neighbours, closest, misspelt_idiom, most_similar

DICTIONARY = shipped_dictionary()


def is_similar(text: str, idiom: Idiom) -> bool:
    """One end is right, and two characters are in place or only one is missing or too many."""
    word = idiom.word
    if text[0] != word[0] and text[-1] != word[-1]:
        return False
    if len(word) == len(text):
        same: int = sum(map(eq, word, text))
        return same >= 2
    longer, shorter = (text, word) if len(text) > len(word) else (word, text)
    cuts = {longer[:i] + longer[i + 1 :] for i in range(len(longer))}
    return len(longer) - len(shorter) == 1 and shorter in cuts


def test_no_similar_idiom_is_missed_however_many_begin_with_the_same_character():
    rng = Random(5)
    core = [idiom for idiom in DICTIONARY.idioms.values() if idiom.is_core]
    crowded = [i.word for i in core if i.word[0] in "一不大" or i.word[-1] in "之人"]
    for _ in range(40):
        chars = list(rng.choice(crowded)[:5])
        place, other = rng.randrange(len(chars)), rng.choice(rng.choice(core).word)
        match rng.randrange(3):
            case 0:
                chars[place] = other
            case 1:
                chars.insert(place, other)
            case _:
                del chars[place]
        text = "".join(chars)
        near = {idiom.word for idiom in core if is_similar(text, idiom)}
        assert near <= {idiom.word for idiom in _neighbours(text, DICTIONARY)}


def test_the_closest_idiom_is_the_one_that_sounds_the_same():
    found = closest("一名惊人", DICTIONARY, lambda idiom: idiom.is_core)
    assert found
    assert found.word == "一鸣惊人"


def test_similar_idioms_share_at_least_two_characters():
    assert "画龙点睛" not in most_similar("画蛇添足", DICTIONARY, 9)
    assert all(
        sum(map(eq, "一心一意", word)) >= 2 for word in most_similar("一心一意", DICTIONARY, 9)
    )


def test_a_misspelt_idiom_is_found_by_its_sound():
    assert misspelt_idiom("画舌添足", "hua4 she2 tian1 zu2", DICTIONARY) == "画蛇添足"
    assert misspelt_idiom("画虎添足", "hua4 hu3 tian1 zu2", DICTIONARY) is None
