import asyncio
from typing import Any

import pytest
from telegram.error import BadRequest, Forbidden, RetryAfter

from bot.handlers.rate_limiter import (
    COSMETIC,
    MAX_REFUSALS,
    RESERVED,
    SIGN,
    CallDropped,
    FloodRateLimiter,
)
from bot.handlers.transport import CallNotMade
from bot.models.flood import PROMPT_S, FloodLimits
from bot.storage.flood.local_flood_budget import LocalFloodBudget

pytestmark = pytest.mark.looptime


class Server:
    """Takes calls through the limiter and notes when each came; `errors` are raised by the next ones."""

    def __init__(self, limits: FloodLimits | None = None) -> None:
        self.limiter = FloodRateLimiter(LocalFloodBudget(limits))
        self.arrivals: list[tuple[float, Any]] = []
        self.errors: list[Exception] = []

    async def call(
        self, chat_id: int | None = 1, mark: str | float | None = None, name: Any = None
    ) -> Any:
        async def callback() -> bool:
            self.arrivals.append((round(asyncio.get_running_loop().time(), 2), name))
            if self.errors:
                raise self.errors.pop(0)
            return True

        data = {} if chat_id is None else {"chat_id": chat_id}
        return await self.limiter.process_request(callback, (), {}, "sendMessage", data, mark)

    @property
    def times(self) -> list[float]:
        return [at for at, _ in self.arrivals]


async def test_durable_calls_wait_in_order():
    server = Server(FloodLimits())
    await asyncio.gather(*(server.call(name=n) for n in range(7)))
    assert [name for _, name in server.arrivals] == list(range(7))
    assert server.times == [0, 0, 0, 0, 1, 2, 3]


class FirstWaits(LocalFloodBudget):
    """A budget that makes the first caller wait for a second and nobody else."""

    def __init__(self) -> None:
        super().__init__(None)
        self.waits = [1.0]

    async def take(
        self, chat_id: int | str, *, cosmetic: bool, sign: bool = False, count: int = 1
    ) -> float:
        return self.waits.pop() if self.waits else 0


async def test_a_call_that_waits_is_not_overtaken_by_a_later_one():
    server = Server()
    server.limiter = FloodRateLimiter(FirstWaits())
    first = asyncio.create_task(server.call(name="first"))
    await asyncio.sleep(0.5)
    await asyncio.gather(first, server.call(name="second"))
    assert server.arrivals == [(1, "first"), (1, "second")]


async def test_cosmetic_calls_are_dropped_where_the_budget_is_spent():
    server = Server(FloodLimits())
    for _ in range(3):
        await server.call(mark=COSMETIC)
    with pytest.raises(CallDropped):
        await server.call(mark=COSMETIC)
    await server.call()
    assert server.times == [0] * 4


async def test_a_sign_leaves_two_calls_of_a_private_chat_to_the_text():
    server = Server(FloodLimits())
    for _ in range(2):
        await server.call(mark=SIGN)
    with pytest.raises(CallDropped):
        await server.call(mark=SIGN)
    for _ in range(2):
        await server.call()
    assert server.times == [0] * 4


async def test_a_429_on_a_sign_drops_it_and_its_chat_waits_as_long_as_telegram_says():
    server = Server(FloodLimits())
    server.errors = [RetryAfter(7)]
    with pytest.raises(CallDropped):
        await server.call(mark=SIGN)
    await server.call()
    assert server.times == [0, 7]


async def test_a_sign_that_is_forbidden_closes_no_chat():
    server = Server(FloodLimits())
    server.errors = [Forbidden("bot was blocked by the user")]
    with pytest.raises(Forbidden):
        await server.call(mark=SIGN)
    assert await server.call() is True


async def test_calls_that_name_no_chat_never_wait():
    server = Server(FloodLimits())
    await asyncio.gather(*(server.call(None) for _ in range(100)))
    assert server.times == [0] * 100


async def test_a_429_is_waited_out_in_full_and_stops_no_other_chat():
    server = Server()
    server.errors = [RetryAfter(30)]
    first = asyncio.create_task(server.call(1, name="first"))
    await asyncio.sleep(1)
    with pytest.raises(CallDropped):
        await server.call(1, mark=COSMETIC)
    await server.call(2, name="other")
    await first
    assert server.arrivals == [(0, "first"), (1, "other"), (30, "first")]


async def test_a_429_on_a_cosmetic_call_drops_it_and_blocks_the_chat():
    server = Server()
    server.errors = [RetryAfter(7)]
    with pytest.raises(CallDropped):
        await server.call(mark=COSMETIC)
    await server.call()
    assert server.times == [0, 7]


