"""Logging to stderr and a file, as text or JSON lines, with secrets masked."""

import json
import logging
import logging.handlers
import re
import sys
from collections.abc import Iterable
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
    """One JSON object a line: time (UTC), level, logger, message, and the fields of `extra=`."""

    _STANDARD = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "taskName"}

    def format(self, record: logging.LogRecord) -> str:
        """Format `record` as one line of JSON."""
        line: dict[str, object] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": record.getMessage(),
        }
        line |= {key: value for key, value in vars(record).items() if key not in self._STANDARD}
        if record.exc_info:
            line["exception"] = self.formatException(record.exc_info)
        return json.dumps(line, ensure_ascii=False, default=str)


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
    plain = logging.Formatter("%(asctime)s %(levelname)-7s %(name)s: %(message)s")
    formatter = RedactingFormatter(JsonFormatter() if style == "json" else plain, secrets)
    handlers: list[logging.Handler] = [logging.StreamHandler(sys.stderr)]
    if file is not None:
        handlers.append(_file_handler(file))
    for handler in handlers:
        handler.setFormatter(formatter)
    logging.basicConfig(level=logging.WARNING, handlers=handlers, force=True)
    logging.getLogger("bot").setLevel(level)
    # APScheduler warns of each skipped tick, which is intended (app/scheduler.py).
    logging.getLogger("apscheduler").setLevel(logging.ERROR)
    # PTB logs a traceback for an answer that is no JSON, and raises an error that says the same.
    logging.getLogger("telegram.request").setLevel(logging.CRITICAL)
    logging.captureWarnings(capture=True)
