"""Workers that may die between any two of their acts."""

import random
from collections.abc import Coroutine, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from bot.models.post import Transition
from bot.models.work import Capacity, Lease, Outcome
from bot.ports.posts import ClaimedPost
from tests.fakes.work import AnyPostQueue

T = TypeVar("T")


class Killed(BaseException):
    """The worker is gone, as with SIGKILL: none of our code may catch it."""


@dataclass
class KillPlan:
    """Kills with some probability at each act, at most `max_kills` times."""

    dice: random.Random
    probability: float
    max_kills: int = 10_000
    kills: int = 0

    def strike(self) -> None:
        """An act: the worker may die here."""
        if self.kills < self.max_kills and self.dice.random() < self.probability:
            self.kills += 1
            raise Killed


class KillingQueue:
    """A queue whose worker may die before or after each call."""

    def __init__(self, queue: AnyPostQueue, plan: KillPlan) -> None:
        self._queue = queue
        self._plan = plan

    async def _at_risk(self, call: Coroutine[Any, Any, T]) -> T:
        try:
            self._plan.strike()
        except Killed:
            call.close()
            raise
        result = await call
        self._plan.strike()
        return result

    async def exchange(
        self,
        finished: Sequence[tuple[Lease, Outcome]],
        capacity: Capacity,
        *,
        only_followers: bool = False,
    ) -> list[ClaimedPost]:
        exchange = self._queue.exchange(finished, capacity, only_followers=only_followers)
        return await self._at_risk(exchange)

    async def extend(self, leases: Sequence[Lease]) -> set[str]:
        return await self._at_risk(self._queue.extend(leases))

    async def wait_for_work(self, timeout_s: float) -> bool:
        return await self._queue.wait_for_work(timeout_s)

    async def advance(self, claimed: ClaimedPost, transition: Transition) -> bool:
        return await self._at_risk(self._queue.advance(claimed, transition))

    async def mark_sending(self, claimed: ClaimedPost) -> bool:
        return await self._at_risk(self._queue.mark_sending(claimed))

    async def unmark_sending(self, claimed: ClaimedPost) -> bool:
        return await self._at_risk(self._queue.unmark_sending(claimed))

    async def first_within(self, event: str, seconds: int) -> bool:
        return await self._queue.first_within(event, seconds)

    async def forget_event(self, event: str) -> None:
        await self._queue.forget_event(event)
