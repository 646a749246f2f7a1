"""Counts the tokens of model calls, and what they cost by the prices of the configuration."""

from collections.abc import Mapping

from bot.metrics.counters import MODEL_COST, MODEL_TOKENS, of
from bot.models.usage import Price

_prices: dict[str, Price] = {}


def set_prices(prices: Mapping[str, Price]) -> None:
    """Use these from now on; models without a price cost nothing."""
    _prices.clear()
    _prices.update(prices)


def begin_series(models: tuple[str, ...]) -> None:
    """Let the series of the models begin at 0."""
    for model in models:
        count_tokens(model, 0, 0)


def count_tokens(model: str, read: int, written: int) -> None:
    """Count a call."""
    of(MODEL_TOKENS, model, "in").inc(read)
    of(MODEL_TOKENS, model, "out").inc(written)
    price = _prices.get(model)
    if price is not None:
        of(MODEL_COST, model).inc(price.of(read, written))
