"""The budget of model calls in memory, and people's @names."""

import math
from dataclasses import dataclass, field
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from bot.errors import ModelBudgetSpent, ModelPaused
from bot.models.chat import Person
from bot.models.usage import Caller, CommandUse, LimitKind, ModelUse, Period, UsageLimits, Use
from bot.texts import usage as texts

ZONE = ZoneInfo("Asia/Shanghai")
NOON_S = datetime(2026, 11, 21, 4, tzinfo=UTC).timestamp()
"""Noon in `ZONE`."""


def caller(request: str = "1", *, person_id: int | None = 1, chat_id: int = 1) -> Caller:
    return Caller(chat_id, person_id, request)


class FakeUsage:
    """Implements `ports.usage.UsageMeter`, `Quotas` and `ModelSwitch`; see tests/contracts.

    Time stands still at `now_s`. `begun`: the callers of all calls.
    """

    def __init__(self, limits: UsageLimits | None = None, now_s: float = NOON_S) -> None:
        self.limits = limits or UsageLimits()
        self.now_s = now_s
        self.begun: list[Caller] = []
        self.tokens: dict[str, int] = {}
        self.by_command: dict[tuple[str, str], CommandUse] = {}
        self._paused_by: str | None = None
        self._counted: dict[str, int] = {}
        self._requests: set[str] = set()
        self._calls: set[str] = set()
        self._own: dict[int, int] = {}
        self._told: dict[tuple[str, ...], str] = {}

    @property
    def _period(self) -> Period:
        return Period.at(self.now_s, ZONE)

    async def begin_call(self, caller: Caller) -> None:
        await self.check(caller)
        self.begun.append(caller)
        if caller.person_id is not None and caller.request_id not in self._requests:
            self._requests.add(caller.request_id)
            for period in (self._period.minute, self._period.day):
                key = f"{caller.person_id} {period}"
                self._counted[key] = self._counted.get(key, 0) + 1

    async def check(self, caller: Caller) -> None:
        if self._paused_by is not None:
            raise ModelPaused
        period, limits, person = self._period, self.limits, caller.person_id
        in_chat = f"{caller.chat_id}:{person}"
        rows: list[tuple[LimitKind, int | None, int, str, str]] = []
        if person is not None and caller.request_id not in self._requests:
            per_day = self._own.get(person, limits.person_requests_per_day)
            counted = self._counted.get
            rows = [
                ("person_day", per_day, counted(f"{person} {period.day}", 0), in_chat, period.day),
                (
                    "person_minute",
                    limits.person_requests_per_min,
                    counted(f"{person} {period.minute}", 0),
                    in_chat,
                    period.minute,
                ),
            ]
        if person is not None:
            used = self._used(f"person {person}")
            rows.append(("person_tokens", limits.person_tokens_per_day, used, in_chat, period.day))
        chat = str(caller.chat_id)
        rows += [
            (
                "chat_tokens",
                limits.chat_tokens_per_day,
                self._used(f"chat {chat}"),
                chat,
                period.day,
            ),
            ("bot_tokens", limits.bot_tokens_per_day, self._used("bot"), chat, period.day),
        ]
        for kind, limit, used, whom, when in rows:
            if limit is not None and used >= limit:
                self._refuse(kind, limit, whom, when, caller.request_id)

    def _refuse(self, kind: LimitKind, limit: int, whom: str, when: str, request: str) -> None:
        told = self._told.setdefault((kind, whom, when), request)
        raise ModelBudgetSpent(
            texts.SPENT[kind],
            said_before=told != request,
            limit=f"{limit:,}",
            seconds=math.ceil(self._period.minute_ends_s - self.now_s),
            hours=math.ceil((self._period.day_ends_s - self.now_s) / 3600),
        )

    async def tokens_left(self, caller: Caller) -> int | None:
        limits = self.limits
        rows = [
            (limits.chat_tokens_per_day, self._used(f"chat {caller.chat_id}")),
            (limits.bot_tokens_per_day, self._used("bot")),
        ]
        if caller.person_id is not None:
            rows.append((limits.person_tokens_per_day, self._used(f"person {caller.person_id}")))
        return min((limit - used for limit, used in rows if limit is not None), default=None)

    async def add_tokens(
        self, caller: Caller, call_id: str, tokens: int, use: ModelUse | None = None
    ) -> None:
        if call_id in self._calls:
            return
        self._calls.add(call_id)
        whose = [f"chat {caller.chat_id}", "bot"]
        if caller.person_id is not None:
            whose.append(f"person {caller.person_id}")
        for name in whose:
            key = f"{name} {self._period.day}"
            self.tokens[key] = self.tokens.get(key, 0) + tokens
        if use is not None:
            before = self.by_command.get((use.command, use.model), CommandUse())
            self.by_command[use.command, use.model] = CommandUse(
                before.calls + 1, before.read + use.read, before.written + use.written
            )

    async def uses(self) -> dict[tuple[str, str], CommandUse]:
        return dict(self.by_command)

    async def use_of(self, person_id: int, chat_id: int) -> Use:
        return Use(
            self._counted.get(f"{person_id} {self._period.day}", 0),
            self._own.get(person_id, self.limits.person_requests_per_day),
            self._used(f"person {person_id}"),
            self._used(f"chat {chat_id}"),
            self._used("bot"),
            self.limits,
        )

    async def set_requests_per_day(self, person_id: int, limit: int | None, *, by: Person) -> None:
        if limit is None:
            self._own.pop(person_id, None)
        else:
            self._own[person_id] = limit

    async def pause(self, by: Person) -> None:
        self._paused_by = by.name

    async def resume(self, by: Person) -> bool:
        was_paused, self._paused_by = self._paused_by is not None, None
        return was_paused

    async def paused_by(self) -> str | None:
        return self._paused_by

    def _used(self, whose: str) -> int:
        return self.tokens.get(f"{whose} {self._period.day}", 0)


@dataclass
class FakeUsernames:
    """Implements `ports.usage.Usernames`."""

    known: dict[str, int] = field(default_factory=dict)

    async def saw(self, username: str, person_id: int) -> None:
        self.known[username.lower()] = person_id

    async def id_of(self, username: str) -> int | None:
        return self.known.get(username.lower())
