"""The rate model: how Telegram slows a bot down.

1 call a second to a private chat with a short burst, 20 a minute to a group, 30 a second over all
(Bots FAQ); sends, edits and chat actions share a chat's budget. Who comes back before the time is
sent away for twice as long. Telegram's real limits are unpublished: these figures are its advice.
"""

import math
import time
from collections.abc import Callable
from dataclasses import dataclass

from bot.playground.server.refusals import too_many_requests

PRIVATE_BURST = 5
GROUP_PER_MINUTE = 20
OVERALL_PER_S = 30
LONGEST_S = 3600
COUNTED = frozenset(
    [
        "sendMessage",
        "editMessageText",
        "editMessageReplyMarkup",
        "sendChatAction",
        "sendDocument",
        "sendPhoto",
        "copyMessage",
        "forwardMessage",
        "deleteMessage",
    ]
)


@dataclass(slots=True)
class _Bucket:
    """Tokens that come back with time."""

    size: float
    per_s: float
    tokens: float
    at: float

    def refill(self, now: float) -> None:
        self.tokens = min(self.size, self.tokens + (now - self.at) * self.per_s)
        self.at = now

    def wait_s(self) -> float:
        return max(0.0, (1 - self.tokens) / self.per_s)


@dataclass(slots=True)
class _Penalty:
    until: float
    length_s: int


class RateModel:
    """Counts calls and refuses those over the limit.

    Args:
        clock: seconds that only grow.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._chats: dict[int, _Bucket] = {}
        self._overall = _Bucket(OVERALL_PER_S, OVERALL_PER_S, OVERALL_PER_S, clock())
        self._penalties: dict[int, _Penalty] = {}

    def check(self, chat_id: int) -> None:
        """Count one call to a chat; raises Refusal 429 where it is one too many."""
        now = self._clock()
        penalty = self._penalties.get(chat_id)
        if penalty is not None and now < penalty.until:
            self._punish(chat_id, now, min(2 * penalty.length_s, LONGEST_S))
        self._penalties.pop(chat_id, None)
        bucket = self._chats.get(chat_id) or self._bucket(chat_id, now)
        for each in (bucket, self._overall):
            each.refill(now)
        wait_s = max(bucket.wait_s(), self._overall.wait_s())
        if wait_s > 0:
            self._punish(chat_id, now, math.ceil(wait_s))
        bucket.tokens -= 1
        self._overall.tokens -= 1

    def _bucket(self, chat_id: int, now: float) -> _Bucket:
        size, per_s = (
            (PRIVATE_BURST, 1.0) if chat_id > 0 else (GROUP_PER_MINUTE, GROUP_PER_MINUTE / 60)
        )
        return self._chats.setdefault(chat_id, _Bucket(size, per_s, size, now))

    def _punish(self, chat_id: int, now: float, length_s: int) -> None:
        self._penalties[chat_id] = _Penalty(now + length_s, length_s)
        raise too_many_requests(length_s)
