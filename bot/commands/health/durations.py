"""Says a duration in its largest whole unit."""

from bot.models.chat import Language
from bot.texts import health as texts

_UNITS = ((86400, texts.DAYS), (3600, texts.HOURS), (60, texts.MINUTES))


def say_duration(seconds: float, language: Language) -> str:
    """Like 5 分钟; under two of a unit the smaller one is said."""
    for unit_s, text in _UNITS:
        if seconds >= 2 * unit_s:
            return text.to(language, count=int(seconds // unit_s))
    return texts.SECONDS.to(language, count=int(max(0, seconds)))
