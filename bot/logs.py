"""Logging to stderr and a file, as text or JSON lines, with secrets masked.

Whoever begins to handle a request opens `request_fields`; its ids then stand in every line that is
logged in the block and in tasks begun there, down to the calls of models.
"""

import json
import logging
import logging.handlers
import re
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime
from pathlib import Path

from bot.errors import StartError

# Secrets in URLs, whatever their value: the Bot API has its token in the path, Baidu its keys and
# token in the query.
_IN_URLS = re.compile(
    r"(?<=/bot)\d+:[\w-]+"
    r"|(?<=access_token=)[^&\s'\"]+|(?<=client_secret=)[^&\s'\"]+|(?<=client_id=)[^&\s'\"]+"
)
_MASK = "***"
_SHORTEST, _LONG = 4, 8
_STANDARD = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "taskName"}

_fields: ContextVar[dict[str, object] | None] = ContextVar("log_fields", default=None)


@contextmanager
def request_fields(**fields: object) -> Iterator[dict[str, object]]:
    """Add `fields` to every line of the block; ids, names of commands and figures, never texts."""
    token = _fields.set(dict(fields))
    try:
        yield _fields.get() or {}
    finally:
        _fields.reset(token)


def add_fields(**fields: object) -> None:
    """Add more to the request under way, for its further lines; outside of one nothing happens."""
    current = _fields.get()
    if current is not None:
        current.update(fields)


def count_field(name: str, by: int = 1) -> None:
    """Count up a field of the request under way."""
    current = _fields.get()
    if current is not None:
        current[name] = int(str(current.get(name, 0))) + by


def _add_fields(record: logging.LogRecord) -> bool:
    """A filter of handlers, since those of loggers do not see what their children log."""
    for name, value in (_fields.get() or {}).items():
        if name not in vars(record):
            setattr(record, name, value)
    return True


def _extra(record: logging.LogRecord) -> dict[str, object]:
    return {name: value for name, value in vars(record).items() if name not in _STANDARD}


class RedactingFormatter(logging.Formatter):
    """Masks secrets in what another formatter returns: also in arguments and tracebacks."""

    def __init__(self, inner: logging.Formatter, secrets: Iterable[str]) -> None:
        super().__init__()
        self._inner = inner
        known = sorted((pattern for one in secrets if (pattern := _of_secret(one))), key=len)
        self._known = re.compile("|".join(reversed(known))) if known else None

    def format(self, record: logging.LogRecord) -> str:
        """Format `record` and mask the secrets."""
        line = _IN_URLS.sub(_MASK, self._inner.format(record))
        return self._known.sub(_MASK, line) if self._known else line


def _of_secret(secret: str) -> str:
    """What is masked for a secret; empty: nothing.

    A short one stands in other words, too: it is masked where it stands alone. One of fewer than
    `_SHORTEST` characters hides nothing from anybody, and masking it would spoil the log.
    """
    if len(secret) < _SHORTEST:
        return ""
    escaped = re.escape(secret)
    return escaped if len(secret) >= _LONG else rf"(?<!\w){escaped}(?!\w)"


class JsonFormatter(logging.Formatter):
    """One JSON object a line: time (UTC), level, logger, message, and the fields."""

    def format(self, record: logging.LogRecord) -> str:
        """Format `record` as one line of JSON."""
        line: dict[str, object] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": record.getMessage(),
        }
        line |= _extra(record)
        if record.exc_info:
            line["exception"] = self.formatException(record.exc_info)
        return json.dumps(line, ensure_ascii=False, default=str)


class ConsoleFormatter(logging.Formatter):
    """A line for people, with the fields in brackets at its end."""

    def __init__(self) -> None:
        super().__init__("%(asctime)s %(levelname)-7s %(name)s: %(message)s")

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802 -- logging's name
        """The line, without a traceback."""
        fields = " ".join(f"{name}={value}" for name, value in _extra(record).items())
        return super().formatMessage(record) + (f" [{fields}]" if fields else "")


def _file_handler(file: Path) -> logging.Handler:
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        return logging.handlers.RotatingFileHandler(
            file, maxBytes=10_000_000, backupCount=5, encoding="utf-8"
        )
    except OSError as error:
        raise StartError(f"The log file {file} cannot be written ({error.strerror}).") from error


def set_up_logging(level: str, style: str, file: Path | None, secrets: Iterable[str]) -> None:
    """Log to stderr and, if it is given, to `file`.

    Args:
        level: of the bot's own loggers; those of libraries log warnings and errors.
        style: "console" or "json".
        file: rotated at 10 MB; five old ones are kept.
        secrets: values to mask wherever they appear.

    Raises:
        StartError: the file cannot be written.
    """
    plain = JsonFormatter() if style == "json" else ConsoleFormatter()
    formatter = RedactingFormatter(plain, secrets)
    handlers: list[logging.Handler] = [logging.StreamHandler(sys.stderr)]
    if file is not None:
        handlers.append(_file_handler(file))
    for handler in handlers:
        handler.setFormatter(formatter)
        handler.addFilter(_add_fields)
    logging.basicConfig(level=logging.WARNING, handlers=handlers, force=True)
    logging.getLogger("bot").setLevel(level)
    # APScheduler warns of each skipped tick, which is intended (app/scheduler.py).
    logging.getLogger("apscheduler").setLevel(logging.ERROR)
    # PTB logs a traceback for an answer that is no JSON, and raises an error that says the same.
    logging.getLogger("telegram.request").setLevel(logging.CRITICAL)
    logging.captureWarnings(capture=True)
