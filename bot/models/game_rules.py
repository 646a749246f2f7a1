"""What a game of 成语接龙 (idiom chain) can be set to."""

from typing import Literal

Mode = Literal["adaptive", "exact", "tone", "notone"]
"""What links two idioms: the same character (exact); also the same sound (同音) with its tone, or
without it (notone); or the sound only if no unused idiom starts with the character (adaptive)."""

DEFAULT_MODE: Mode = "adaptive"
MODES: tuple[Mode, ...] = ("adaptive", "exact", "tone", "notone")

Level = Literal[0, 1, 2]
"""The bot's strength: famous idioms with many continuations, common ones, those that win."""

DEFAULT_LEVEL: Level = 1
LEVELS: tuple[Level, ...] = (0, 1, 2)
