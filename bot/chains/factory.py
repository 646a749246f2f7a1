"""Builds everything that talks through a model. Importing this imports langchain (3 s)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from bot.chains.ask import ModelAnswerer
from bot.chains.experts import Expert, Experts
from bot.chains.idiom_explainer import ModelIdiomExplainer
from bot.chains.openai_compatible import OpenAICompatible
from bot.chains.polish import ModelPolisher
from bot.chains.request_limiter import RequestLimiter
from bot.chains.router import ModelRouter
from bot.chains.services import LlmServices
from bot.chains.summarize import ModelSummarizer
from bot.chains.token_count import count_tokens
from bot.chains.tongyi import Tongyi
from bot.ports.llm import Cache, ConversationHistory

Model = Tongyi | OpenAICompatible

_ROUTER_TOKENS = 60


@dataclass(frozen=True, slots=True)
class ModelConfig:
    """Which models, and how they are called.

    Args:
        provider: whose protocol.
        model: answers, summarises, polishes.
        router_model: sorts free text.
        api_key: None only where the endpoint asks for none.
        base_url: None is the provider's own.
        max_concurrency: calls at once.
        requests_per_s: calls begun in a second, of each model; None: no limit.
        silence_s: seconds without a chunk until a stream counts as broken.
        router_timeout_s: seconds until free text is taken as a question.
        context_tokens: what `model` reads at once.
        window: exchanges of a thread that reach the model.
        experts: name -> prompt for `/ask`; empty: none, and no call to choose one.
    """

    provider: Literal["tongyi", "openai"]
    model: str
    router_model: str
    api_key: str | None = None
    base_url: str | None = None
    max_concurrency: int = 1000
    requests_per_s: float | None = None
    silence_s: float = 90
    router_timeout_s: float = 2
    context_tokens: int = 128_000
    window: int = 10
    experts: Mapping[str, Expert] = field(default_factory=dict)


def build(config: ModelConfig, *, history: ConversationHistory, cache: Cache) -> LlmServices:
    """Everything that talks, over the configured models."""
    gate = _gate(config)
    model = chat_model(config, config.model, gate)
    # The router has a gate of its own: it must not wait behind a thousand long answers.
    router_gate = _gate(config)
    router_model = chat_model(config, config.router_model, router_gate, max_tokens=_ROUTER_TOKENS)
    experts = (
        Experts(router_model, config.experts, timeout_s=config.router_timeout_s)
        if config.experts
        else None
    )

    async def aclose() -> None:
        await model.aclose()
        await router_model.aclose()

    return LlmServices(
        answers=ModelAnswerer(model, history, k=config.window, experts=experts),
        summaries=ModelSummarizer(
            model, cache, context_tokens=config.context_tokens, count=count_tokens
        ),
        polisher=ModelPolisher(model),
        meanings=ModelIdiomExplainer(model, cache),
        router=ModelRouter(router_model, timeout_s=config.router_timeout_s),
        aclose=aclose,
    )


def _gate(config: ModelConfig) -> RequestLimiter:
    return RequestLimiter(
        at_once=config.max_concurrency, per_s=config.requests_per_s, silence_s=config.silence_s
    )


def chat_model(config: ModelConfig, name: str, gate: RequestLimiter, **parameters: Any) -> Model:
    """One chat model of the configured provider."""
    if config.provider == "openai":
        return OpenAICompatible(
            model=name, api_key=config.api_key, gate=gate, base_url=config.base_url, **parameters
        )
    if not _always_thinks(name):
        parameters["enable_thinking"] = False  # seconds until the first word otherwise
    return Tongyi(
        model=name, api_key=config.api_key or "", gate=gate, base_url=config.base_url, **parameters
    )


def _always_thinks(name: str) -> bool:
    """These refuse to be told not to."""
    return "thinking" in name or name.startswith(("qwq", "qvq"))
