"""Whose budget a model call counts on, the limits, and the minute and day in which they are counted."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

from bot.models.chat import Request

LimitKind = Literal["person_minute", "person_day", "person_tokens", "chat_tokens", "bot_tokens"]


@dataclass(frozen=True, slots=True)
class Caller:
    """The person and the chat that a model is called for; the call counts on their budgets.

    Args:
        chat_id: the chat it is for.
        person_id: who asked; None for background work, which counts on the chat alone.
        request_id: calls with the same one are one request, also those of a later attempt at it.
    """

    chat_id: int
    person_id: int | None
    request_id: str

    @classmethod
    def of_message(
        cls, chat_id: int, person_id: int, message_id: int, *, version: int = 1
    ) -> "Caller":
        """What a message leads to is one request; each edit of it (`version` 2, 3, …) is another."""
        request_id = f"{chat_id}:{message_id}" + (f":{version}" if version > 1 else "")
        return cls(chat_id, person_id, request_id)

    @classmethod
    def of(cls, request: Request) -> "Caller":
        """The sender of a request."""
        return cls.of_message(
            request.thread.chat_id,
            request.sender.id,
            request.message_id,
            version=request.version,
        )


@dataclass(frozen=True, slots=True)
class ModelUse:
    """What one model call read and wrote, in tokens, and for which command."""

    command: str
    model: str
    read: int
    written: int


@dataclass(frozen=True, slots=True)
class Price:
    """What a million tokens cost that a model reads and writes."""

    read: float
    written: float

    def of(self, read: int, written: int) -> float:
        """The price of so many tokens."""
        return (read * self.read + written * self.written) / 1e6


@dataclass(frozen=True, slots=True)
class CommandUse:
    """What a command used of a model on one day."""

    calls: int = 0
    read: int = 0
    written: int = 0


@dataclass(frozen=True, slots=True)
class UsageLimits:
    """How much may be used; None: no limit."""

    person_requests_per_min: int | None = None
    person_requests_per_day: int | None = None
    person_tokens_per_day: int | None = None
    chat_tokens_per_day: int | None = None
    bot_tokens_per_day: int | None = None


@dataclass(frozen=True, slots=True)
class Period:
    """The minute and the day in which something is counted, and when they end (s since 1970)."""

    minute: str
    day: str
    minute_ends_s: float
    day_ends_s: float

    @classmethod
    def at(cls, now_s: float, zone: ZoneInfo) -> "Period":
        """The period of a time; days begin at midnight in `zone`.

        >>> Period.at(1763740799, ZoneInfo("Asia/Shanghai")).day
        '2025-11-21'
        """
        now = datetime.fromtimestamp(now_s, zone)
        midnight = datetime.combine(now.date() + timedelta(days=1), time(), zone)
        minute = int(now_s // 60)
        return cls(str(minute), now.date().isoformat(), (minute + 1) * 60, midnight.timestamp())


@dataclass(frozen=True, slots=True)
class Use:
    """What was used today, and the limits that hold.

    Args:
        requests: of the person.
        requests_per_day: that the person may make; an administrator's figure goes before the general.
        tokens: of the person.
        chat_tokens: of the chat.
        bot_tokens: of all.
    """

    requests: int
    requests_per_day: int | None
    tokens: int
    chat_tokens: int
    bot_tokens: int
    limits: UsageLimits
