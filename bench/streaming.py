"""How an answer feels while it is written: delays in virtual time, CPU in real time.

    PYTHONPATH=. .venv/bin/python bench/streaming.py

The delay of a character is the time from the model's writing it to its being shown. With N calls in
an answer of T seconds at an even rate no schedule has a mean below T / 2N, and N is at most burst +
rate * T; that is the bound. The baseline edits each second and knows no budget.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable
from typing import Any

import looptime

from bot.models.chat import Keyboard, Styled
from bot.models.flood import FloodLimits
from bot.ports.budget import Budget
from bot.storage.budget import LocalBudget
from bot.streaming.editor import Pace, StreamEditor
from tests.fakes.chat import FakeReply

TOKENS_PER_S = 30
WRITTEN = "字，"
PERSON, GROUP = 1, -1
Writer = Callable[["BudgetedReply", int], Awaitable[None]]


class BudgetedReply(FakeReply):
    """A chat behind a budget, as the limiter has it; notes when how much was shown."""

    def __init__(self, budget: Budget, chat_id: int) -> None:
        super().__init__()
        self._budget, self._chat_id = budget, chat_id
        self.shown: list[tuple[float, int]] = []
        self.dropped = 0

    async def send(
        self, text: str | Styled, *, keyboard: Keyboard = (), quote: bool = False
    ) -> int:
        await self._pass(cosmetic=False)
        message_id = await super().send(text, keyboard=keyboard, quote=quote)
        self._note()
        return message_id

    async def edit(
        self,
        message_id: int,
        text: str | Styled,
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


async def grow(reply: BudgetedReply, tokens: int, pace: Pace) -> None:
    """Our way."""
    async with StreamEditor(reply, pace=pace) as editor:
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


async def delays(name: str, chat_id: int, tokens: int, write: Writer, bound_s: float) -> None:
    """Print what one answer's reader sees."""
    reply = BudgetedReply(LocalBudget(FloodLimits()), chat_id)
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


async def many(count: int, tokens: int) -> None:
    """Print what `count` answers at once cost in real time, limits off."""
    replies = [BudgetedReply(LocalBudget(None), PERSON) for _ in range(count)]
    wall, cpu = time.perf_counter(), time.process_time()
    await asyncio.gather(*(grow(reply, tokens, Pace()) for reply in replies))
    wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
    whole = sum(reply.text == (WRITTEN * tokens) for reply in replies)
    ideal = tokens / TOKENS_PER_S
    print(
        f"{count} at once: {whole} whole, {wall / ideal:.3f} x ideal time,"
        f" {cpu / count * 1000:.1f} ms CPU each (fake chat and token timers included)"
    )


async def paced() -> None:
    """The readers' side, in virtual time."""
    limits = FloodLimits()
    for seconds in (6, 20):
        calls = {
            PERSON: limits.private_burst + limits.private_per_s * seconds,
            GROUP: limits.of(GROUP).capacity + limits.of(GROUP).per_s * seconds,
        }
        for chat_id, kind in ((PERSON, "private"), (GROUP, "group")):
            bound_s = seconds / (2 * calls[chat_id])
            pace = Pace.of("private" if chat_id == PERSON else "group")

            async def ours(reply: BudgetedReply, tokens: int, pace: Pace = pace) -> None:
                await grow(reply, tokens, pace)

            tokens = seconds * TOKENS_PER_S
            await delays(f"{kind} {seconds} s, ours ", chat_id, tokens, ours, bound_s)
            await delays(f"{kind} {seconds} s, naive", chat_id, tokens, naive, bound_s)


def main() -> None:
    """Print every figure."""
    loop: Any = looptime.new_event_loop(start=0)
    try:
        loop.run_until_complete(paced())
    finally:
        loop.close()
    asyncio.run(many(200, 200))
    asyncio.run(many(1000, 200))


if __name__ == "__main__":
    main()
