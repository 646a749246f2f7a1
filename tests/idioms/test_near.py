"""What somebody probably meant: the index finds whatever looking through all idioms would."""

from operator import eq
from random import Random

from bot.idioms.lexicon import Idiom, lexicon
from bot.idioms.near import _neighbours, alike, nearest


def comes_near(text: str, idiom: Idiom) -> bool:
    """One character of the same length is wrong, missing or too many, or two stand in their places."""
    word = idiom.word
    if text[0] != word[0] and text[-1] != word[-1]:
        return False
    if len(word) == len(text):
        same: int = sum(map(eq, word, text))
        return same >= 2
    longer, shorter = (text, word) if len(text) > len(word) else (word, text)
    cuts = {longer[:i] + longer[i + 1 :] for i in range(len(longer))}
    return len(longer) - len(shorter) == 1 and shorter in cuts


def test_no_idiom_that_comes_near_is_overlooked_however_many_begin_alike():
    book, rng = lexicon(), Random(5)
    core = [idiom for idiom in book.idioms.values() if idiom.core]
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
        near = {idiom.word for idiom in core if comes_near(text, idiom)}
        assert near <= {idiom.word for idiom in _neighbours(text, book)}


def test_the_nearest_is_the_one_that_sounds_the_same():
    found = nearest("一名惊人", lexicon(), lambda idiom: idiom.core)
    assert found
    assert found.word == "一鸣惊人"


def test_idioms_that_look_alike_share_two_characters_at_least():
    assert "画龙点睛" not in alike("画蛇添足", lexicon(), 9)
    assert all(sum(map(eq, "一心一意", word)) >= 2 for word in alike("一心一意", lexicon(), 9))
