"""The order in which updates are handled."""

import asyncio
from collections.abc import Awaitable
from typing import Any
from weakref import WeakValueDictionary

from telegram import Message, Update
from telegram.ext import BaseUpdateProcessor

from bot.handlers.inbound import person_of, thread_of

OVERTAKING = frozenset({"stop", "approve", "reject", "pending"})
"""Commands that must not wait behind what they control."""


class OrderedProcessor(BaseUpdateProcessor):
    """Handles different people at the same time and each person in order.

    The key is (chat, topic, sender). Presses of buttons and the commands in `OVERTAKING` wait for
    nobody. PTB creates one task an update in the order of arrival and asyncio's locks are fair, so
    the tasks of one key run in the order of their updates.
    """

    def __init__(self, max_concurrent_updates: int = 1024) -> None:
        super().__init__(max_concurrent_updates)
        # A lock lives as long as somebody holds or awaits it.
        self._locks: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()

    async def do_process_update(self, update: object, coroutine: Awaitable[Any]) -> None:
        """Await `coroutine` when it is the turn of its key."""
        key = order_key(update)
        if key is None:
            await coroutine
            return
        lock = self._locks.setdefault(key, asyncio.Lock())
        async with lock:
            await coroutine

    async def initialize(self) -> None:
        """Nothing to open."""

    async def shutdown(self) -> None:
        """Nothing to close."""


def order_key(update: object) -> str | None:
    """What the update must wait behind; None: nothing."""
    if not isinstance(update, Update) or update.message is None:
        return None
    message = update.message
    if _command(message) in OVERTAKING:
        return None
    return f"{thread_of(message).key}:{person_of(message).id}"


def _command(message: Message) -> str | None:
    first = (message.text or "").split(maxsplit=1)[:1]
    if not first or not first[0].startswith("/"):
        return None
    return first[0][1:].partition("@")[0].lower()
