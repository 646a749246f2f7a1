"""Text of documents: from bytes by `extract`, from a file of a platform or a link by `loader.py`.

`extract` and its types are imported when somebody asks for them: the process that reads a file imports
this package, too, and asyncio alone would take it 0.03 s, longer than most files.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from bot.documents.extraction import Extractor, extract
    from bot.errors import DocumentError
    from bot.models.document import Document, DocumentProblem

__all__ = ["Document", "DocumentError", "DocumentProblem", "Extractor", "extract"]

_MODULES = {
    "Document": "bot.models.document",
    "DocumentError": "bot.errors",
    "DocumentProblem": "bot.models.document",
    "Extractor": "bot.documents.extraction",
    "extract": "bot.documents.extraction",
}


def __getattr__(name: str) -> Any:  # noqa: ANN401 -- PEP 562: a class or a function
    if name not in _MODULES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(_MODULES[name]), name)
