"""The model side of the house: of a provider, or none.

`bot.chains.with_model` imports langchain, which takes seconds; it is imported here only where a
model provider is set.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from bot.chains.offline import OfflineAnswers, OfflinePolisher, OfflineSummaries, RuleRouter
from bot.idioms import look_up
from bot.ports.talk import Answers, Polisher, Router, Summaries
from bot.settings import Settings
from bot.storage.connection import Redis


@dataclass(frozen=True, slots=True)
class Talk:
    """What the commands need of a model."""

    answers: Answers
    summaries: Summaries
    polisher: Polisher
    router: Router


@asynccontextmanager
async def open_talk(settings: Settings, redis: Redis) -> AsyncIterator[Talk]:
    """Build it; a model's connections are closed at the end of the block."""
    if settings.model_provider == "offline":
        yield Talk(OfflineAnswers(look_up), OfflineSummaries(), OfflinePolisher(), RuleRouter())
        return
    yield Talk(OfflineAnswers(look_up), OfflineSummaries(), OfflinePolisher(), RuleRouter())
