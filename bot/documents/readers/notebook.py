"""Reads Jupyter notebooks (nbformat 4 and 3): the text and code of the cells, and what they printed."""

import json
from collections.abc import Iterator
from typing import Any

from bot.documents.decode import decode
from bot.documents.reading import Reading
from bot.errors import DocumentError
from bot.models.document import DocumentProblem

_MAX_OUTPUT_CHARACTERS = 2000
"""Of one output; more is a log or a table that nobody reads."""


def read(data: bytes) -> Reading:
    """The cells in order, code between fences; raises DAMAGED or EMPTY."""
    decoded = decode(data)
    try:
        notebook = json.loads(decoded.text if decoded else "")
        cells = notebook["cells"] if "cells" in notebook else notebook["worksheets"][0]["cells"]
        language = _language(notebook)
        return Reading.of("\n\n".join(part for cell in cells for part in _parts(cell, language)))
    except (ValueError, TypeError, KeyError, IndexError, AttributeError) as error:
        raise DocumentError(DocumentProblem.DAMAGED) from error


def _language(notebook: dict[str, Any]) -> str:
    return str(notebook.get("metadata", {}).get("kernelspec", {}).get("language", ""))


def _parts(cell: dict[str, Any], language: str) -> Iterator[str]:
    source = _joined(cell["source"] if "source" in cell else cell.get("input", ""))
    if not source.strip():
        return
    yield f"```{language}\n{source}\n```" if cell["cell_type"] == "code" else source
    for output in cell.get("outputs", ()):
        text = _output(output).strip()
        if text:
            yield text[:_MAX_OUTPUT_CHARACTERS] + (
                "…" if len(text) > _MAX_OUTPUT_CHARACTERS else ""
            )


def _output(output: dict[str, Any]) -> str:
    """The plain text of an output; pictures and pages have none."""
    if output.get("output_type") in {"error", "pyerr"}:
        return f"{output.get('ename')}: {output.get('evalue')}"
    text = output.get("data", output).get("text/plain") or output.get("text", "")
    return _joined(text)


def _joined(lines: object) -> str:
    """A text that may be stored line by line."""
    return "".join(map(str, lines)) if isinstance(lines, list) else str(lines)
