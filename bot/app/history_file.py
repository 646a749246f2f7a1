"""`python -m bot export` and `import`: a conversation as a file of LangChain's message dicts."""

import json

from bot.app.store import open_store
from bot.chains.memory.message_dicts import from_dicts
from bot.commands.export import to_json
from bot.errors import ChosenTextError, HistoryUnreadable
from bot.models.chat import Thread
from bot.settings import Settings
from bot.storage.history.history import RedisHistory
from bot.storage.history.running_summaries import RedisRunningSummaries
from bot.texts import memory as texts


async def export_history(settings: Settings, thread: Thread) -> str:
    """The conversation of a thread as JSON; raises StartError where the store is not there."""
    async with open_store(settings) as redis:
        exchanges = await RedisHistory(redis, keep=settings.memory.keep).tail(
            thread, settings.memory.keep
        )
        return to_json(exchanges, await RedisRunningSummaries(redis).read(thread))


async def import_history(settings: Settings, thread: Thread, text: str) -> int:
    """Store the conversation of a file in a thread that has none; return its number of exchanges.

    Of more than `memory.keep` the newest are kept. Raises StartError, `HistoryUnreadable`, and
    `ChosenTextError` where the thread has a conversation.
    """
    try:
        exchanges, summary = from_dicts(json.loads(text))
    except json.JSONDecodeError as error:
        raise HistoryUnreadable from error
    exchanges = exchanges[-settings.memory.keep :]
    async with open_store(settings) as redis:
        history = RedisHistory(redis, keep=settings.memory.keep)
        summaries = RedisRunningSummaries(redis)
        if await history.tail(thread, 1) or await summaries.read(thread):
            raise ChosenTextError(texts.NOT_EMPTY)
        if summary:
            await summaries.fold(thread, [], None, summary)
        for exchange in exchanges:
            await history.append(thread, exchange)
    return len(exchanges)
