"""What the dictionary knows of an idiom."""

from bot.idioms.lexicon import glosses, lexicon
from bot.idioms.near import alike
from bot.idioms.normalise import key
from bot.idioms.pinyin import marked
from bot.models.game import DictionaryEntry

_NEAR = 4


def look_up(word: str) -> DictionaryEntry | None:
    """The idiom that `word` is, by its standard form; None where the dictionary has none."""
    book = lexicon()
    idiom = book.standard(key(word))
    if idiom is None:
        return None
    near = tuple(alike(idiom.word, book, _NEAR))
    lesson = book.lessons.get(idiom.word)
    return DictionaryEntry(
        idiom.word,
        marked(idiom.pinyin),
        glosses().get(idiom.word, ""),
        near,
        taught_by=lesson.author if lesson else "",
    )
