"""How many calls to Telegram a chat may receive, and how fast growing messages may be edited."""

import math
from dataclasses import dataclass

WINDOW_S = 60.0
"""The window in which the calls to a group are limited."""
PROMPT_S = 1.0
"""How long a call waits in place for its chat's budget. A private chat may be called again within it;
whoever would wait longer must not hold a worker's place."""
NEXT_PART_S = 15.0
"""The same for a call without which an earlier one is of no use, as the card below a picture."""
_BURST_S = 5.0
_FIRST_SHARE, _MORE_SHARE = 0.26, 0.1
_GROWING_POWER = 0.25
_SIGN_LEAVES_CALLS = 6
"""Of the minute, to whatever follows: a sign of work must never keep a text waiting."""
_SIGN_LEAVES_TOKENS = 2
"""Of a private chat's bucket: for the first text and the edit after it."""


@dataclass(frozen=True, slots=True)
class ChatRoom:
    """What a chat had left after a call.

    Args:
        tokens: in its bucket.
        calls: that the window still allows.
        free_in_s: until the window allows one more.
    """

    tokens: float
    calls: int = 0
    free_in_s: float = 0


@dataclass(frozen=True, slots=True)
class ChatLimits:
    """A token bucket of `burst` tokens, refilled at `per_s`, and a limit on the calls of any minute.

    A cosmetic call leaves `reserve` tokens, and as many calls of the minute, to durable ones; a sign of
    work ("typing…", a line of progress) leaves more. `per_minute` 0: the minute is not limited.
    """

    burst: int
    per_s: float
    reserve: int
    per_minute: int = 0

    def kept(self, growing: int) -> int:
        """How many calls a cosmetic one leaves: at least one for the end of each growing message."""
        return min(self.burst - 1, max(self.reserve, growing))

    def kept_by_sign(self, growing: int) -> int:
        """How many calls a sign of work leaves, which is more than a small limit may ever have.

        Without a window the minute has what the bucket holds and what a minute refills.
        """
        refilled = 0 if self.per_minute else int(WINDOW_S * self.per_s)
        return max(self.kept(growing), _SIGN_LEAVES_TOKENS, _SIGN_LEAVES_CALLS - refilled)

    def pause_s(self, room: ChatRoom, growing: int = 1) -> float:
        """How long each of `growing` messages pauses before its next edit.

        The constants are the best of those tried over answers of 3 to 90 s (bench/streaming.py).
        """
        kept = self.kept(growing)
        spare = max(0.0, room.tokens - kept)
        until_token_s = (1 - spare) / self.per_s
        if self.per_minute:
            return max(until_token_s, self._pause_in_window_s(room, kept, growing))
        # The burst is spent within the first seconds, more and more slowly; then the rate is kept.
        burst = self.burst - kept
        return max(until_token_s, 1 / (self.per_s + math.sqrt(spare * burst) / _BURST_S))

    def _pause_in_window_s(self, room: ChatRoom, kept: int, growing: int) -> float:
        """A share of what an even spread would give, since most answers end long before the window.

        The share grows as calls run out, and with the number of messages that take from them.
        """
        left = room.calls - kept
        if left <= 0:
            return room.free_in_s
        share = _FIRST_SHARE + _MORE_SHARE * (1 - left / (self.per_minute - kept))
        return room.free_in_s / left * share * math.pow(growing, _GROWING_POWER)


@dataclass(frozen=True, slots=True)
class OverallLimit:
    """At most `calls` to all chats together in any `window_s` seconds.

    A window, not a bucket: a full bucket and its refill would allow twice the calls of a second.
    Calls are counted in steps of `step_s` and forgotten a window after the end of their step.
    """

    calls: int
    window_s: float
    reserve: int
    step_s: float = 0.05

    def pause_s(self, growing: int) -> float:
        """How long each of `growing` messages pauses so that all of them together keep the limit.

        A call is remembered for up to a step more than the window; another step keeps rounds of edits
        that follow each other from competing.
        """
        return growing * (self.window_s + 2 * self.step_s) / (self.calls - self.reserve)


@dataclass(frozen=True, slots=True)
class FloodLimits:
    """The limits that calls keep.

    The defaults are Telegram's advice (Bots FAQ): 1 call a second to a chat with short bursts, 20 a
    minute to a group, about 30 a second overall; the real limits are unpublished.
    """

    private_per_s: float = 1
    private_burst: int = 4
    group_per_min: int = 20
    overall_per_s: float = 30

    def of(self, chat_id: int | str) -> ChatLimits:
        """The limits of a chat: the ids of people are positive; a name is a group's or channel's.

        A group may receive the calls of a minute at once; a fifth of them is for durable calls.
        """
        if isinstance(chat_id, int) and chat_id > 0:
            return ChatLimits(
                self.private_burst, self.private_per_s, min(1, self.private_burst - 1)
            )
        per_minute = self.group_per_min
        return ChatLimits(per_minute, per_minute / WINDOW_S, per_minute // 5, per_minute)

    @property
    def overall(self) -> OverallLimit:
        """The limit of all chats together; a tenth of it is for durable calls."""
        calls = max(1, int(self.overall_per_s))
        return OverallLimit(calls, max(1.0, 1 / self.overall_per_s), calls // 10)