async def test_a_call_that_is_always_refused_ends_in_its_429():
    server = Server()
    server.errors = [RetryAfter(2) for _ in range(MAX_REFUSALS)]
    with pytest.raises(RetryAfter):
        await server.call()
    assert len(server.times) == MAX_REFUSALS


async def test_no_call_waits_for_hours():
    server = Server()
    server.errors = [RetryAfter(7728)]
    with pytest.raises(RetryAfter):
        await server.call()
    assert server.times == [0]
    assert asyncio.get_running_loop().time() < 1


async def test_other_errors_pass_through():
    server = Server()
    server.errors = [BadRequest("chat not found")]
    with pytest.raises(BadRequest):
        await server.call()


async def test_a_call_that_was_not_carried_out_is_made_again():
    server = Server()
    server.errors = [CallNotMade("Internal Server Error"), CallNotMade("ClientConnectorError")]
    await server.call()
    assert server.times == [0, 0.5, 1.5]


async def test_a_call_that_is_never_carried_out_is_given_up_after_a_minute():
    server = Server()
    server.errors = [CallNotMade("Internal Server Error")] * 20
    with pytest.raises(CallNotMade):
        await server.call()
    assert 55 < server.times[-1] < 65


async def test_a_cosmetic_call_that_was_not_carried_out_is_dropped():
    server = Server()
    server.errors = [CallNotMade("Internal Server Error")]
    with pytest.raises(CallDropped):
        await server.call(mark=COSMETIC)


async def test_calls_that_wait_for_a_chat_that_refused_the_bot_are_refused_too():
    server = Server(FloodLimits())
    server.errors = [Forbidden("bot was blocked by the user")]
    ends = await asyncio.gather(*(server.call() for _ in range(8)), return_exceptions=True)
    assert all(isinstance(end, Forbidden) for end in ends)
    assert len(server.times) < 8
    arrived = len(server.times)
    with pytest.raises(Forbidden):
        await server.call()
    assert len(server.times) == arrived


async def test_a_closed_chat_is_called_again_once_it_is_marked_open():
    server = Server()
    server.errors = [Forbidden("bot was blocked by the user")]
    with pytest.raises(Forbidden):
        await server.call()
    server.limiter.open(1)
    assert await server.call() is True


async def test_a_wait_too_short_for_the_clock_still_ends():
    class Rounding(LocalFloodBudget):
        """Returns what rounding leaves of a wait, until the clock moves."""

        async def take(self, chat_id, *, cosmetic, sign=False, count=1):
            return 1e-18 if asyncio.get_running_loop().time() == 64 else 0

    server = Server()
    server.limiter = FloodRateLimiter(Rounding(None))
    await asyncio.sleep(64)
    assert await asyncio.wait_for(server.call(), 1) is True


async def test_a_prompt_call_waits_for_a_second_at_most():
    server = Server(FloodLimits(private_per_s=1, private_burst=1))
    await server.call()
    await server.call(mark=PROMPT_S)
    assert server.times == [0, 1]
    slow = Server(FloodLimits(private_per_s=0.1, private_burst=1))
    await slow.call()
    with pytest.raises(RetryAfter) as busy:
        await slow.call(mark=PROMPT_S)
    assert busy.value.retry_after == 10
    assert slow.times == [1]


async def test_a_prompt_call_does_not_queue_behind_one_that_waits_long():
    server = Server(FloodLimits(private_per_s=0.1, private_burst=1))
    await server.call()
    patient = asyncio.create_task(server.call())
    await asyncio.sleep(0)
    with pytest.raises(RetryAfter):
        await server.call(mark=PROMPT_S)
    assert asyncio.get_running_loop().time() <= 1
    await patient
    assert server.times == [0, 10]


async def test_a_prompt_call_is_not_made_again_after_a_long_429():
    server = Server()
    server.errors = [RetryAfter(30)]
    with pytest.raises(RetryAfter):
        await server.call(mark=PROMPT_S)
    assert server.times == [0]


async def test_a_call_that_was_reserved_is_counted_once_and_made_at_once():
    server = Server(FloodLimits(private_per_s=0.1, private_burst=2))
    await server.limiter.reserve(1)
    await server.call(name="the other token")
    await server.call(mark=RESERVED, name="reserved")
    assert server.arrivals == [(0, "the other token"), (0, "reserved")]
    with pytest.raises(RetryAfter):
        await server.limiter.reserve(1)


async def test_a_reserved_call_that_telegram_refuses_waits_for_no_long_block():
    server = Server()
    server.errors = [RetryAfter(30)]
    await server.limiter.reserve(1)
    with pytest.raises(RetryAfter):
        await server.call(mark=RESERVED)
    assert server.times == [0]
