"""How an answer feels while it is written: delays in virtual time, CPU in real time.

    python -m bench streaming

The delay of a character is the time from the model's writing it to its being shown. The bound knows
beforehand how long the answer will be, shows without delay, and obeys the budget: the k-th call
that the reserve leaves to edits is not made before its token is there, a minute has no more calls
than it bears, and one call more, from the reserve, shows the end. With m edits evenly spaced in T
seconds the mean delay is T / 2(m + 1), and no other spacing of m edits does better (the mean delay
is the sum of the squared gaps over 2T); the bound takes the largest m that the budget allows. No
editor reaches it, since none knows T. `naive` is a placeholder and an edit each second.
"""

import asyncio
import math
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

import looptime

from bench import concurrent_answers as at_once
from bench.figure import Figure
from bot.models.chat import Keyboard, StyledText
from bot.models.flood import BucketLimits, FloodLimits
from bot.ports.flood_budget import FloodBudget
from bot.storage.flood.flood_budget import LocalFloodBudget
from bot.streaming.editor import StreamEditor
from tests.fakes.chat import FakeReply

TOKENS_PER_S = 30
_COMMAND = "python -m bench streaming"
WRITTEN = "字，"
PERSON, GROUP = 1, -1
Writer = Callable[["BudgetedReply", int], Awaitable[None]]


class BudgetedReply(FakeReply):
    """A chat behind a budget, as the limiter has it; notes when how much was shown."""

    def __init__(self, budget: FloodBudget, chat_id: int) -> None:
        super().__init__()
        self._budget, self._chat_id = budget, chat_id
        self.shown: list[tuple[float, int]] = []
        self.dropped = 0

    @property
    def pause_s(self) -> float:
        return self._budget.pause_s(self._chat_id)

    @pause_s.setter
    def pause_s(self, _: float) -> None: ...

    async def send(
        self, text: str | StyledText, *, keyboard: Keyboard = (), quote: bool = False
    ) -> int:
        await self._pass(cosmetic=False)
        message_id = await super().send(text, keyboard=keyboard, quote=quote)
        self._note()
        return message_id

    async def edit(
        self,
        message_id: int,
        text: str | StyledText,
        *,
        keyboard: Keyboard = (),
        cosmetic: bool = False,
    ) -> bool:
        if not await self._pass(cosmetic=cosmetic):
            self.dropped += 1
            return False
        done = await super().edit(message_id, text, keyboard=keyboard, cosmetic=cosmetic)
        self._note()
        return done

    async def _pass(self, *, cosmetic: bool) -> bool:
        while (wait_s := await self._budget.take(self._chat_id, cosmetic=cosmetic)) > 0:
            if cosmetic:
                return False
            await asyncio.sleep(wait_s)
        return True

    def _note(self) -> None:
        self.shown.append((asyncio.get_running_loop().time(), sum(map(len, self.texts))))


async def grow(reply: BudgetedReply, tokens: int) -> None:
    """Our way."""
    async with StreamEditor(reply) as editor:
        for _ in range(tokens):
            editor.append(WRITTEN)
            await asyncio.sleep(1 / TOKENS_PER_S)
        await editor.finish()


async def naive(reply: BudgetedReply, tokens: int) -> None:
    """The baseline: a placeholder, then an edit each second."""
    message_id = await reply.send("…")
    text, edited = "", asyncio.get_running_loop().time()
    for _ in range(tokens):
        text += WRITTEN
        await asyncio.sleep(1 / TOKENS_PER_S)
        if asyncio.get_running_loop().time() - edited >= 1:
            await reply.edit(message_id, text)
            edited = asyncio.get_running_loop().time()
    await reply.edit(message_id, text)


def mean_delay_s(reply: BudgetedReply, tokens: int, begun: float) -> float:
    """Over all characters, from being written to being shown."""
    delays = []
    for index in range(tokens * len(WRITTEN)):
        written = begun + (index // len(WRITTEN)) / TOKENS_PER_S
        seen = next(at for at, count in reply.shown if count > index and at >= written)
        delays.append(seen - written)
    return sum(delays) / len(delays)


@dataclass(frozen=True, slots=True)
class Seen:
    """What the reader of one answer sees."""

    first_s: float
    mean_s: float


async def delays(name: str, chat_id: int, tokens: int, write: Writer, bound_s: float) -> Seen:
    """Print, and return, what one answer's reader sees."""
    reply = BudgetedReply(LocalFloodBudget(FloodLimits()), chat_id)
    begun = asyncio.get_running_loop().time()
    await write(reply, tokens)
    mean_s = mean_delay_s(reply, tokens, begun)
    first_s = next(at for at, count in reply.shown if count > 1) - begun
    late_s = reply.shown[-1][0] - begun - tokens / TOKENS_PER_S
    print(
        f"{name}: first text {first_s:.2f} s, mean delay {mean_s:.2f} s"
        f" = {mean_s / bound_s:.2f} x bound {bound_s:.2f} s,"
        f" {len(reply.shown)} calls, {reply.dropped} dropped, end {late_s:+.2f} s"
    )
    return Seen(first_s, mean_s)


def bound_s(allowance: BucketLimits, seconds: float) -> float:
    """The least mean delay of a character; see above."""
    burst, edits = allowance.capacity - allowance.reserve, 0
    most = allowance.per_minute - allowance.reserve if allowance.per_minute else math.inf
    while edits < most and all(
        seconds * k / (edits + 2) >= (k - burst) / allowance.per_s for k in range(1, edits + 2)
    ):
        edits += 1
    return seconds / 2 / (edits + 1)


async def paced() -> list[Figure]:
    """The readers' side, in virtual time: one value a figure, since every run gives the same."""
    limits = FloodLimits()
    found = []
    for seconds in (6, 30):
        for chat_id, kind in ((PERSON, "private"), (GROUP, "group")):
            least_s = bound_s(limits.of(chat_id), seconds)
            tokens, name = seconds * TOKENS_PER_S, f"{kind}, {seconds} s"
            ours = await delays(f"{name}, ours ", chat_id, tokens, grow, least_s)
            await delays(f"{name}, naive", chat_id, tokens, naive, least_s)
            ratio = [ours.mean_s / least_s]
            found += [
                Figure(f"first text, {name}", "s", 0.25, [ours.first_s], _COMMAND),
                Figure(f"mean delay of a character, {name}", "x bound", 1.2, ratio, _COMMAND),
            ]
    return found


def figures() -> list[Figure]:
    """Measure."""
    loop: Any = looptime.new_event_loop(start=0)
    try:
        return loop.run_until_complete(paced()) + at_once.figures(_COMMAND)
    finally:
        loop.close()
