"""Reads the collection of tests/documents as the bot does, each file in a child process of its own.

The parent is a process that has made none of the files, so that its memory is that of reading.
"""

import asyncio
import json
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from bench.figure import Figure
from bot.documents.extraction import Extractor
from bot.errors import DocumentError
from tests.documents.collection import expectations, files

_COMMAND = "make bench ARGS=collection"
_MAX_S, _MAX_MB = 20, 30
_KB_PER_MB = 1024


def figures() -> list[Figure]:
    """The time and the memory of one run, and how many files were read as expected."""
    with TemporaryDirectory() as folder:
        for name, data in files().items():
            (Path(folder) / name).write_bytes(data)
        ended = subprocess.run(
            [sys.executable, "-m", "bench.collection", folder], check=True, capture_output=True
        )
    measured = json.loads(ended.stdout)
    expected = expectations()
    wrong = [e.name for e in expected if not e.is_met_by(measured["outcomes"][e.name])]
    print(f"not as expected: {', '.join(wrong) or 'none'}", file=sys.stderr)
    right = len(expected) - len(wrong)
    return [
        Figure(
            f"{len(expected)} files read, two at a time", "s", _MAX_S, [measured["s"]], _COMMAND
        ),
        Figure("memory of the parent for it", "MB", _MAX_MB, [measured["mb"]], _COMMAND),
        Figure("files read as expected", "files", len(expected), [right], _COMMAND, is_floor=True),
    ]


def _measured(paths: Sequence[Path]) -> dict[str, object]:
    """The outcome of each file, the seconds and the additional memory for all."""
    asyncio.run(_outcomes(paths[:1]))  # imports what only the first one needs
    Path("/proc/self/clear_refs").write_text("5", encoding="ascii")  # forget the highest memory
    before_mb, start = _memory_mb("VmRSS"), time.perf_counter()
    outcomes = asyncio.run(_outcomes(paths))
    return {
        "s": time.perf_counter() - start,
        "mb": _memory_mb("VmHWM") - before_mb,
        "outcomes": dict(zip([path.name for path in paths], outcomes, strict=True)),
    }


async def _outcomes(paths: Sequence[Path]) -> list[str]:
    extractor = Extractor()
    return await asyncio.gather(*(_outcome(extractor, path) for path in paths))


async def _outcome(extractor: Extractor, path: Path) -> str:
    try:
        with path.open("rb") as file:
            return (await extractor.extract_file(file, path.name)).text
    except DocumentError as error:
        return f"!{error.problem}"


def _memory_mb(field: str) -> float:
    for line in Path("/proc/self/status").read_text(encoding="ascii").splitlines():
        if line.startswith(field):
            return int(line.split()[1]) / _KB_PER_MB
    raise LookupError(field)


if __name__ == "__main__":
    print(json.dumps(_measured(sorted(Path(sys.argv[1]).iterdir()))))
