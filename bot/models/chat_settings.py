"""What a chat has set for itself; whatever it has not set is as the bot is configured."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from zoneinfo import ZoneInfo

from bot.models.game_rules import Level, Mode
from bot.models.language import Language

Speaks = Literal["mentions", "replies", "all"]
"""What the bot reacts to in a group: messages that have its name; replies to it too; every command too."""

SPEAKS: tuple[Speaks, ...] = ("mentions", "replies", "all")

MemoryKind = Literal["window", "buffer", "summary", "vector"]
"""What the model sees of a conversation, as `memory.kind` in config.yaml."""

MEMORY_KINDS: tuple[MemoryKind, ...] = ("window", "buffer", "summary", "vector")

Feature = Literal["ask", "idiom", "summarize", "post"]
"""What a group can keep to its administrators."""

FEATURES: tuple[Feature, ...] = ("ask", "idiom", "summarize", "post")


@dataclass(frozen=True, slots=True)
class QuietHours:
    """The hours of a day in which nothing is sent unasked, from `start` until `end` (0 to 23)."""

    start: int
    end: int

    def __str__(self) -> str:
        return f"{self.start}-{self.end}"

    def include(self, hour: int) -> bool:
        """Is it quiet in that hour of the day?

        >>> QuietHours(22, 8).include(23), QuietHours(22, 8).include(8)
        (True, False)
        """
        if self.start <= self.end:
            return self.start <= hour < self.end
        return hour >= self.start or hour < self.end


HERE: Literal["here"] = "here"


@dataclass(frozen=True, slots=True)
class ChannelTarget:
    """A channel in which a group's posts are published."""

    chat_id: int
    title: str

    def __str__(self) -> str:
        return f"{self.chat_id} {self.title}"


@dataclass(frozen=True, slots=True)
class GroupDigest:
    """The messages of a group are kept for digests; `daily_hour`: when one is posted each day (0 to 23)."""

    daily_hour: int | None = None

    def __str__(self) -> str:
        return "on" if self.daily_hour is None else str(self.daily_hour)


@dataclass(frozen=True, slots=True)
class ChatSettings:
    """The settings of a chat, which all its topics share; None: as configured.

    Args:
        language: to answer in. None: in private that of the person's client, in a group Chinese.
        persona: the name of a prompt of `prompts` in config.yaml.
        model: that answers questions.
        temperature: of its answers, 0 to 2.
        max_tokens: of an answer.
        memory_kind: what the model sees of the conversation.
        window: finished exchanges that the model sees.
        idiom_mode: of new games.
        idiom_level: of new games.
        speaks: what the bot reacts to in a group.
        admins_only: what only administrators of the group may use.
        puzzle_hour: of the day, at which the idiom puzzle is sent (0 to 23); None: never.
        quiet_hours: in which reminders, digests and puzzles are not sent.
        trust_after: from how many clean posts on an author's posts need no review; None: never.
        publish_to: where the group's posts are published.
        trust_local: do they not need it either where only the local rules check them?
        digest: of a group; None: nothing is kept.
    """

    language: Language | None = None
    persona: str | None = None
    model: str | None = None
    temperature: float | None = None
    max_tokens: int | None = None
    memory_kind: MemoryKind | None = None
    window: int | None = None
    idiom_mode: Mode | None = None
    idiom_level: Level | None = None
    speaks: Speaks | None = None
    admins_only: frozenset[Feature] = frozenset()
    quiet_hours: QuietHours | None = None
    puzzle_hour: int | None = None
    trust_after: int | None = None
    trust_local: bool | None = None
    publish_to: Literal["here"] | ChannelTarget | None = None
    digest: GroupDigest | None = None


TRUST_AFTER = (3, 5, 10)

AS_CONFIGURED = ChatSettings()
"""Nothing is set."""


def may_write_unasked(settings: ChatSettings, now_s: float, zone: ZoneInfo) -> bool:
    """May the chat get a message that nobody there is waiting for: a reminder, a digest, a puzzle?

    A timed turn of a game is not asked about: the players wait for it. `now_s` is Unix time.

    >>> may_write_unasked(ChatSettings(quiet_hours=QuietHours(22, 7)), 0, ZoneInfo("Asia/Shanghai"))
    True
    """
    hours = settings.quiet_hours
    return hours is None or not hours.include(datetime.fromtimestamp(now_s, zone).hour)


@dataclass(frozen=True, slots=True)
class SettingsChange:
    """Who changed a setting, and when (Unix time); `setting` is a field of `ChatSettings`."""

    setting: str
    by: str
    at_s: float
