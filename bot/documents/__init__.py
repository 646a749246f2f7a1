"""Reads documents: `extract` turns a file's bytes into text or says in one sentence why not."""

from bot.documents.extract import Extractor, extract
from bot.errors import DocumentError
from bot.models.document import Document, DocumentProblem

__all__ = ["Document", "DocumentError", "DocumentProblem", "Extractor", "extract"]
