"""Folds older exchanges into the running summary of their thread, in the background.

Nobody waits for it. One process folds in a thread at a time. Where it fails, the exchanges stay as they
are, and the next answer tries again.
"""

import asyncio
import json
import logging
from collections.abc import Sequence

from langchain_core.language_models import BaseChatModel
from langchain_core.output_parsers import StrOutputParser

from bot.chains import prompts
from bot.chains.memory.history import ALL_EXCHANGES
from bot.chains.memory.speakers import with_speaker
from bot.chains.metering import metered
from bot.errors import ModelError, StorageDown
from bot.models.chat import Thread
from bot.models.llm import Exchange, RunningSummary
from bot.models.usage import Caller
from bot.ports.llm import ConversationHistory, RunningSummaries
from bot.ports.usage import UsageMeter
from bot.work.tasks import KeyedTasks

log = logging.getLogger(__name__)

_TIMEOUT_S = 90.0
"""Shorter than the lease of `RunningSummaries`."""
_MAX_CHARS = 4000
"""Of each question and answer that is folded, and of the summary."""


class Folding:
    """Folds the threads of one process.

    Args:
        history: the exchanges.
        summaries: the summaries made of older ones.
        model: writes them.
        meter: the budget; folding counts on the chat.
    """

    def __init__(
        self,
        history: ConversationHistory,
        summaries: RunningSummaries,
        model: BaseChatModel,
        meter: UsageMeter,
    ) -> None:
        self.history = history
        self.summaries = summaries
        self.model = model
        self._meter = meter
        self.tasks = KeyedTasks[Thread]()
        """The threads in which this process folds now."""

    def begin(self, thread: Thread, window: int) -> None:
        """Fold in a task of its own, unless this process does so already.

        `window`: exchanges that may be there before the older half of them is folded.
        """
        self.tasks.begin(thread, lambda: self._fold(thread, window))

    async def _fold(self, thread: Thread, window: int) -> None:
        lease = self.summaries.lease(thread)
        try:
            if len(await self.history.tail(thread, window + 1)) <= window:
                return
            if not await lease.hold():
                return
            try:
                async with asyncio.timeout(_TIMEOUT_S):
                    await self._fold_oldest(thread, window)
            finally:
                await lease.release()
        except (ModelError, StorageDown, TimeoutError) as error:
            log.info("A conversation was not summarised: %r", error.__cause__ or error)

    async def _fold_oldest(self, thread: Thread, window: int) -> None:
        """Fold all but the newest half of a window, with the summary so far."""
        before = await self.summaries.read(thread)
        exchanges = await self.history.tail(thread, ALL_EXCHANGES)
        newest = (window + 1) // 2
        oldest = exchanges[: len(exchanges) - newest][: max(most_shown(window), 1)]
        if not oldest:
            return  # deleted meanwhile
        caller = Caller(thread.chat_id, None, f"fold:{thread.key}")
        left = await self._meter.tokens_left(caller)
        if left is not None and left <= 0:
            return  # asking for a call would count as having told the chat of its spent budget
        text = await self._summarized(before, oldest, caller)
        earlier = before.people if before else ()
        people = tuple(dict.fromkeys([*earlier, *(exchange.speaker_id for exchange in oldest)]))
        after = RunningSummary(text[:_MAX_CHARS], people)
        await self.summaries.fold(thread, oldest, before, after)

    async def _summarized(
        self, before: RunningSummary | None, exchanges: Sequence[Exchange], caller: Caller
    ) -> str:
        chain = prompts.FOLD | self.model | StrOutputParser()
        async with metered(self._meter, caller, "memory") as config:
            return await chain.ainvoke(
                {
                    "summary": prompts.as_data(before.text) if before else "",
                    "conversation": prompts.as_data(_written(exchanges)),
                },
                config,
            )


def most_shown(window: int) -> int:
    """Exchanges that the model sees while folding is late or fails."""
    return 2 * window


def _written(exchanges: Sequence[Exchange]) -> str:
    """A line of JSON for each exchange, so that no text can look like another turn."""
    return "\n".join(
        json.dumps(
            {
                "question": with_speaker(exchange.question[:_MAX_CHARS], exchange.speaker),
                "answer": exchange.answer[:_MAX_CHARS],
            },
            ensure_ascii=False,
        )
        for exchange in exchanges
    )
