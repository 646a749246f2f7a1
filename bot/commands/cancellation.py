"""Cancel scopes: long work for a person that the person, or the end of the process, can stop."""

import asyncio
import secrets
from types import TracebackType
from typing import Literal, Self

from bot.models.chat import Thread
from bot.ports.cancellation import CancelRegistry

StopReason = Literal["person", "shutdown"]


class WorkStopped(Exception):
    """The work of a cancel scope was stopped; `reason` says by whom."""

    def __init__(self, reason: StopReason) -> None:
        super().__init__(reason)
        self.reason = reason


class CancelScope:
    """Stoppable work for one person in one thread: the body of `async with scope:`.

    It works like `asyncio.timeout`: `stop` cancels the task, and the end of the block turns that
    cancellation into `WorkStopped`, so that the code after it can still run. `id` is known before
    the block begins; the stop button needs it.
    """

    def __init__(self, scopes: "CancelScopes", thread: Thread, sender_id: int) -> None:
        self.id = secrets.token_hex(4)
        self.thread = thread
        self.sender_id = sender_id
        self._scopes = scopes
        self._task: asyncio.Task[object] | None = None
        self._stopped: StopReason | None = None
        self._earlier_cancellations = 0

    async def __aenter__(self) -> Self:
        await self._scopes.registry.add(self.thread, self.id, self.sender_id)
        self._task = asyncio.current_task()
        self._earlier_cancellations = self._task.cancelling() if self._task else 0
        self._scopes.under_way[self.id] = self
        if self._scopes.is_closing:
            self.stop("shutdown")
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        del self._scopes.under_way[self.id]
        await self._scopes.registry.remove(self.thread, self.id)
        if self._stopped is None or self._task is None:
            return
        # Another cancellation of the task, which is not ours, must stay one.
        is_only_ours = self._task.uncancel() <= self._earlier_cancellations
        if is_only_ours and kind in {None, asyncio.CancelledError}:
            raise WorkStopped(self._stopped) from None

    def stop(self, reason: StopReason) -> bool:
        """Cancel the work; False where that was done before."""
        if self._stopped is not None or self._task is None:
            return False
        self._stopped = reason
        self._task.cancel()
        return True


class CancelScopes:
    """The open cancel scopes of this process, by id, and the way to those of other processes.

    Args:
        registry: where all replicas list their scopes.
    """

    def __init__(self, registry: CancelRegistry) -> None:
        self.registry = registry
        self.under_way: dict[str, CancelScope] = {}
        self.is_closing = False

    def open(self, thread: Thread, sender_id: int) -> CancelScope:
        """A scope for a person in a thread; its work is the body of its `async with`."""
        return CancelScope(self, thread, sender_id)

    async def owner_of(self, thread: Thread, scope_id: str) -> int | None:
        """The person whose scope it is; None where it has ended."""
        scope = self.under_way.get(scope_id)
        return scope.sender_id if scope else await self.registry.owner_of(thread, scope_id)

    async def stop_all_of(self, thread: Thread, sender_id: int) -> bool:
        """Stop what is under way for a person in a thread; False where nothing is."""
        own = [
            scope.stop("person")
            for scope in self.under_way.values()
            if (scope.thread, scope.sender_id) == (thread, sender_id)
        ]
        return any(own) or await self.registry.stop_all_of(thread, sender_id)

    async def stop(self, thread: Thread, scope_id: str) -> bool:
        """Stop one scope; False where it has ended."""
        return self.stop_here(scope_id) or await self.registry.stop(thread, scope_id)

    def stop_here(self, scope_id: str) -> bool:
        """Stop a scope of this process; False where it has ended or is another's."""
        scope = self.under_way.get(scope_id)
        return scope is not None and scope.stop("person")

    def stop_everything(self) -> None:
        """Stop every scope of this process because it ends; scopes opened later stop at once."""
        self.is_closing = True
        for scope in list(self.under_way.values()):
            scope.stop("shutdown")
