"""Which messages a digest is about: `200`, `3h`, 今天, or the same within a sentence."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

from bot.models.chat_log import LOGGED_HOURS, MAX_LOGGED, LoggedMessage
from bot.models.language import Language
from bot.texts import digest as texts

_DEFAULT_HOURS, _JUST_NOW_HOURS = 24, 3
_NUMERALS = {**{c: n for n, c in enumerate("零一二三四五六七八九十")}, "两": 2, "兩": 2}

_NUMBER = r"(\d{1,100}|[一二两兩三四五六七八九十])\s*"
_MESSAGES = re.compile(rf"{_NUMBER}(?:条|條|messages?\b)")
_HOURS = re.compile(rf"{_NUMBER}(?:个|個)?\s*(?:小时|小時|钟头|鐘頭|(?:hours?|hrs?|h)\b)")
_MINUTES = re.compile(rf"{_NUMBER}(?:分钟|分鐘|(?:minutes?|mins?|m)\b)")
_DAYS = re.compile(rf"{_NUMBER}(?:天|日|(?:days?|d)\b)")
_HALF_AN_HOUR = re.compile(r"半(?:个|個)?(?:小时|小時|钟头|鐘頭)|half an hour")
_TODAY = re.compile(r"今天|今日|今晚|今早|today|tonight")
_YESTERDAY = re.compile(r"昨天|昨日|昨晚|yesterday")
_JUST_NOW = re.compile(r"刚才|剛才|刚刚|剛剛|just now")
_BARE_NUMBER = re.compile(r"\d{1,100}")
_AROUND = re.compile(r"^(?:最近|最后|最後|过去|過去|last|past)\s*|\s+(?:的?(?:消息|聊天|群聊))$")
_SPANS = (_MESSAGES, _HOURS, _MINUTES, _DAYS, _HALF_AN_HOUR, _TODAY, _YESTERDAY, _JUST_NOW)


@dataclass(frozen=True, slots=True)
class DigestSpan:
    """The last `amount` messages, hours or minutes, or a day; from `since_s` until `until_s` (Unix time)."""

    unit: Literal["messages", "hours", "minutes", "today", "yesterday"]
    amount: int = 0
    since_s: float = 0
    until_s: float | None = None

    def label(self, language: Language) -> str:
        """What it is called."""
        match self.unit:
            case "messages":
                return texts.LAST_MESSAGES.to(language, count=self.amount)
            case "hours":
                return texts.LAST_HOURS.to(language, hours=self.amount)
            case "minutes":
                return texts.LAST_MINUTES.to(language, minutes=self.amount)
            case "today":
                return texts.TODAY.to(language)
            case "yesterday":
                return texts.YESTERDAY.to(language)

    def of(self, messages: Sequence[LoggedMessage]) -> list[LoggedMessage]:
        """The messages that belong to it; they are in their order."""
        end_s = self.until_s or float("inf")
        found = [message for message in messages if self.since_s <= message.at_s < end_s]
        return found[-self.amount :] if self.unit == "messages" else found


def is_span(text: str) -> bool:
    """Is it nothing else?

    >>> [is_span(text) for text in ("200", "3h", "今天", "最近 3 小时", "今天的会议：……", "")]
    [True, True, True, True, False, False]
    """
    plain = _AROUND.sub("", text.strip().lower())
    return any(pattern.fullmatch(plain) for pattern in (_BARE_NUMBER, *_SPANS))


def last_hours(hours: int, now_s: float) -> DigestSpan:
    """The last hours, as far as messages are kept."""
    hours = min(hours, LOGGED_HOURS)
    return DigestSpan("hours", hours, now_s - hours * 3600)


def read_span(text: str, now_s: float, zone: ZoneInfo) -> DigestSpan:
    """The messages that an order is about, as far as they are kept; the last day where it does not say.

    >>> read_span("总结最近两小时", 7200, ZoneInfo("UTC"))
    DigestSpan(unit='hours', amount=2, since_s=0, until_s=None)
    """
    plain = _AROUND.sub("", text.strip().lower())
    count = _BARE_NUMBER.fullmatch(plain)
    amount = int(count[0]) if count else _amount(_MESSAGES, plain)
    if amount:
        return DigestSpan("messages", min(amount, MAX_LOGGED))
    if minutes := 30 if _HALF_AN_HOUR.search(plain) else _amount(_MINUTES, plain):
        minutes = min(minutes, LOGGED_HOURS * 60)
        return DigestSpan("minutes", minutes, now_s - minutes * 60)
    if hours := _amount(_HOURS, plain) or _amount(_DAYS, plain) * 24:
        return last_hours(hours, now_s)
    midnight = datetime.combine(datetime.fromtimestamp(now_s, zone).date(), time(), zone)
    if _TODAY.search(plain):
        return DigestSpan("today", since_s=midnight.timestamp())
    if _YESTERDAY.search(plain):
        since = midnight - timedelta(days=1)
        return DigestSpan("yesterday", since_s=since.timestamp(), until_s=midnight.timestamp())
    return last_hours(_JUST_NOW_HOURS if _JUST_NOW.search(plain) else _DEFAULT_HOURS, now_s)


def _amount(unit: re.Pattern[str], text: str) -> int:
    """How many of the unit the text names; 0 for none."""
    found = unit.search(text)
    if found is None:
        return 0
    return int(found[1]) if found[1].isdecimal() else _NUMERALS[found[1]]
