"""The child process that reads one file: `python -I worker.py PARENT SOURCE RESULT SUFFIX CHARSET`.

PARENT is the id of the parent process, SOURCE and RESULT are inherited file descriptors, SUFFIX is
that of the file's name, CHARSET what the server of a link names, both perhaps empty. RESULT gets one
line of JSON: the fields of a `Reading`, `{"problem": "<DocumentProblem>"}`, or of an archive `{"entries":
[[name, size in bytes], …], "unread": [[problem, name], …]}`, after which the contents of the entries
follow. An error in our code is a traceback on stderr and exit code 1.

`python -I worker.py PARENT` reads nothing and prints the protections that could not be had, as JSON.
"""

import importlib
import json
import os
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Any


def main() -> None:
    """Limit the process, load the reader, seal the process, read the file."""
    # -I leaves the standard library and the installed packages on the path.
    sys.path.insert(0, str(Path(__file__).resolve().parents[2]))
    from bot.documents.sandbox import limit, seal  # noqa: PLC0415 -- the path is set above

    limit(int(sys.argv[1]))
    if len(sys.argv) == 2:
        print(json.dumps(seal()))  # noqa: T201 -- the result
        return
    source, result = (int(word) for word in sys.argv[2:4])
    with os.fdopen(source, "rb") as stream:
        data = stream.read()
    with os.fdopen(result, "wb") as stream:
        answer, contents = _answer(data, *sys.argv[4:])
        stream.write(json.dumps(answer, ensure_ascii=False).encode() + b"\n")
        stream.writelines(contents)


def _answer(data: bytes, suffix: str, charset: str) -> tuple[dict[str, object], list[bytes]]:
    """The JSON object for the parent, and what follows it."""
    from bot.documents.decode import as_utf8  # noqa: PLC0415 -- under the limits
    from bot.documents.sandbox import seal  # noqa: PLC0415 -- under the limits
    from bot.documents.sniff import Family, sniff  # noqa: PLC0415 -- under the limits
    from bot.errors import DocumentError  # noqa: PLC0415 -- under the limits
    from bot.models.document import DocumentProblem  # noqa: PLC0415 -- under the limits

    try:
        family = sniff(data, suffix)
        reader = _load_reader(family, data)
        seal()
        if charset and family in {Family.HTML, Family.TEXT}:
            data = as_utf8(data, charset)
        if family is Family.ARCHIVE:
            return _unpacked(reader.unpack(data))
        reading = reader.read(data)
    except DocumentError as error:
        return {"problem": error.problem}, []
    except MemoryError:
        return {"problem": DocumentProblem.TOO_HEAVY}, []
    except RecursionError:  # elements nested thousands deep
        return {"problem": DocumentProblem.DAMAGED}, []
    return asdict(reading), []


def _unpacked(unpacked: Any) -> tuple[dict[str, object], list[bytes]]:  # noqa: ANN401 -- its class is not loaded yet
    entries = [(name, len(content)) for name, content in unpacked.entries]
    answer = {"entries": entries, "unread": unpacked.unread}
    return answer, [content for _, content in unpacked.entries]


def _load_reader(family: str, data: bytes) -> Any:  # noqa: ANN401 -- a module
    """Import the reader of this family only, with all that it reads from files of its own."""
    from bot.documents.codec_names import allow_only_these_codecs  # noqa: PLC0415 -- as above

    reader = importlib.import_module(f"bot.documents.readers.{family}")
    allow_only_these_codecs()
    if hasattr(reader, "prepare"):
        reader.prepare(data)
    return reader


if __name__ == "__main__":
    main()
