"""Redis away for a while: what people are told, and how soon work goes on."""

import asyncio
import time
from contextlib import suppress
from typing import Any

from bench.soak.report import Report
from tests.fakes.replicas import Replicas, open_replicas
from tests.fakes.telegram import REVIEW, XIAOMING

AWAY_S, SMALL_AWAY_S = 30, 3
_WITHIN_S = 5
_PATIENCE_S = 20
_BETWEEN_S = 2
_TRY_LATER = "存储暂时连不上"


async def soak(*, small: bool) -> Report:
    """Submit before, during and after."""
    away_s = SMALL_AWAY_S if small else AWAY_S
    async with open_replicas() as replicas:
        await replicas.start()
        replicas.telegram.say(XIAOMING, XIAOMING, "/post 断开之前")
        before_s = await shown(replicas, REVIEW, "断开之前")
        replicas.redis.kill()
        untold, told = 0, 0
        gone_at = time.monotonic()
        while time.monotonic() - gone_at < away_s:
            said = replicas.telegram.say(XIAOMING, XIAOMING, f"/post 断开之中{told}")
            answered_s = await shown(replicas, XIAOMING, _TRY_LATER, after=said)
            untold += answered_s is None
            told += answered_s is not None
            await asyncio.sleep(_BETWEEN_S)
        await asyncio.to_thread(replicas.redis.start)
        replicas.telegram.say(XIAOMING, XIAOMING, "/post 恢复之后")
        back_s = await shown(replicas, REVIEW, "恢复之后")
        kept = any("断开之前" in message.get("text", "") for message in cards(replicas))
        report = Report(f"outage: Redis away for {away_s} s")
        report.counts = {"told to try later": told, "card before, s": round(before_s or -1, 2)}
        report.counts["card after the return, s"] = round(back_s or -1, 2)
        report.faults = {
            "not told": untold,
            f"no work within {_WITHIN_S} s": int(back_s is None or back_s > _WITHIN_S),
            "lost": int(not kept),
        }
        return report


def cards(replicas: Replicas) -> list[dict[str, Any]]:
    """What stands in the review chat."""
    return replicas.telegram.messages(REVIEW)


async def shown(
    replicas: Replicas, chat_id: int, containing: str, after: dict[str, Any] | None = None
) -> float | None:
    """Seconds until the bot shows it; None: it did not in time."""
    begun = time.monotonic()
    oldest = after["message_id"] if after else 0

    def is_there() -> bool:
        return any(
            containing in message.get("text", "") and message.get("from", {}).get("is_bot", False)
            for message in replicas.telegram.messages(chat_id)
            if message["message_id"] > oldest
        )

    with suppress(AssertionError):
        await replicas.telegram.wait_for(is_there, _PATIENCE_S)
        return time.monotonic() - begun
    return None
