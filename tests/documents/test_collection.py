"""Every file of the collection says what it must, or is refused for the right reason."""

import json
from pathlib import Path

import pytest

from tests.documents.collection import expectations, files
from tests.fakes.confined import run_code

# All in one process: one for each, as the bot has it, takes 10 s (python -m bench collection does that).
READ = """
import json, sys
from pathlib import Path
from bot.documents.sniff import sniff
from bot.documents.worker import _load_reader
from bot.errors import DocumentError
outcomes = {}
for path in map(Path, sys.argv[1:]):
    data = path.read_bytes()
    try:
        reading = _load_reader(sniff(data, path.suffix), data).read(data)
        outcomes[path.name] = "\\f".join(reading.parts)
    except DocumentError as error:
        outcomes[path.name] = f"!{error.problem}"
print(json.dumps(outcomes))
"""
NEEDS_LIMITS = {"en-bomb.pdf"}  # it takes gigabytes where nothing stops it; test_extract.py has one


@pytest.mark.slow
def test_the_collection_is_read_as_expected(tmp_path: Path):
    names = []
    for name, data in files().items():
        (tmp_path / name).write_bytes(data)
        names += [str(tmp_path / name)] if name not in NEEDS_LIMITS else []
    ended = run_code(f"import sys; sys.argv[1:] = {names!r}\n{READ}")
    assert ended.returncode == 0, ended.stderr
    outcomes = json.loads(ended.stdout)
    wrong = {
        expected: outcomes[expected.name][:300]
        for expected in expectations()
        if expected.name in outcomes and not expected.is_met_by(outcomes[expected.name])
    }
    assert wrong == {}


def test_every_file_of_the_collection_is_in_its_table():
    named = [expected.name for expected in expectations()]
    assert sorted(named) == sorted(files())
    assert all(e.problem or e.has for e in expectations())
