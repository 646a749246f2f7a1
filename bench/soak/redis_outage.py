"""Stops Redis for a while: are people told, and how soon does work continue?"""

import asyncio
import time
from contextlib import suppress
from typing import Any

from bench.soak.report import Report
from tests.fakes.replicas import Replicas, open_replicas
from tests.fakes.telegram import REVIEW, XIAOMING

DOWN_S, SMALL_DOWN_S = 30, 3
_RECOVERY_S = 5
_TIMEOUT_S = 20
_PAUSE_S = 2
_TRY_LATER = "存储暂时连不上"


async def soak(*, small: bool) -> Report:
    """Submit posts before, during and after the outage."""
    down_s = SMALL_DOWN_S if small else DOWN_S
    async with open_replicas() as replicas:
        await replicas.start()
        replicas.telegram.say(XIAOMING, XIAOMING, "/post 断开之前")
        before_s = await seconds_until(replicas, REVIEW, "断开之前")
        replicas.redis.kill()
        not_told, answered = 0, 0
        stopped_at = time.monotonic()
        while time.monotonic() - stopped_at < down_s:
            said = replicas.telegram.say(XIAOMING, XIAOMING, f"/post 断开之中{answered}")
            answered_s = await seconds_until(replicas, XIAOMING, _TRY_LATER, after=said)
            not_told += answered_s is None
            answered += answered_s is not None
            await asyncio.sleep(_PAUSE_S)
        await asyncio.to_thread(replicas.redis.start)
        replicas.telegram.say(XIAOMING, XIAOMING, "/post 恢复之后")
        back_s = await seconds_until(replicas, REVIEW, "恢复之后")
        kept = any("断开之前" in message.get("text", "") for message in cards(replicas))
        report = Report(f"redis_outage: Redis is down for {down_s} s")
        report.counts = {"told to try later": answered, "card before, s": round(before_s or -1, 2)}
        report.counts["card after the return, s"] = round(back_s or -1, 2)
        report.faults = {
            "not told": not_told,
            f"no work within {_RECOVERY_S} s": int(back_s is None or back_s > _RECOVERY_S),
            "lost": int(not kept),
        }
        return report


def cards(replicas: Replicas) -> list[dict[str, Any]]:
    """The messages of the review chat."""
    return replicas.telegram.messages(REVIEW)


async def seconds_until(
    replicas: Replicas, chat_id: int, containing: str, after: dict[str, Any] | None = None
) -> float | None:
    """Seconds until the bot shows a text with `containing`; None: it did not in time."""
    started = time.monotonic()
    oldest = after["message_id"] if after else 0

    def is_there() -> bool:
        return any(
            containing in message.get("text", "") and message.get("from", {}).get("is_bot", False)
            for message in replicas.telegram.messages(chat_id)
            if message["message_id"] > oldest
        )

    with suppress(AssertionError):
        await replicas.telegram.wait_for(is_there, _TIMEOUT_S)
        return time.monotonic() - started
    return None
