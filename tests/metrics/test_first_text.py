"""The time until the first text of an update."""

import asyncio

from prometheus_client import REGISTRY

from bot.metrics.first_text import text_shown, timing


def shown() -> tuple[float, float]:
    """How many first texts there were, and the sum of their times."""
    count = REGISTRY.get_sample_value("bot_first_text_seconds_count") or 0
    return count, REGISTRY.get_sample_value("bot_first_text_seconds_sum") or 0


async def test_only_the_first_text_counts_also_one_that_a_task_shows():
    count, seconds = shown()

    async def show() -> None:
        text_shown()

    with timing(waited_s=100):
        await asyncio.create_task(show())
        text_shown()
    text_shown()
    assert shown()[0] == count + 1
    assert 100 <= shown()[1] - seconds < 101
