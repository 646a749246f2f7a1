"""Scores retrieval on the question set, without a model, and measures its time.

python -m bench retrieval              both halves, then the times
python -m bench.retrieval.score dev    the documents for tuning only; `held-out`: the others

A question counts as answered where the words that answer it stand in one of the passages handed to a
model (white space aside). For documents with pages, a right page must be among the first three.
"""

import asyncio
import csv
import subprocess
import sys
import time
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from bench.retrieval.fetch import documents, fetch
from bot.chains.retrieval.passages import cut
from bot.chains.retrieval.retriever import MAX_FOUND_CHARS, IndexedDocument, Retriever
from bot.documents.extract import extract
from bot.models.document import Passage

QUESTIONS = Path(__file__).with_name("questions.tsv")
LONG = ("zh-reference.pdf", "如何彻底清除已删除软件包剩余的配置文件？")
"""251 pages."""
RUNS = 5
BARS = {"facts and numbers": 0.95, "one language": 0.85, "right page in 3": 0.7}
COLD_BAR_S, WARM_BAR_S, MAX_PASSAGE_BAR = 3, 0.05, 1000


@dataclass(frozen=True, slots=True)
class Question:
    """A line of questions.tsv: `evidence` are alternatives, empty where there is no answer."""

    document: str
    kind: str
    text: str
    evidence: tuple[str, ...]
    pages: frozenset[int]

    def groups(self) -> Iterator[str]:
        """The lines of the report that it counts in."""
        yield self.kind
        if self.kind in {"fact", "number"}:
            yield "facts and numbers"
        if self.kind != "cross-language":
            yield "one language"

    def is_answered_by(self, passages: Sequence[Passage]) -> bool:
        """Is one of the evidences in one of the passages?"""
        texts = [_squeezed(passage.text) for passage in passages]
        return any(_squeezed(words) in text for words in self.evidence for text in texts)


def questions(split: str) -> list[Question]:
    """Those with an answer, over the documents of one half."""
    names = {row["name"] for row in documents() if row["split"] == split}
    with QUESTIONS.open(encoding="utf-8") as lines:
        rows = list(csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE))
    return [
        Question(
            row["document"],
            row["kind"],
            row["question"],
            tuple(row["evidence"].split(" || ")),
            frozenset(int(page) for page in row["pages"].split(",") if page),
        )
        for row in rows
        if row["document"] in names and row["evidence"]
    ]


async def retriever(path: Path) -> Retriever:
    """The retriever of a file."""
    data = path.read_bytes()  # noqa: ASYNC240 -- nothing else runs
    document = await extract(data, path.name)
    return Retriever(IndexedDocument(tuple(cut(document))))


async def score(folder: Path, split: str) -> bool:
    """Print the shares of one half by kind, and each miss; true where all bars are met."""
    results: defaultdict[str, list[bool]] = defaultdict(list)
    retrievers: dict[str, Retriever] = {}
    for question in questions(split):
        if question.document not in retrievers:
            retrievers[question.document] = await retriever(folder / question.document)
        found = await retrievers[question.document].retrieve(question.text)
        assert all(len(passage.text) <= MAX_PASSAGE_BAR for passage in found)
        assert sum(len(passage.text) for passage in found) <= MAX_FOUND_CHARS
        is_answered = question.is_answered_by(found)
        for group in question.groups():
            results[group].append(is_answered)
        if not is_answered:
            print(f"  missed, {question.kind}: {question.document}: {question.text}")
        if question.pages and question.kind != "cross-language":
            pages = {passage.page for passage in found[:3]}
            results["right page in 3"].append(bool(pages & question.pages))
    print(f"{split}, {len(retrievers)} documents")
    shares = {group: sum(right) / len(right) for group, right in results.items()}
    for group, share in shares.items():
        right = results[group]
        bar = f"  bar {BARS[group]:.0%}" if group in BARS else ""
        print(f"  {group:20} {sum(right):3}/{len(right):3}  {share:.0%}{bar}")
    return all(shares[group] >= bar for group, bar in BARS.items())


async def times(folder: Path) -> bool:
    """Print the time to the first passage of a long document; true where both bars are met."""
    name, question = LONG
    command = [sys.executable, "-m", "bot", "passages", str(folder / name), question]
    cold_s = []
    for _ in range(RUNS):
        start = time.perf_counter()
        subprocess.run(command, check=True, capture_output=True)  # noqa: ASYNC221 -- as above
        cold_s.append(time.perf_counter() - start)
    kept = await retriever(folder / name)
    warm_s = []
    for each in [question for question in questions("dev") if question.document == name]:
        start = time.perf_counter()
        await kept.retrieve(each.text)
        warm_s.append(time.perf_counter() - start)
    for label, values, bar_s in (("cold", cold_s, COLD_BAR_S), ("warm", warm_s, WARM_BAR_S)):
        spread = f"{min(values):.3f} to {max(values):.3f}, {len(values)} runs"
        print(f"{label}: {median(values):.3f} s ({spread}), bar {bar_s} s")
    return median(cold_s) <= COLD_BAR_S and median(warm_s) <= WARM_BAR_S


def _squeezed(text: str) -> str:
    return "".join(text.split())


async def _run(splits: Sequence[str]) -> bool:
    folder = fetch()
    met = [await score(folder, split) for split in splits or ("dev", "held-out")]
    return all(met) if splits else await times(folder) and all(met)


def main() -> int:
    """Print everything; the exit code is 1 where a bar is missed."""
    return 0 if asyncio.run(_run(sys.argv[1:])) else 1


if __name__ == "__main__":
    sys.exit(main())
