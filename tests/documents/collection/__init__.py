"""A collection of files with what must be found in each: expected.tsv.

Some are made here (texts.py, pdfs.py, parcels.py), some lie in files/; THIRD_PARTY says where those come
from. `tests/documents/test_collection.py` and `python -m bench collection` read all of them.
"""

import csv
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

from tests.documents.collection import parcels, pdfs, texts

_FOLDER = Path(__file__).parent


class Expectation(NamedTuple):
    """What a file must say or not say; or the `DocumentProblem` it must be refused with."""

    name: str
    has: tuple[str, ...]
    lacks: tuple[str, ...]
    problem: str

    def is_met_by(self, outcome: str) -> bool:
        """`outcome`: the text of the file, or "!" and the problem."""
        if self.problem or outcome.startswith("!"):
            return outcome == f"!{self.problem}"
        return all(fact in outcome for fact in self.has) and not any(
            word in outcome for word in self.lacks
        )


def files() -> Mapping[str, bytes]:
    """All files by name."""
    kept = {path.name: path.read_bytes() for path in sorted((_FOLDER / "files").iterdir())}
    return {**kept, **texts.made(), **pdfs.made(), **parcels.made()}


def expectations() -> list[Expectation]:
    r"""The table; in its facts stands \\n for the end of a line, and | divides several."""
    with (_FOLDER / "expected.tsv").open(encoding="utf-8", newline="") as table:
        rows = csv.DictReader(table, delimiter="\t", quoting=csv.QUOTE_NONE)
        return [
            Expectation(row["file"], _facts(row["has"]), _facts(row["lacks"]), row["problem"] or "")
            for row in rows
        ]


def _facts(cell: str | None) -> tuple[str, ...]:
    return tuple(
        fact.replace("\\n", "\n").replace("\\t", "\t") for fact in (cell or "").split("|") if fact
    )
