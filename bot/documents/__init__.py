"""Text of documents: from a file by `extract`, from a link by `fetch.fetch` and `extract`."""

from bot.documents.extract import Extractor, extract
from bot.errors import DocumentError
from bot.models.document import Document, DocumentProblem

__all__ = ["Document", "DocumentError", "DocumentProblem", "Extractor", "extract"]
