"""The child process that reads one file: `python -I worker.py SOURCE RESULT PARENT SUFFIX`.

SOURCE and RESULT are inherited file descriptors, PARENT is the id of the parent process, SUFFIX that
of the file's name. RESULT gets one JSON object: `{"parts": […], "paged": …, "truncated": …}` or
`{"problem": "<DocumentProblem>"}`. An error in our code is a traceback on stderr and exit code 1.
"""

import importlib
import json
import os
import sys
from pathlib import Path


def main() -> None:
    """Confine the process, then read the file."""
    source, result, parent = (int(word) for word in sys.argv[1:4])
    # -I leaves the standard library and the installed packages on the path.
    sys.path.insert(0, str(Path(__file__).resolve().parents[2]))
    importlib.import_module("bot.documents.sandbox").confine(parent)
    with os.fdopen(source, "rb") as stream:
        answer = _answer(stream.read(), sys.argv[4])
    with os.fdopen(result, "w", encoding="utf-8") as stream:
        json.dump(answer, stream, ensure_ascii=False)


def _answer(data: bytes, suffix: str) -> dict[str, object]:
    """The JSON object for the parent. Only the reader of this format is imported."""
    from bot.documents.sniff import sniff  # noqa: PLC0415 -- under the limits
    from bot.errors import DocumentError  # noqa: PLC0415 -- under the limits
    from bot.models.document import DocumentProblem  # noqa: PLC0415 -- under the limits

    try:
        family = sniff(data, suffix)
        reading = importlib.import_module(f"bot.documents.readers.{family}").read(data)
    except DocumentError as error:
        return {"problem": error.problem}
    except MemoryError:
        return {"problem": DocumentProblem.TOO_HEAVY}
    except RecursionError:  # elements nested thousands deep
        return {"problem": DocumentProblem.DAMAGED}
    return {"parts": reading.parts, "paged": reading.paged, "truncated": reading.truncated}


if __name__ == "__main__":
    main()
