"""The languages of the bot's own sentences."""

from typing import Literal

Language = Literal["zh", "zh-hant", "en"]
"""Chinese in simplified characters and in traditional ones, and English."""

LANGUAGES: tuple[Language, ...] = ("zh", "zh-hant", "en")
