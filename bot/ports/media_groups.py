"""Collects media groups (albums), whose messages arrive as separate updates and without an end mark."""

from collections.abc import Sequence
from typing import Protocol

from bot.models.inbox import IncomingUpdate
from bot.models.media_group import CollectedGroup


class MediaGroups(Protocol):
    """The parts of media groups, for a day; every method raises `errors.StorageDown`."""

    async def add(self, updates: Sequence[IncomingUpdate]) -> None:
        """Note those of the updates that have an `album`, when they arrive; each once."""

    async def collect(self, chat_id: int, album: str, update_id: int) -> CollectedGroup:
        """What this part's update has to do.

        A group is complete once no part has come for two seconds. The first update that asks then leads
        it; that does not change any more, so another attempt at it gets the same parts.
        """

    async def parts(self, chat_id: int, album: str) -> tuple[str, ...]:
        """The raw updates of a group in their order, as far as they arrived; empty: it is not known."""

    async def forget(self, chat_id: int, person_id: int) -> None:
        """Delete what a person sent to a chat."""
