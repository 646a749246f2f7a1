"""Builds what every platform shares: the store, the model, its budget, documents, what can be stopped."""

import logging
import random
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass

from bot.app.documents import build_documents
from bot.app.health import HealthServices, build_health
from bot.app.llm import open_llm
from bot.app.store import open_store
from bot.app.usage import build_usage
from bot.chains.services import LlmServices
from bot.commands.cancellation import CancelScopes
from bot.documents.loader import SandboxedDocumentLoader
from bot.idioms import shipped_dictionary
from bot.idioms.engine import GameEngine
from bot.settings import Settings
from bot.storage.cancel_registry import RedisCancelRegistry
from bot.storage.connection import Redis
from bot.storage.history.history import RedisHistory
from bot.storage.usage.usage import RedisUsage

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Core:
    """The parts below every platform."""

    redis: Redis
    history: RedisHistory
    engine: GameEngine
    usage: RedisUsage
    llm: LlmServices
    documents: SandboxedDocumentLoader
    cancel_scopes: CancelScopes
    health: HealthServices


@asynccontextmanager
async def open_core(settings: Settings) -> AsyncIterator[Core]:
    """Build and connect it; raises StartError. What a model needs is imported here."""
    if settings.outdated_keys:
        log.warning("The configuration is outdated: %s", settings.outdated_keys)
    if settings.idle_keys:
        log.warning("%s", settings.idle_keys)
    async with AsyncExitStack() as stack:
        enter = stack.enter_async_context
        documents = await build_documents(settings)
        redis = await enter(open_store(settings))
        history = RedisHistory(redis, keep=settings.memory.keep)
        engine = GameEngine(shipped_dictionary(), random.Random())  # noqa: S311 -- a game
        usage = build_usage(settings, redis)
        llm = await enter(open_llm(settings, redis, history, engine.look_up, usage))
        cancel_scopes = await enter(_open_cancel_scopes(redis))
        health = build_health(settings, redis, usage)
        yield Core(redis, history, engine, usage, llm, documents, cancel_scopes, health)


@asynccontextmanager
async def _open_cancel_scopes(redis: Redis) -> AsyncIterator[CancelScopes]:
    registry = RedisCancelRegistry(redis)
    cancel_scopes = CancelScopes(registry)
    async with registry.listening(cancel_scopes.stop_here):
        yield cancel_scopes
