"""Builds the services around documents, and decides whether their sandbox suffices."""

import logging

from bot.chains.services import LlmServices
from bot.commands.document_answers import DocumentAnswers
from bot.commands.source_documents import SourceDocuments
from bot.documents.extraction import Extractor
from bot.documents.loader import SandboxedDocumentLoader
from bot.documents.memory import MemoryBudget
from bot.documents.sandbox_check import lacking_protections
from bot.errors import StartError
from bot.ports.documents import DocumentLoader
from bot.settings import Settings
from bot.storage.connection import Redis
from bot.storage.documents.chat_documents import RedisChatDocuments

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


def build_source_documents(
    settings: Settings, redis: Redis, loader: DocumentLoader
) -> SourceDocuments:
    """The documents of chats."""
    keep_s = settings.documents.keep_hours * 3600
    return SourceDocuments(loader, RedisChatDocuments(redis, keep_s=keep_s))


def build_document_answers(settings: Settings, llm: LlmServices) -> DocumentAnswers:
    """What answers questions about documents."""
    has_model = settings.model_provider != "offline"
    return DocumentAnswers(llm.answerer, llm.passages, has_model=has_model)


async def sandbox_lacks() -> str:
    """The protections that documents are read without, in a line; empty where there are all."""
    return ", ".join(map(str, await lacking_protections()))
