"""The flood budget: whether a chat may be called now, or when."""

from contextlib import AbstractContextManager
from typing import Protocol


class FloodBudget(Protocol):
    """Counts every call that names a chat; topics share their chat's budget."""

    async def take(
        self, chat_id: int | str, *, cosmetic: bool, sign: bool = False, count: int = 1
    ) -> float:
        """Count a call and return 0, or return in how many seconds to ask again.

        `count`: as how many calls it counts; where the limits never allow so many at once, the others
        wait for it afterwards. A cosmetic call leaves the durable ones their reserve. A `sign` of work
        is a cosmetic call that leaves more, and half of the calls to all chats.
        """

    def growing(self, chat_id: int | str) -> AbstractContextManager[None]:
        """Inside the block a message of the chat grows: a call is kept for its end."""

    def pause_s(self, chat_id: int | str) -> float:
        """How long a growing message of the chat pauses before its next cosmetic edit, in seconds."""

    async def penalise(self, chat_id: int | str, retry_after_s: float) -> None:
        """Block the chat for so long after a 429; for a minute more its tokens come at half the rate."""
