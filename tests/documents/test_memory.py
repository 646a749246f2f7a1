"""Which download gets memory, and which waits."""

import asyncio

import pytest

from bot.documents.memory import MemoryBudget

pytestmark = pytest.mark.looptime


class Download:
    """Takes bytes, and holds them until `end`."""

    def __init__(self, budget: MemoryBudget, *sizes: int) -> None:
        self.seen: list[int] = []
        self.taken = 0
        self._sizes = sizes
        self._ended = asyncio.Event()
        self.task = asyncio.create_task(self._run(budget))

    async def _run(self, budget: MemoryBudget) -> None:
        with budget.reserve(self.seen.append) as reservation:
            for size in self._sizes:
                await reservation.take(size)
                self.taken += size
                await asyncio.sleep(0.1)
            await self._ended.wait()

    def end(self) -> None:
        self._ended.set()


async def test_what_does_not_fit_waits_and_is_told_how_many_are_ahead():
    budget = MemoryBudget(100)
    downloads = [Download(budget, 60) for _ in range(3)]
    await asyncio.sleep(1)
    assert [download.taken for download in downloads] == [60, 0, 0]
    assert [download.seen for download in downloads] == [[], [1], [2]]
    downloads[0].end()
    await asyncio.sleep(1)
    assert [download.taken for download in downloads] == [60, 60, 0]
    assert [download.seen for download in downloads] == [[], [1, 0], [2, 1]]


async def test_a_small_file_does_not_wait_for_a_big_one():
    budget = MemoryBudget(100)
    first, big, small = Download(budget, 80), Download(budget, 50), Download(budget, 10)
    await asyncio.sleep(1)
    assert (first.taken, big.taken, small.taken) == (80, 0, 10)


async def test_the_oldest_gets_all_it_asks_for_so_that_no_two_wait_for_each_other():
    budget = MemoryBudget(100)
    downloads = [Download(budget, 50, 30), Download(budget, 50, 30)]
    await asyncio.sleep(1)
    assert [download.taken for download in downloads] == [80, 50]
    downloads[0].end()
    await asyncio.sleep(1)
    assert downloads[1].taken == 80


async def test_a_file_over_the_whole_budget_is_loaded_alone():
    budget = MemoryBudget(10)
    first, second = Download(budget, 20), Download(budget, 20)
    await asyncio.sleep(1)
    assert (first.taken, second.taken) == (20, 0)


async def test_a_cancelled_download_gives_its_bytes_back():
    budget = MemoryBudget(100)
    first, second, third = (Download(budget, 100) for _ in range(3))
    await asyncio.sleep(1)
    second.task.cancel()
    await asyncio.sleep(1)
    first.task.cancel()
    await asyncio.sleep(1)
    assert third.taken == 100
    third.end()
    await third.task
    assert budget.free_bytes == 100
    assert budget.reservations == []


async def test_the_budget_is_exceeded_by_one_file_at_most():
    budget = MemoryBudget(100)
    downloads = [Download(budget, *[10] * 6) for _ in range(20)]
    most = 0
    for download in downloads:
        await asyncio.sleep(1)
        most = max(most, -budget.free_bytes)
        download.end()
        await download.task
    assert most <= 60
    assert budget.free_bytes == 100
