"""Builds the services that use a model. Importing this imports langchain (3 s)."""

import warnings
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from bot.chains.ask import ModelAnswerer
from bot.chains.digest.model import ModelDigester
from bot.chains.embeddings import AsyncEmbeddings, OpenAIEmbeddings, TongyiEmbeddings
from bot.chains.experts import Experts
from bot.chains.idiom_explainer import ModelIdiomExplainer
from bot.chains.memory.factory import MemoryConfig, build_memories
from bot.chains.memory.vectors import ExchangeVectors
from bot.chains.metered_embeddings import MeteredEmbeddings
from bot.chains.metering import finish_counting
from bot.chains.openai_compatible import OpenAICompatible
from bot.chains.polish import ModelPolisher
from bot.chains.request_limiter import RequestLimiter
from bot.chains.retrieval.finder import DocumentPassageFinder
from bot.chains.retrieval.vectors import PassageVectors
from bot.chains.router import ModelRouter
from bot.chains.services import LlmServices
from bot.chains.several_summaries import SeveralDocumentsSummarizer
from bot.chains.streaming_model import RETRY
from bot.chains.summarize import SEVERAL_PROMPTS, ModelSummarizer
from bot.chains.tongyi import SEARCH, Tongyi
from bot.models.persona import Persona
from bot.ports.documents import PassageIndexes
from bot.ports.llm import Cache, ConversationHistory, RunningSummaries
from bot.ports.usage import UsageMeter
from bot.work.retry import RetryPolicy

# langchain-classic warns that these leave with 2.0; docs/decisions/0040, 0041 and 0045 say why we use them.
warnings.filterwarnings(
    "ignore",
    message=".*(LLMChain|LLMRouterChain|Conversation[A-Za-z]+Memory|apredict_and_parse)",
)

ChatModel = Tongyi | OpenAICompatible

_ROUTER_TOKENS = 60


@dataclass(frozen=True, slots=True)
class ModelConfig:
    """Which models are called, and how.

    Args:
        provider: whose protocol.
        model: answers, summarises, polishes, explains.
        router_model: classifies free text.
        api_key: None only where the endpoint needs none.
        base_url: None is the provider's own.
        max_concurrency: open requests, of each model.
        requests_per_s: requests begun in a second, of each model; None: no limit.
        idle_timeout_s: seconds without an event after which a stream counts as broken.
        retry: for requests that fail before their first event.
        router_timeout_s: seconds after which free text counts as a question.
        max_tokens: of what `model` writes in one call; None: the provider's own limit.
        context_tokens: what `model` reads in one call.
        max_parts: of a document that is summarised; None: no limit.
        memory: what of a thread the model sees.
        embedding_model: for documents, and for memory of kind "vector"; None: BM25 alone.
        experts: the personas that questions are routed to; empty: no call to choose one.
        search: answers may use Tongyi's own web search; of no effect with another provider.
    """

    provider: Literal["tongyi", "openai"]
    model: str
    router_model: str
    api_key: str | None = None
    base_url: str | None = None
    max_concurrency: int = 1000
    requests_per_s: float | None = None
    idle_timeout_s: float = 90
    retry: RetryPolicy = RETRY
    router_timeout_s: float = 2
    max_tokens: int | None = None
    context_tokens: int = 128_000
    max_parts: int | None = None
    memory: MemoryConfig = field(default_factory=MemoryConfig)
    embedding_model: str | None = None
    experts: Mapping[str, Persona] = field(default_factory=dict)
    search: bool = False


def build(
    config: ModelConfig,
    *,
    history: ConversationHistory,
    summaries: RunningSummaries,
    cache: Cache,
    meter: UsageMeter,
    indexes: PassageIndexes,
) -> LlmServices:
    """Build all services over the configured models; every call passes the meter."""
    model = chat_model(config, config.model, max_tokens=config.max_tokens)
    router_model = router_chat_model(config)
    experts = (
        Experts(router_model, config.experts, meter, timeout_s=config.router_timeout_s)
        if config.experts
        else None
    )
    embeddings = _embeddings(config)
    vectors = passage_vectors = None
    if embeddings and config.embedding_model:
        of_model = (embeddings, config.embedding_model, meter)
        vectors = ExchangeVectors(MeteredEmbeddings(*of_model, command="memory"))
        passage_vectors = PassageVectors(MeteredEmbeddings(*of_model, command="document"), indexes)
    memories = build_memories(
        config.memory,
        history=history,
        summaries=summaries,
        model=model,
        meter=meter,
        vectors=vectors,
    )

    async def aclose() -> None:
        await memories.aclose()
        if passage_vectors:
            await passage_vectors.tasks.aclose()
        await finish_counting()
        await model.aclose()
        await router_model.aclose()
        if embeddings:
            await embeddings.aclose()

    return LlmServices(
        answerer=ModelAnswerer(
            model,
            memories.of,
            meter,
            experts=experts,
            search=SEARCH if config.search and config.provider == "tongyi" else {},
        ),
        summarizer=_summarizer(config, model, cache, meter),
        polisher=ModelPolisher(model, meter),
        idiom_explainer=ModelIdiomExplainer(model, cache, meter),
        digester=ModelDigester(model, meter, context_tokens=config.context_tokens),
        router=ModelRouter(router_model, meter, timeout_s=config.router_timeout_s),
        passages=DocumentPassageFinder(indexes, passage_vectors),
        aclose=aclose,
    )


def _summarizer(
    config: ModelConfig, model: ChatModel, cache: Cache, meter: UsageMeter
) -> SeveralDocumentsSummarizer:
    tokens = config.context_tokens
    return SeveralDocumentsSummarizer(
        ModelSummarizer(model, cache, meter, context_tokens=tokens, max_parts=config.max_parts),
        ModelSummarizer(
            model, cache, meter, context_tokens=tokens, summary_prompts=SEVERAL_PROMPTS
        ),
    )


def router_chat_model(config: ModelConfig) -> ChatModel:
    """Build the model that classifies free text; it writes no more than a destination."""
    return chat_model(config, config.router_model, max_tokens=_ROUTER_TOKENS)


def chat_model(config: ModelConfig, name: str, *, max_tokens: int | None = None) -> ChatModel:
    """Build one chat model of the configured provider.

    Each has limits of its own: a call of the router must not wait behind a thousand answers.
    """
    fields: dict[str, Any] = {
        "model": name,
        "base_url": config.base_url,
        "limiter": RequestLimiter(
            max_concurrency=config.max_concurrency, requests_per_s=config.requests_per_s
        ),
        "retry": config.retry,
        "idle_timeout_s": config.idle_timeout_s,
    }
    parameters: dict[str, Any] = {} if max_tokens is None else {"max_tokens": max_tokens}
    if config.provider == "openai":
        return OpenAICompatible(api_key=config.api_key, parameters=parameters, **fields)
    parameters["enable_thinking"] = False  # it delays the first word by seconds
    return Tongyi(api_key=config.api_key or "", parameters=parameters, **fields)


def _embeddings(config: ModelConfig) -> AsyncEmbeddings | None:
    """The embedding model, where there is one: any chat may choose the memory that needs it."""
    if config.embedding_model is None:
        return None
    if config.provider == "openai":
        return OpenAIEmbeddings(
            model=config.embedding_model, api_key=config.api_key, base_url=config.base_url
        )
    return TongyiEmbeddings(
        model=config.embedding_model, api_key=config.api_key or "", base_url=config.base_url
    )
