"""The table of keys in `bot/storage/keys.py`, as something that tells whether a key is in it."""

import re

from bot.storage import keys

_ROW = re.compile(r"^\| ((?:`[^`]+`(?:, )?)+) +\|", re.MULTILINE)
_PLACEHOLDER = re.compile(r"<([^>]+)>")
_NUMBER = r"-?\d+"
_VALUES = {
    "queue": r"(?:inbox(?::\d+)?|posts)",
    "thread": rf"{_NUMBER}:\d+",
    **dict.fromkeys(("chat", "topic", "message", "author", "person", "id", "update"), _NUMBER),
}


def _pattern(name: str) -> str:
    """`{<queue>}:ready` as a regular expression; odd parts are names of placeholders."""
    parts = _PLACEHOLDER.split(name)
    pattern = "".join(
        _VALUES.get(part, ".+") if place % 2 else re.escape(part)
        for place, part in enumerate(parts)
    )
    return pattern.replace(re.escape("{inbox}"), r"\{inbox(?::\d+)?\}")


_KEYS = re.compile(
    "|".join(
        _pattern(name)
        for row in _ROW.findall(keys.__doc__ or "")
        for name in re.findall(r"`([^`]+)`", row)
    )
)


def unknown_keys(names: set[str]) -> set[str]:
    """Those that no row of the table describes."""
    return {name for name in names if not _KEYS.fullmatch(name)}


_DECIDED = re.compile(r"^\| ((?:`[^`]+`(?:, )?)+) +\|(?:[^|]*\|){3} (\w*) *\|$", re.MULTILINE)


def backup_decisions() -> list[tuple[str, str]]:
    """An example of each key, and whether backups have it; a row without a decision has ''."""
    decided = {match[0]: match[1] for match in _DECIDED.findall(keys.__doc__ or "")}
    return [
        (_example(name), decided.get(row, ""))
        for row in _ROW.findall(keys.__doc__ or "")
        for name in _with_each_queue(row.strip("`"))
    ]


def _with_each_queue(name: str) -> list[str]:
    return [name.replace("<queue>", queue) for queue in ("inbox", "posts")][
        : 1 + ("<queue>" in name)
    ]


def _example(name: str) -> str:
    return _PLACEHOLDER.sub(lambda match: "-5:7" if match[1] == "thread" else "5", name)
