"""The registry of cancel scopes: which process runs which stoppable work."""

from typing import Protocol

from bot.models.chat import Thread


class CancelRegistry(Protocol):
    """Lists the open cancel scopes of all replicas. No method raises."""

    async def add(self, thread: Thread, scope_id: str, sender_id: int) -> None:
        """List a scope of this process."""

    async def remove(self, thread: Thread, scope_id: str) -> None:
        """Drop a scope from the list."""

    async def owner_of(self, thread: Thread, scope_id: str) -> int | None:
        """The person whose scope it is; None where it is not listed."""

    async def stop_all_of(self, thread: Thread, sender_id: int) -> bool:
        """Ask other processes to stop a person's scopes in a thread; False where there are none."""

    async def stop(self, thread: Thread, scope_id: str) -> bool:
        """Ask another process to stop one scope; False where no process has it."""
