"""Builds bot/idioms/data/meanings.tsv: what idioms mean, in Chinese, from chinese-xinhua.

Run by `make dictionary`, after build_dictionary.py: only idioms of the dictionary are kept. The text
has known damage from an earlier conversion, which is repaired where it is unambiguous; an
explanation with other damage is left out (docs/decisions/0033-chinese-meanings.md).
"""

import json
import re
import sys
import unicodedata
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

from bot.idioms import shipped_dictionary
from bot.idioms.normalise import HAN, word_key

_DATA = Path(__file__).parents[1] / "bot" / "idioms" / "data"
_LOST = {"◇": "。后", "∶": "：", "?": "？"}
"""What a sign stands for: "。后" became ◇, the full-width colon ∶."""
_REFERENCE = re.compile(
    rf"(同|见|参见|参看|亦作|也作|又作|写作|即|犹言|犹|通|意译为|作)([{HAN}，]{{1,16}})”"
)
_LIST_OF_FORMS = re.compile(rf"(?<=”、)([{HAN}]{{2,16}})”")
_ALLOWED = re.compile(rf"[{HAN}，。；、：！？“”《》（）①②③④…—·0-9]+")
_SHORTEST = 3
_ONE_PART = 4
"""So short a first sentence that begins with a piece of the idiom explains that piece (夺胜过)."""


def explanations() -> Iterator[tuple[str, str]]:
    """Word and explanation, as published."""
    spec = find_spec("nonebot_plugin_idiom")
    if spec is None or spec.origin is None:
        sys.exit("nonebot_plugin_idiom is not installed; run `make dictionary`.")
    text = Path(spec.origin).with_name("idiom.json").read_text(encoding="utf-8")
    for row in json.loads(text):
        yield row["word"], row["explanation"]


def cleaned(word: str, explanation: str) -> str:
    """The explanation repaired; empty where it is damaged beyond that."""
    text = unicodedata.normalize("NFC", explanation).strip()
    if "?" in text:  # a character that the conversion lost, and what follows it
        return ""
    for sign, meant in _LOST.items():
        text = text.replace(sign, meant)
    if text.count("“") != text.count("”"):
        text = _REFERENCE.sub(r"\1“\2”", text.replace("“", ""))
        text = _LIST_OF_FORMS.sub(r"“\1”", text)
        if text.count("“") != text.count("”"):
            text = text.replace("“", "").replace("”", "")
    text = with_colons(word, text.lstrip("。，；").replace("。。", "。"))
    return text if len(text) >= _SHORTEST and _ALLOWED.fullmatch(text) else ""


def with_colons(word: str, text: str) -> str:
    """Put back the colons of "庖丁厨工；解肢解分割。", which explains the parts of an idiom first."""
    first, stop, rest = text.partition("。")
    parts = first.split("；")
    heads = [_head(word, part) for part in parts]
    is_list = len(parts) > 1 and len(set(heads)) == len(heads)
    if not (rest and all(heads) and (is_list or len(first) <= _ONE_PART)):
        return text
    explained = (f"{head}：{part[len(head) :]}" for head, part in zip(heads, parts, strict=True))
    return "；".join(explained) + stop + rest


def _head(word: str, part: str) -> str:
    """The longest beginning of `part` that is a piece of the idiom; empty if something else follows."""
    head = next((part[:n] for n in (3, 2, 1) if part[:n] and part[:n] in word), "")
    return (
        head if head and part[len(head) : len(head) + 1] not in {"", "、", "，", "：", "的"} else ""
    )


def main() -> None:
    """Write the file, sorted by the bytes of the word, as bot/idioms/meanings.py needs it."""
    dictionary, found, standard = shipped_dictionary(), dict[str, str](), dict[str, str]()
    for written, explanation in explanations():
        word = word_key(written)
        idiom = dictionary.find(word)
        meaning = cleaned(word, explanation) if idiom else ""
        if idiom and meaning:
            (standard if idiom.word == word else found).setdefault(idiom.word, meaning)
    meanings = found | standard
    lines = sorted(f"{word}\t{meaning}\n".encode() for word, meaning in meanings.items())
    (_DATA / "meanings.tsv").write_bytes(b"".join(lines))
    core = [idiom for idiom in dictionary.idioms.values() if idiom.is_core]
    common = [idiom for idiom in core if idiom.df]
    for name, idioms in (("core", core), ("common", common)):
        print(
            f"{name}: {sum(i.word in meanings for i in idioms):,} of {len(idioms):,} have a meaning"
        )
    print(f"{len(meanings):,} meanings, {sum(map(len, lines)):,} bytes")


if __name__ == "__main__":
    main()
