"""Sentences that help once and annoy when they are repeated."""

from typing import Literal, Protocol

from bot.models.chat import Thread

Notice = Literal["no_model", "game_goes_on", "album_of_pictures"]


class Notices(Protocol):
    """Remembers, for all replicas, which of them was given in a thread."""

    async def is_due(self, thread: Thread, notice: Notice, every_s: int) -> bool:
        """Was it not given within `every_s`? It then counts as given; raises `errors.StorageDown`."""
