"""Counts requests and tokens of model calls, by the minute and day of the Redis server."""

import math
import time
from collections.abc import Awaitable, Callable, Mapping
from typing import cast
from zoneinfo import ZoneInfo

from bot.errors import ModelBudgetSpent, ModelPaused
from bot.metrics.counters import BUDGET_REFUSALS, of
from bot.models.chat import Person
from bot.models.usage import (
    Caller,
    CommandUse,
    LimitKind,
    ModelUse,
    Period,
    UsageLimits,
    Use,
)
from bot.storage import keys
from bot.storage.connection import Redis
from bot.storage.posts.post_controls import execute_order
from bot.storage.scripts import load_script
from bot.texts import usage as texts

_BOT_TOKENS = "bot:tokens"
_CLOCK_S = 60.0


class RedisUsage:
    """Implements `ports.usage.UsageMeter` and `ports.usage.Quotas`.

    Args:
        redis: shared by the replicas.
        limits: that hold for everybody.
        limits_of: person -> limits in the place of those.
        zone: whose midnight begins a day.
        clock: seconds since 1970; the time of the Redis server by default.
    """

    def __init__(
        self,
        redis: Redis,
        limits: UsageLimits,
        zone: ZoneInfo,
        clock: Callable[[], Awaitable[float]] | None = None,
        *,
        limits_of: Mapping[int, UsageLimits] | None = None,
    ) -> None:
        self._redis = redis
        self._limits_of = limits_of or {}
        self._limits = limits
        self._zone = zone
        self._clock = clock or self._server_time_s
        self._ahead_s = self._asks_again_at = 0.0
        self._begin = load_script(redis, "usage/begin_call.lua")
        self._add = load_script(redis, "usage/add_tokens.lua")

    async def begin_call(self, caller: Caller) -> None:
        """Let one model call begin; raises `ModelBudgetSpent` or `ModelPaused`."""
        await self._run("begin", caller)

    async def check(self, caller: Caller) -> None:
        """Raise what `begin_call` would, and count nothing."""
        await self._run("check", caller)

    async def tokens_left(self, caller: Caller) -> int | None:
        """The least of what the person, the chat and the bot have left today."""
        use = await self.use_of(caller.person_id or 0, caller.chat_id)
        rows = [
            (use.limits.chat_tokens_per_day, use.chat_tokens),
            (use.limits.bot_tokens_per_day, use.bot_tokens),
        ]
        if caller.person_id is not None:
            rows.append((use.limits.person_tokens_per_day, use.tokens))
        return min((limit - used for limit, used in rows if limit is not None), default=None)

    async def add_tokens(
        self, caller: Caller, call_id: str, tokens: int, use: ModelUse | None = None
    ) -> None:
        """Count what a call used; the same `call_id` counts once."""
        period = await self._period()
        counts: list[str | int] = [_tokens("chat", caller.chat_id), tokens, _BOT_TOKENS, tokens]
        if caller.person_id is not None:
            counts += [_tokens("person", caller.person_id), tokens]
        if use is not None:
            whose = f"{use.command}:{use.model}"
            counts += [f"calls:{whose}", 1, f"read:{whose}", use.read]
            counts += [f"written:{whose}", use.written]
        day = keys.usage("day", period.day)
        await self._add([keys.usage("call", call_id), day], counts)

    async def uses(self) -> dict[tuple[str, str], CommandUse]:
        """(command, model) -> what it used today."""
        found: dict[tuple[str, str], dict[str, int]] = {}
        day = keys.usage("day", (await self._period()).day)
        async for field, count in self._redis.hscan_iter(day, match="*:*:*", count=1000):
            what, _, whose = str(field).partition(":")
            if what in {"calls", "read", "written"}:
                command, _, model = whose.partition(":")
                found.setdefault((command, model), {})[what] = int(count)
        return {whose: CommandUse(**counts) for whose, counts in found.items()}

    async def use_of(self, person_id: int, chat_id: int) -> Use:
        """What a person and a chat used today."""
        period = await self._period()
        fields = [
            _requests(person_id),
            _tokens("person", person_id),
            _tokens("chat", chat_id),
            _BOT_TOKENS,
        ]
        pipeline = self._redis.pipeline()
        pipeline.hmget(keys.usage("day", period.day), fields)
        pipeline.hget(keys.usage("quotas"), str(person_id))
        counts, own = await pipeline.execute()
        requests, tokens, chat_tokens, bot_tokens = (int(count or 0) for count in counts)
        limits = self._limits_for(person_id)
        per_day = limits.person_requests_per_day if own is None else int(own)
        return Use(requests, per_day, tokens, chat_tokens, bot_tokens, limits)

    async def set_requests_per_day(self, person_id: int, limit: int | None, *, by: Person) -> None:
        """Give a person a limit of their own; None: the general one."""
        quotas, person = keys.usage("quotas"), str(person_id)
        before = await self._redis.hget(quotas, person)
        # No transaction: the record of orders has another hash tag.
        pipeline = self._redis.pipeline(transaction=False)
        if limit is None:
            pipeline.hdel(quotas, person)
        else:
            pipeline.hset(quotas, person, str(limit))
        change = f"{_shown(before)} → {_shown(limit)}"
        await execute_order(pipeline, "quota", by, f"{person} {change}")

    def _limits_for(self, person_id: int | None) -> UsageLimits:
        return self._limits if person_id is None else self._limits_of.get(person_id, self._limits)

    async def _run(self, mode: str, caller: Caller) -> None:
        now_s = await self._clock()
        period = Period.at(now_s, self._zone)
        limits = self._limits_for(caller.person_id)
        figures = (
            limits.person_requests_per_min,
            limits.person_requests_per_day,
            limits.person_tokens_per_day,
            limits.chat_tokens_per_day,
            limits.bot_tokens_per_day,
        )
        refused = await self._begin(
            [
                keys.usage("paused"),
                keys.usage("minute", period.minute),
                keys.usage("day", period.day),
                keys.usage("request", caller.request_id),
                keys.usage("quotas"),
                keys.usage("told", ""),
            ],
            [
                mode,
                "" if caller.person_id is None else caller.person_id,
                caller.chat_id,
                caller.request_id,
                period.minute,
                period.day,
                *(-1 if figure is None else figure for figure in figures),
            ],
        )
        if refused:
            self._refuse(refused, period, now_s)

    def _refuse(self, refused: list[str | int], period: Period, now_s: float) -> None:
        if refused[0] == "paused":
            raise ModelPaused
        kind, limit, said_before = refused
        of(BUDGET_REFUSALS, kind).inc()
        ends_s = period.minute_ends_s if kind == "person_minute" else period.day_ends_s
        seconds = math.ceil(period.minute_ends_s - now_s)
        hours = math.ceil((period.day_ends_s - now_s) / 3600)
        raise ModelBudgetSpent(
            texts.SPENT[cast("LimitKind", kind)],
            said_before=bool(said_before),
            retry_after_s=ends_s - now_s,
            limit=f"{int(limit):,}",
            seconds=seconds,
            hours=hours,
        )

    async def _period(self) -> Period:
        return Period.at(await self._clock(), self._zone)

    async def _server_time_s(self) -> float:
        """The server's time, asked for once a minute: a question more before each call took 0.2 ms."""
        now = time.monotonic()
        if now >= self._asks_again_at:
            seconds, microseconds = await self._redis.time()
            self._ahead_s = float(seconds) + microseconds / 1e6 - time.monotonic()
            self._asks_again_at = now + _CLOCK_S
        return time.monotonic() + self._ahead_s


def _shown(limit: object) -> str:
    return "default" if limit is None else str(limit)


def _requests(person_id: int) -> str:
    return f"person:{person_id}:requests"


def _tokens(whose: str, whose_id: int) -> str:
    return f"{whose}:{whose_id}:tokens"
