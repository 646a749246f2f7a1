"""Rate limits: decides when a call is answered with 429, and for how long.

1 call a second to a private chat with a short burst, 20 a minute to a group, 30 a second over all
(Bots FAQ); sends, edits and chat actions share a chat's budget. A call before the end of
retry_after doubles it. Telegram's real limits are unpublished: these figures are its advice.
"""

import math
import time
from collections.abc import Callable
from dataclasses import dataclass

from bot.playground.server.api_error import too_many_requests

PRIVATE_BURST = 5
GROUP_PER_MINUTE = 20
OVERALL_PER_S = 30
MAX_RETRY_AFTER_S = 3600
RATE_LIMITED_METHODS = frozenset(
    [
        "sendMessage",
        "editMessageText",
        "editMessageReplyMarkup",
        "sendChatAction",
        "sendDocument",
        "sendMediaGroup",
        "sendPhoto",
        "copyMessage",
        "forwardMessage",
        "deleteMessage",
        "setMessageReaction",
    ]
)


@dataclass(slots=True)
class _TokenBucket:
    size: float
    per_s: float
    tokens: float
    refilled_at: float

    def refill(self, now: float) -> None:
        self.tokens = min(self.size, self.tokens + (now - self.refilled_at) * self.per_s)
        self.refilled_at = now

    def wait_s(self) -> float:
        return max(0.0, (1 - self.tokens) / self.per_s)


@dataclass(slots=True)
class _Penalty:
    until: float
    retry_after_s: int


class RateLimits:
    """Counts calls and refuses those over the limit.

    Args:
        clock: monotonic seconds.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._chats: dict[int, _TokenBucket] = {}
        self._overall = _TokenBucket(OVERALL_PER_S, OVERALL_PER_S, OVERALL_PER_S, clock())
        self._penalties: dict[int, _Penalty] = {}

    def check(self, chat_id: int, messages: int = 1) -> None:
        """Count a call to a chat; raises BotApiError 429 where it is one too many.

        An album counts as many messages as it has items, which later calls wait for.
        """
        now = self._clock()
        penalty = self._penalties.get(chat_id)
        if penalty is not None and now < penalty.until:
            self._refuse(chat_id, now, min(2 * penalty.retry_after_s, MAX_RETRY_AFTER_S))
        self._penalties.pop(chat_id, None)
        bucket = self._chats.get(chat_id) or self._new_bucket(chat_id, now)
        for each in (bucket, self._overall):
            each.refill(now)
        wait_s = max(bucket.wait_s(), self._overall.wait_s())
        if wait_s > 0:
            self._refuse(chat_id, now, math.ceil(wait_s))
        bucket.tokens -= messages
        self._overall.tokens -= messages

    def _new_bucket(self, chat_id: int, now: float) -> _TokenBucket:
        size, per_s = (
            (PRIVATE_BURST, 1.0) if chat_id > 0 else (GROUP_PER_MINUTE, GROUP_PER_MINUTE / 60)
        )
        return self._chats.setdefault(chat_id, _TokenBucket(size, per_s, size, now))

    def _refuse(self, chat_id: int, now: float, retry_after_s: int) -> None:
        self._penalties[chat_id] = _Penalty(now + retry_after_s, retry_after_s)
        raise too_many_requests(retry_after_s)
