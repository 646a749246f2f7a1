"""The flood budget: when a chat may be called again."""

from typing import Protocol


class FloodBudget(Protocol):
    """Counts every call that names a chat; topics share their chat's budget."""

    async def take(self, chat_id: int | str, *, cosmetic: bool) -> float:
        """Take one call: 0 where it may be made now, else in how many seconds to ask again.

        A cosmetic call leaves the durable ones their reserve.
        """

    def pause_s(self, chat_id: int | str) -> float:
        """How long a message that grows best waits for its next cosmetic call.

        So much that what the chat had left after the last call, or its refusal, lasts; 0: no limit.
        """

    async def penalise(self, chat_id: int | str, retry_after_s: float) -> None:
        """The platform wants no call to this chat for so long; it goes slower for a while after."""
