"""How many calls a chat bears: the figures of the flood budget."""

import math
from dataclasses import dataclass

_WINDOW_S = 60.0
_OVERALL_BURST_S = 1 / 3
_BURST_S = 5.0
_WINDOW_SHARE = 0.3


@dataclass(frozen=True, slots=True)
class BucketLimits:
    """A token bucket and, with `per_minute`, a limit on the calls of any 60 seconds.

    It holds `capacity` tokens, refilled at `per_s`. A cosmetic call leaves `reserve` of the tokens,
    and of the calls of a minute, to durable ones. `per_minute` 0: no such limit.
    """

    capacity: float
    per_s: float
    reserve: float
    per_minute: int = 0

    def pause_s(self, tokens: float, *, left: int = 1, free_in_s: float = 0) -> float:
        """How long to leave until the next cosmetic call, so that what a chat has left lasts.

        The burst is spent within the first seconds, the longer the slower, then the rate is kept;
        as the calls of a minute run out the pauses grow before they end. The figures are the best
        of those tried over answers of 6 and 30 s (bench/streaming.py).

        Args:
            tokens: in the bucket, with the reserve.
            left: cosmetic calls that the minute still bears.
            free_in_s: until it bears one more.
        """
        burst = self.capacity - self.reserve
        spare = max(0.0, tokens - self.reserve)
        pause_s = max(
            1 / (self.per_s + math.sqrt(spare * burst) / _BURST_S), (1 - spare) / self.per_s
        )
        if not self.per_minute:
            return pause_s
        return max(pause_s, free_in_s * _WINDOW_SHARE / left if left > 0 else free_in_s)


@dataclass(frozen=True, slots=True)
class FloodLimits:
    """What chats bear.

    The defaults are Telegram's advice (Bots FAQ): 1 call a second in a chat with short bursts, 20 a
    minute in a group, about 30 a second over all; its real limits are unpublished.
    """

    private_per_s: float = 1
    private_burst: int = 4
    group_per_min: int = 20
    overall_per_s: float = 30

    def of(self, chat_id: int | str) -> BucketLimits:
        """The allowance of a chat: ids of people are positive; a name is that of a group or channel.

        A group's bucket holds 8 of its 20 calls a minute, so that a burst does not use up the
        minute; 4 of the 20 are kept for durable calls.
        """
        if isinstance(chat_id, int) and chat_id > 0:
            return BucketLimits(
                self.private_burst, self.private_per_s, min(1, self.private_burst - 1)
            )
        kept = self.group_per_min // 5
        return BucketLimits(
            capacity=max(kept + 1, self.group_per_min * 2 // 5),
            per_s=self.group_per_min / _WINDOW_S,
            reserve=kept,
            per_minute=self.group_per_min,
        )

    @property
    def overall(self) -> BucketLimits:
        """The allowance of all chats together; a third of a second's may come at once."""
        capacity = max(2.0, self.overall_per_s * _OVERALL_BURST_S)
        return BucketLimits(capacity, self.overall_per_s, reserve=(capacity - 1) / 3)
