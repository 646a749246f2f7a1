"""Where downloads lie until they are read: in anonymous memory files, within a budget of bytes.

Of a crowd's files only as many are in memory as the budget allows; the others wait for the bytes that
a read document gives back. Bytes are taken as they arrive, so a slow server holds few of them. A
download that has begun may need more while others hold the rest, so the oldest always gets what it
asks for: it can end, and with it the wait of the next. The budget is exceeded by one file at most.
"""

import asyncio
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import BinaryIO

OnWait = Callable[[int], None]
"""Called with the number of older downloads while one waits, and with 0 when it goes on."""


class Reservation:
    """The bytes of one download."""

    def __init__(self, budget: "MemoryBudget", on_wait: OnWait) -> None:
        self._budget = budget
        self._on_wait = on_wait
        self.taken_bytes = 0

    async def take(self, size_bytes: int) -> None:
        """Take that many bytes more; wait until they are free."""
        budget, has_waited = self._budget, False
        while size_bytes > budget.free_bytes and (ahead := budget.reservations.index(self)):
            has_waited = True
            self._on_wait(ahead)
            await budget.changed.wait()
        budget.free_bytes -= size_bytes
        self.taken_bytes += size_bytes
        if has_waited:
            self._on_wait(0)


class MemoryBudget:
    """`free_bytes` are left of the total; `reservations` has the oldest first."""

    def __init__(self, total_bytes: int) -> None:
        self.free_bytes = total_bytes
        self.reservations: list[Reservation] = []
        self.changed = asyncio.Event()

    @contextmanager
    def reserve(self, on_wait: OnWait) -> Iterator[Reservation]:
        """A reservation of nothing yet; what it takes is given back at the end of the block."""
        reservation = Reservation(self, on_wait)
        self.reservations.append(reservation)
        try:
            yield reservation
        finally:
            self.reservations.remove(reservation)
            self.free_bytes += reservation.taken_bytes
            self.changed.set()
            self.changed = asyncio.Event()


@contextmanager
def memory_file(data: bytes = b"") -> Iterator[BinaryIO]:
    """An anonymous file in memory with that content, at its beginning."""
    with os.fdopen(os.memfd_create("document"), "w+b") as file:
        file.write(data)
        file.seek(0)
        yield file
