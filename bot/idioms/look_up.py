"""Looks up an idiom in the dictionary."""

from bot.idioms.dictionary import Dictionary, english_glosses, shipped_dictionary
from bot.idioms.meanings import Meanings, chinese_meanings
from bot.idioms.normalise import word_key
from bot.idioms.pinyin import with_tone_marks
from bot.idioms.similar_idioms import most_similar
from bot.models.game import DictionaryEntry

_MAX_SIMILAR = 4


def look_up(
    word: str, dictionary: Dictionary | None = None, meanings: Meanings | None = None
) -> DictionaryEntry | None:
    """The entry of an idiom by its standard form; None where the dictionary does not have it."""
    dictionary = dictionary or shipped_dictionary()
    idiom = dictionary.find(word_key(word))
    if idiom is None:
        return None
    known = chinese_meanings() if meanings is None else meanings
    custom = dictionary.custom.get(idiom.word)
    return DictionaryEntry(
        idiom.word,
        with_tone_marks(idiom.pinyin),
        meaning=custom.meaning if custom else known.get(idiom.word),
        gloss=_without_mark(english_glosses().get(idiom.word, "")),
        similar=tuple(most_similar(idiom.word, dictionary, _MAX_SIMILAR)),
        author=custom.author if custom else "",
    )


def _without_mark(gloss: str) -> str:
    """CC-CEDICT says of idioms that they are; here everything is one."""
    return gloss.replace("(idiom) ", "").replace(" (idiom)", "")
