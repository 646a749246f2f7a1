"""Builds the language model services from the settings."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

from bot.chains import offline
from bot.chains.services import LlmServices
from bot.models.game import DictionaryEntry
from bot.models.model_service import ModelService
from bot.models.persona import Persona
from bot.ports.llm import ConversationHistory
from bot.ports.usage import UsageMeter
from bot.settings import Settings
from bot.storage.cache import RedisCache
from bot.storage.connection import Redis
from bot.storage.documents.passage_indexes import RedisPassageIndexes
from bot.storage.history.running_summaries import RedisRunningSummaries
from bot.storage.notices import RedisNotices

if TYPE_CHECKING:
    from bot.chains.factory import ModelConfig

SERVICE_ROOTS: Final = {
    "tongyi": "https://dashscope.aliyuncs.com/api/v1",
    "openai": "https://api.openai.com/v1",
}
"""What the SDKs call where `llm.base_url` names nothing else."""
TONGYI_EMBEDDINGS = "text-embedding-v4"


@asynccontextmanager
async def open_llm(
    settings: Settings,
    redis: Redis,
    history: ConversationHistory,
    look_up: Callable[[str], DictionaryEntry | None],
    meter: UsageMeter,
) -> AsyncIterator[LlmServices]:
    """Build them; connections to the model service are closed at the end of the block.

    Without a model, questions about idioms are answered by the dictionary's `look_up`.
    """
    services = (
        offline.build(look_up, RedisNotices(redis), _indexes(settings, redis))
        if settings.model_provider == "offline"
        else _with_model(settings, redis, history, meter)
    )
    try:
        yield services
    finally:
        await services.aclose()


def _with_model(
    settings: Settings, redis: Redis, history: ConversationHistory, meter: UsageMeter
) -> LlmServices:
    # This imports langchain, which takes 3 s: a bot without a model starts without it.
    from bot.chains.factory import build  # noqa: PLC0415 -- see above

    return build(
        model_config(settings),
        history=history,
        summaries=RedisRunningSummaries(redis),
        cache=RedisCache(redis),
        meter=meter,
        indexes=_indexes(settings, redis),
    )


def _indexes(settings: Settings, redis: Redis) -> RedisPassageIndexes:
    return RedisPassageIndexes(redis, keep_s=settings.documents.keep_hours * 3600)


def model_config(settings: Settings) -> "ModelConfig":
    """What the settings say about models; imports langchain."""
    from bot.chains.factory import ModelConfig  # noqa: PLC0415 -- imports langchain
    from bot.chains.memory.factory import MemoryConfig  # noqa: PLC0415 -- imports langchain

    llm, secrets = settings.llm, settings.secrets
    provider = settings.model_provider
    key = secrets.dashscope_api_key if provider == "tongyi" else secrets.openai_api_key
    return ModelConfig(
        provider="tongyi" if provider == "tongyi" else "openai",
        model=llm.model,
        router_model=llm.router_model,
        api_key=key.get_secret_value() if key else None,
        base_url=llm.base_url,
        max_concurrency=llm.max_concurrency,
        requests_per_s=llm.requests_per_s,
        idle_timeout_s=llm.silence_s,
        router_timeout_s=llm.router_timeout_s,
        max_tokens=llm.max_tokens,
        context_tokens=llm.context_tokens,
        max_parts=settings.budget.document_parts if settings.budget else None,
        memory=MemoryConfig(
            settings.memory.kind, settings.memory.window, settings.memory.buffer_tokens
        ),
        embedding_model=llm.embedding_model
        or (TONGYI_EMBEDDINGS if provider == "tongyi" else None),
        experts=_routed_personas(settings),
        search=llm.search,
    )


def model_service(settings: Settings) -> ModelService:
    """Which service gets texts, as people are told."""
    provider, llm = settings.model_provider, settings.llm
    if provider == "offline":
        return ModelService()
    host = urlsplit(llm.base_url or SERVICE_ROOTS[provider]).hostname
    return ModelService(provider, host or "", llm.model)


def _routed_personas(settings: Settings) -> dict[str, Persona]:
    """Those with a description, where questions are routed to them."""
    if not settings.llm.experts:
        return {}
    return {name: persona for name, persona in settings.personas.items() if persona.description}
