"""How long simulated people wait for an answer while others load the bot."""

import asyncio
import itertools
import time
from collections.abc import Awaitable, Callable
from statistics import quantiles

from bench.soak.report import Report
from bench.soak.users import SimulatedUser
from tests.fakes.telegram import AJIE, TelegramServer

PATIENCE_S = 60.0
"""Who has no answer by then counts with this time."""
_PROBE_EVERY_S = 0.25
_ADMIN_PAUSE_S = 1.0
_numbers = itertools.count(100_000)

Probe = Callable[[], Awaitable[float]]


class Probes:
    """People without part in the load, each of whom says one thing to the bot."""

    def __init__(self, telegram: TelegramServer) -> None:
        self._telegram = telegram
        self._admin_may_write_at = 0.0

    async def warm_up(self) -> None:
        """Let the bot load what it loads at the first use."""
        for probe in (self.stranger, self.stop, self.press, self.admin, self.admin):
            await probe()

    async def stranger(self) -> float:
        """Somebody new asks for help in private; seconds until the answer."""
        return await self._answer_s("/help")

    async def stop(self) -> float:
        """Somebody new says `/stop` in private."""
        return await self._answer_s("/stop")

    async def press(self) -> float:
        """Somebody new presses a button of a game in private; seconds until the press is answered."""
        user = SimulatedUser(self._telegram, next(_numbers))
        user.say("/idiom 一心一意")
        began_s = await self._seconds(lambda: bool(user.answers))
        message = self._telegram.last(user.id)
        if "reply_markup" not in message:
            return began_s
        button = message["reply_markup"]["inline_keyboard"][0][0]
        query_id = self._telegram.press(user.id, message, button["callback_data"])
        return await self._seconds(lambda: self._is_answered(query_id))

    async def admin(self) -> float:
        """An admin pauses or resumes the posts in private, no faster than a private chat allows."""
        await asyncio.sleep(self._admin_may_write_at - time.perf_counter())
        before = len(self._admin_answers())
        self._telegram.say(AJIE, AJIE, ("/pause", "/resume")[before % 2])
        waited_s = await self._seconds(lambda: len(self._admin_answers()) > before)
        self._admin_may_write_at = time.perf_counter() + _ADMIN_PAUSE_S
        return waited_s

    async def _answer_s(self, text: str) -> float:
        user = SimulatedUser(self._telegram, next(_numbers))
        user.say(text)
        return await self._seconds(lambda: bool(user.answers))

    async def _seconds(self, is_done: Callable[[], bool]) -> float:
        started = time.perf_counter()
        try:
            await self._telegram.wait_for(is_done, PATIENCE_S)
        except AssertionError:
            return PATIENCE_S
        return time.perf_counter() - started

    def _is_answered(self, query_id: str) -> bool:
        calls = self._telegram.calls("answerCallbackQuery")
        return any(call["params"].get("callback_query_id") == query_id for call in calls)

    def _admin_answers(self) -> list[str]:
        return [made["text"] for made in self._telegram.messages(AJIE) if made["from"]["is_bot"]]


async def wait_beside(probes: dict[str, Probe], seconds: float) -> dict[str, list[float]]:
    """Let each probe be made again and again for so long; the seconds that each time took."""
    waited: dict[str, list[float]] = {name: [] for name in probes}
    deadline = time.perf_counter() + seconds

    async def repeat(name: str, probe: Probe) -> None:
        while time.perf_counter() < deadline:
            waited[name].append(await probe())
            await asyncio.sleep(_PROBE_EVERY_S)

    await asyncio.gather(*(repeat(name, probe) for name, probe in probes.items()))
    return waited


def add_waiting_times(report: Report, waited: dict[str, list[float]]) -> None:
    """Add the median, the 95th percentile and the worst of each probe."""
    for name, seconds in waited.items():
        cuts = quantiles([*seconds, *seconds], n=100, method="inclusive")
        report.counts |= {
            f"{name}": len(seconds),
            f"{name} p50 s": round(cuts[49], 3),
            f"{name} p95 s": round(cuts[94], 3),
            f"{name} worst s": round(max(seconds), 3),
        }
