"""Text of documents: from bytes by `extract`, from a file of a platform or a link by `loader.py`."""

from bot.documents.extract import Extractor, extract
from bot.errors import DocumentError
from bot.models.document import Document, DocumentProblem

__all__ = ["Document", "DocumentError", "DocumentProblem", "Extractor", "extract"]
