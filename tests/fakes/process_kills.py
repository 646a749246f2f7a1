"""Workers that may die between any two of their acts."""

import random
from collections.abc import Awaitable
from dataclasses import dataclass
from typing import TypeVar

from bot.models.post import Post, Transition
from bot.ports.posts import ClaimedPost, PostQueue

T = TypeVar("T")


class Killed(BaseException):
    """The worker is gone, as with SIGKILL: none of our code may catch it."""


@dataclass
class KillPlan:
    """Kills with some probability at each act, never more often than `most` times."""

    dice: random.Random
    probability: float
    most: int = 10_000
    kills: int = 0

    def strike(self) -> None:
        if self.kills < self.most and self.dice.random() < self.probability:
            self.kills += 1
            raise Killed


@dataclass
class KillingQueue:
    """A line whose user may die before or after each call."""

    line: PostQueue
    fate: KillPlan

    async def _at_risk(self, call: Awaitable[T]) -> T:
        try:
            self.fate.strike()
        except Killed:
            call.close()  # type: ignore[attr-defined]  # a coroutine that is never awaited
            raise
        outcome = await call
        self.fate.strike()
        return outcome

    async def claim(self) -> ClaimedPost | None:
        return await self._at_risk(self.line.claim())

    async def extend(self, work: ClaimedPost) -> bool:
        return await self._at_risk(self.line.extend(work))

    async def step(self, work: ClaimedPost, change: Transition) -> Post | None:
        return await self._at_risk(self.line.step(work, change))

    async def mark_sending(self, work: ClaimedPost) -> bool:
        return await self._at_risk(self.line.mark_sending(work))

    async def unmark_sending(self, work: ClaimedPost, *, delay_s: float) -> bool:
        return await self._at_risk(self.line.unmark_sending(work, delay_s=delay_s))

    async def release(
        self, work: ClaimedPost, *, delay_s: float, count_attempt: bool = True
    ) -> bool:
        release = self.line.release(work, delay_s=delay_s, count_attempt=count_attempt)
        return await self._at_risk(release)

    async def finish(self, work: ClaimedPost) -> bool:
        return await self._at_risk(self.line.finish(work))

    async def due(self) -> int:
        return await self.line.due()

    async def first(self, event: str, *, within_s: int) -> bool:
        return await self.line.first(event, within_s=within_s)

    async def forget(self, event: str) -> None:
        await self.line.forget(event)
