"""Settings of a chat as fields of a Redis hash.

A value that is not understood counts as not set: a newer version may have written it.
"""

from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import fields
from typing import Any, Literal

from bot.models.chat_settings import (
    FEATURES,
    HERE,
    MEMORY_KINDS,
    SPEAKS,
    TRUST_AFTER,
    ChannelTarget,
    ChatSettings,
    GroupDigest,
    QuietHours,
)
from bot.models.game_rules import LEVELS, MODES
from bot.models.language import LANGUAGES


def to_fields(settings: ChatSettings) -> dict[str, str]:
    """The fields of what is set."""
    values = ((field.name, getattr(settings, field.name)) for field in fields(settings))
    return {name: _written(value) for name, value in values if value not in (None, frozenset())}


def from_fields(row: Mapping[str, str]) -> ChatSettings:
    """The settings that a hash holds."""
    values: dict[str, Any] = {}
    for name, read in _READERS.items():
        if name in row:
            with suppress(ValueError):
                values[name] = read(row[name])
    return ChatSettings(**values)


def _written(value: object) -> str:
    if isinstance(value, frozenset):
        return " ".join(sorted(value))
    return str(value)


def _one_of(choices: tuple[Any, ...]) -> Callable[[str], Any]:
    by_text = {str(choice): choice for choice in choices}

    def read(text: str) -> Any:  # noqa: ANN401 -- one of the choices
        if text not in by_text:
            raise ValueError(text)
        return by_text[text]

    return read


def _quiet_hours(text: str) -> QuietHours:
    start, end = map(int, text.split("-"))
    return QuietHours(start, end)


def _publish_to(text: str) -> Literal["here"] | ChannelTarget:
    chat_id, _, title = text.partition(" ")
    return HERE if text == HERE else ChannelTarget(int(chat_id), title)


def _digest(text: str) -> GroupDigest:
    if text == str(GroupDigest()):
        return GroupDigest()
    hour = int(text)
    if hour not in range(24):
        raise ValueError(text)
    return GroupDigest(hour)


_READERS: dict[str, Callable[[str], Any]] = {
    "language": _one_of(LANGUAGES),
    "persona": str,
    "model": str,
    "temperature": float,
    "max_tokens": int,
    "memory_kind": _one_of(MEMORY_KINDS),
    "window": int,
    "idiom_mode": _one_of(MODES),
    "idiom_level": _one_of(LEVELS),
    "speaks": _one_of(SPEAKS),
    "admins_only": lambda text: frozenset(text.split()).intersection(FEATURES),
    "quiet_hours": _quiet_hours,
    "puzzle_hour": _one_of(tuple(range(24))),
    "trust_after": _one_of(TRUST_AFTER),
    "trust_local": _one_of((True,)),
    "publish_to": _publish_to,
    "digest": _digest,
}
