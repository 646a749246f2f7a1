"""Works on a leased queue one item at a time, as a worker does, without its loops."""

from collections.abc import Awaitable, Callable
from typing import Protocol, TypeVar

from bot.models.work import Capacity, Outcome
from bot.ports.posts import ClaimedPost, EventMarks, PostQueue
from bot.work.leased_worker import ClaimedItem, WorkQueue

Item = TypeVar("Item", bound=ClaimedItem)

_ONE_PRIORITY, _ONE_NORMAL = Capacity(normal=0, priority=1), Capacity(normal=1, priority=0)


class AnyPostQueue(PostQueue, EventMarks, WorkQueue[ClaimedPost], Protocol):
    """The work queue of posts as workers use it."""


async def claim_one(queue: WorkQueue[Item]) -> Item | None:
    """The next due item, a priority item first; None: nothing is due."""
    for room in (_ONE_PRIORITY, _ONE_NORMAL):
        if claimed := await queue.exchange((), room):
            return claimed[0]
    return None


async def settle(queue: WorkQueue[Item], item: Item, outcome: Outcome | None = None) -> None:
    """Tell the queue how the attempt ended."""
    await queue.exchange([(item.lease, outcome or Outcome())], Capacity(0, 0))


async def work_once(queue: WorkQueue[Item], handle: Callable[[Item], Awaitable[Outcome]]) -> bool:
    """Claim, handle and settle one item; False: nothing is due."""
    item = await claim_one(queue)
    if item is None:
        return False
    await settle(queue, item, await handle(item))
    return True
