import asyncio
from typing import Any

import pytest
from telegram.error import BadRequest, Forbidden, RetryAfter

from bot.handlers.rate_limiter import COSMETIC, TRIES, CallDropped, FloodRateLimiter
from bot.handlers.transport import CallNotMade
from bot.models.flood import FloodLimits
from bot.storage.flood.flood_budget import LocalFloodBudget, OpenBudget

pytestmark = pytest.mark.looptime


class Platform:
    """Takes calls and remembers when each came; `answers` are raised by the next ones."""

    def __init__(self, limits: FloodLimits | None = None) -> None:
        self.limiter = FloodRateLimiter(LocalFloodBudget(limits))
        self.arrivals: list[tuple[float, Any]] = []
        self.answers: list[Exception] = []

    async def call(self, chat_id: int | None = 1, mark: str | None = None, name: Any = None) -> Any:
        async def callback() -> bool:
            self.arrivals.append((round(asyncio.get_running_loop().time(), 2), name))
            if self.answers:
                raise self.answers.pop(0)
            return True

        data = {} if chat_id is None else {"chat_id": chat_id}
        return await self.limiter.process_request(callback, (), {}, "sendMessage", data, mark)

    @property
    def times(self) -> list[float]:
        return [at for at, _ in self.arrivals]


async def test_durable_calls_wait_their_turn_in_order():
    platform = Platform(FloodLimits())
    await asyncio.gather(*(platform.call(name=n) for n in range(7)))
    assert [name for _, name in platform.arrivals] == list(range(7))
    assert platform.times == [0, 0, 0, 0, 1, 2, 3]


class Roomier:
    """A budget that sends the first caller away for a second and lets everyone else through."""

    def __init__(self) -> None:
        self.waits = [1.0]

    async def take(self, chat_id: int | str, *, cosmetic: bool) -> float:
        return self.waits.pop() if self.waits else 0

    def pause_s(self, chat_id: int | str) -> float:
        return 0

    async def penalise(self, chat_id: int | str, retry_after_s: float) -> None: ...


async def test_a_call_that_waits_is_not_overtaken_by_a_later_one():
    platform = Platform()
    platform.limiter = FloodRateLimiter(Roomier())
    first = asyncio.create_task(platform.call(name="first"))
    await asyncio.sleep(0.5)
    await asyncio.gather(first, platform.call(name="second"))
    assert platform.arrivals == [(1, "first"), (1, "second")]


async def test_cosmetic_calls_are_dropped_where_the_budget_is_spent():
    platform = Platform(FloodLimits())
    for _ in range(3):
        await platform.call(mark=COSMETIC)
    with pytest.raises(CallDropped):
        await platform.call(mark=COSMETIC)
    await platform.call()
    assert platform.times == [0] * 4


async def test_calls_that_name_no_chat_never_wait():
    platform = Platform(FloodLimits())
    await asyncio.gather(*(platform.call(None) for _ in range(100)))
    assert platform.times == [0] * 100


async def test_a_429_is_waited_out_in_full_and_stops_no_other_chat():
    platform = Platform()
    platform.answers = [RetryAfter(30)]
    first = asyncio.create_task(platform.call(1, name="first"))
    await asyncio.sleep(1)
    with pytest.raises(CallDropped):
        await platform.call(1, mark=COSMETIC)
    await platform.call(2, name="other")
    await first
    assert platform.arrivals == [(0, "first"), (1, "other"), (30, "first")]


async def test_a_429_on_a_cosmetic_call_drops_it_and_blocks_the_chat():
    platform = Platform()
    platform.answers = [RetryAfter(7)]
    with pytest.raises(CallDropped):
        await platform.call(mark=COSMETIC)
    await platform.call()
    assert platform.times == [0, 7]


async def test_a_call_that_is_always_refused_ends_in_its_429():
    platform = Platform()
    platform.answers = [RetryAfter(2) for _ in range(TRIES)]
    with pytest.raises(RetryAfter):
        await platform.call()
    assert len(platform.times) == TRIES


async def test_nobody_waits_for_hours():
    platform = Platform()
    platform.answers = [RetryAfter(7728)]
    with pytest.raises(RetryAfter):
        await platform.call()
    assert platform.times == [0]
    assert asyncio.get_running_loop().time() < 1


async def test_other_errors_pass_through():
    platform = Platform()
    platform.answers = [BadRequest("chat not found")]
    with pytest.raises(BadRequest):
        await platform.call()


async def test_a_call_that_was_not_carried_out_is_made_again():
    platform = Platform()
    platform.answers = [CallNotMade("Internal Server Error"), CallNotMade("ClientConnectorError")]
    await platform.call()
    assert platform.times == [0, 0.5, 1.5]


async def test_after_a_minute_a_server_that_does_nothing_is_told_about():
    platform = Platform()
    platform.answers = [CallNotMade("Internal Server Error")] * 20
    with pytest.raises(CallNotMade):
        await platform.call()
    assert 55 < platform.times[-1] < 65


async def test_a_cosmetic_call_that_was_not_carried_out_is_dropped():
    platform = Platform()
    platform.answers = [CallNotMade("Internal Server Error")]
    with pytest.raises(CallDropped):
        await platform.call(mark=COSMETIC)


async def test_what_waits_for_a_chat_that_shut_the_bot_out_is_dropped():
    platform = Platform(FloodLimits())
    platform.answers = [Forbidden("bot was blocked by the user")]
    ends = await asyncio.gather(*(platform.call() for _ in range(8)), return_exceptions=True)
    assert all(isinstance(end, Forbidden) for end in ends)
    assert len(platform.times) < 8
    arrived = len(platform.times)
    with pytest.raises(Forbidden):
        await platform.call()
    assert len(platform.times) == arrived


async def test_a_chat_is_open_again_when_somebody_speaks_there():
    platform = Platform()
    platform.answers = [Forbidden("bot was blocked by the user")]
    with pytest.raises(Forbidden):
        await platform.call()
    platform.limiter.open(1)
    assert await platform.call() is True


async def test_a_wait_too_short_for_the_clock_ends_all_the_same():
    class Rounding(OpenBudget):
        """Tells what rounding leaves of a wait, until the clock moves."""

        async def take(self, chat_id, *, cosmetic):
            return 1e-18 if asyncio.get_running_loop().time() == 64 else 0

    platform = Platform()
    platform.limiter = FloodRateLimiter(Rounding())
    await asyncio.sleep(64)
    assert await asyncio.wait_for(platform.call(), 1) is True
