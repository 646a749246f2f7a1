"""Builds the loader of documents, and decides whether their sandbox suffices."""

import logging

from bot.documents.extract import Extractor
from bot.documents.loader import SandboxedDocumentLoader
from bot.documents.memory import MemoryBudget
from bot.documents.sandbox_check import lacking_protections
from bot.errors import StartError
from bot.settings import Settings

log = logging.getLogger(__name__)


async def build_documents(settings: Settings) -> SandboxedDocumentLoader:
    """Build it; raises StartError where `documents.sandbox` requires what cannot be had."""
    lacks = await sandbox_lacks()
    if lacks and settings.documents.sandbox == "required":
        raise StartError(f"documents.sandbox is required, but this machine refuses {lacks}.")
    if lacks:
        log.warning("Documents are read without these protections: %s.", lacks)
    budget = MemoryBudget(settings.documents.download_mb * 1_000_000)
    return SandboxedDocumentLoader(budget, Extractor())


async def sandbox_lacks() -> str:
    """The protections that documents are read without, in a line; empty where there are all."""
    return ", ".join(map(str, await lacking_protections()))
