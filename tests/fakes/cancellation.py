"""A registry of cancel scopes for one process."""

from bot.commands.cancellation import CancelScopes
from bot.models.chat import Thread


class FakeCancelRegistry:
    """Implements `ports.cancellation.CancelRegistry`; no other process has a scope."""

    def __init__(self) -> None:
        self.owners: dict[str, int] = {}

    async def add(self, thread: Thread, scope_id: str, sender_id: int) -> None:
        self.owners[scope_id] = sender_id

    async def remove(self, thread: Thread, scope_id: str) -> None:
        self.owners.pop(scope_id, None)

    async def owner_of(self, thread: Thread, scope_id: str) -> int | None:
        return self.owners.get(scope_id)

    async def stop_all_of(self, thread: Thread, sender_id: int) -> bool:
        return False

    async def stop(self, thread: Thread, scope_id: str) -> bool:
        return False


def new_scopes() -> CancelScopes:
    """The cancel scopes of a process that runs alone."""
    return CancelScopes(FakeCancelRegistry())
