"""Tokens and their cost."""

from prometheus_client import REGISTRY

from bot.metrics.model_use import begin_series, count_tokens, set_prices
from bot.models.usage import Price


def value(name: str, **labels: str) -> float | None:
    return REGISTRY.get_sample_value(name, labels)


def test_tokens_cost_what_the_configuration_says():
    begin_series(("dear", "free"))
    set_prices({"dear": Price(read=2, written=20)})
    try:
        count_tokens("dear", 1_000_000, 100_000)
        count_tokens("free", 5, 7)
    finally:
        set_prices({})
    assert value("bot_model_tokens_total", model="dear", direction="in") == 1_000_000
    assert value("bot_model_tokens_total", model="free", direction="out") == 7
    assert value("bot_model_cost_total", model="dear") == 4
    assert value("bot_model_cost_total", model="free") is None
