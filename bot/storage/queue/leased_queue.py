"""The leased queue in Redis; implements `bot.work.leased_worker.WorkQueue` for the stores built on it."""

from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Generic, TypeVar

from bot.models.work import Capacity, Lease, Outcome
from bot.storage import keys
from bot.storage.connection import Redis
from bot.storage.scripts import load_script

Item = TypeVar("Item")

QUEUE_LUA = "queue/queue.lua"


class RedisLeasedQueue(ABC, Generic[Item]):
    """Settles, claims and extends; what an item carries is the subclass's.

    Args:
        redis: where the queue lies.
        prefix: of its keys, with the hash tag.
        functions: the subclass's Lua file, with `queue_left`, `may_claim` and `payload`.
        lease_ms: how long a claim holds without `extend`.
        constants: Lua that `functions` needs.
    """

    def __init__(
        self, redis: Redis, prefix: str, functions: str, *, lease_ms: int, constants: str = ""
    ) -> None:
        self._redis = redis
        self.prefix = prefix
        self._lease_ms = lease_ms
        self._forgotten: list[tuple[Lease, Outcome]] = []
        self._ready = [keys.queue(prefix, "ready")]
        self._exchange = load_script(
            redis, QUEUE_LUA, functions, "queue/exchange.lua", constants=constants
        )
        self._extend = load_script(redis, QUEUE_LUA, "queue/extend.lua")

    async def exchange(
        self,
        finished: Sequence[tuple[Lease, Outcome]],
        capacity: Capacity,
        *,
        only_followers: bool = False,
    ) -> list[Item]:
        """Settle what has ended and claim what is due; see `WorkQueue.exchange`."""
        arguments: list[str | int] = [
            self.prefix,
            self._lease_ms,
            capacity.priority,
            capacity.normal,
            int(only_followers),
        ]
        for lease, outcome in (*self._forgotten, *finished):
            why = outcome.reason or outcome.waits_for
            arguments += (lease.item, lease.token, outcome.kind, outcome.delay_ms, why)
        rows = await self._exchange(self._ready, arguments)
        self._forgotten.clear()
        return list(self._read_rows(rows))

    async def extend(self, leases: Sequence[Lease]) -> set[str]:
        """Hold items for another lease; return those that other workers have claimed."""
        arguments: list[str | int] = [self.prefix, self._lease_ms]
        for lease in leases:
            arguments += (lease.item, lease.token)
        return {str(item) for item in await self._extend(self._ready, arguments)}

    async def wait_for_work(self, timeout_s: float) -> bool:
        """Sleep until this process is woken; one wake-up wakes one process of all replicas.

        Delayed items and items of dead processes send none. Keep `timeout_s` below the connection's
        time-out.
        """
        woken = await self._redis.blpop([keys.queue(self.prefix, "wake")], timeout=timeout_s)
        return woken is not None

    @abstractmethod
    def _read(self, lease: Lease, fields: Mapping[str, str], payload: Any) -> Item | None:  # noqa: ANN401 -- what the subclass's Lua returns
        """Make an item of a claim; None: what it is about was forgotten, so it leaves the queue."""

    def _read_rows(self, rows: Sequence[Sequence[Any]]) -> Iterator[Item]:
        for item, is_priority, token, attempts, flat, payload in rows:
            lease = Lease(str(item), int(token), int(attempts), bool(is_priority), self.prefix)
            fields = dict(zip(flat[::2], flat[1::2], strict=True))
            found = self._read(lease, fields, payload)
            if found is not None:
                yield found
            else:
                self._forgotten.append((lease, Outcome()))
