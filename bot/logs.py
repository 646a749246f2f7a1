"""Logging: to the console or as JSON lines, optionally to a rotating file; secrets never."""

import json
import logging
import logging.handlers
import re
import sys
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path

# Secrets that stand in URLs, whatever their value: the Bot API puts the token into the path, Baidu
# its keys and token into the query.
_IN_URLS = re.compile(
    r"(?<=/bot)\d+:[\w-]+"
    r"|(?<=access_token=)[^&\s'\"]+|(?<=client_secret=)[^&\s'\"]+|(?<=client_id=)[^&\s'\"]+"
)
_MASK = "***"


class Redaction(logging.Formatter):
    """Formats through another formatter and masks every secret in the outcome.

    Masking the finished line catches arguments and tracebacks too.
    """

    def __init__(self, inner: logging.Formatter, secrets: Iterable[str]) -> None:
        super().__init__()
        self._inner = inner
        known = sorted((re.escape(secret) for secret in secrets if secret), key=len, reverse=True)
        self._known = re.compile("|".join(known)) if known else None

    def format(self, record: logging.LogRecord) -> str:
        """The line of `record` without secrets."""
        line = _IN_URLS.sub(_MASK, self._inner.format(record))
        return self._known.sub(_MASK, line) if self._known else line


class JsonLines(logging.Formatter):
    """One JSON object a line: time (UTC), level, logger, message, and what `extra=` added."""

    _STANDARD = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "taskName"}

    def format(self, record: logging.LogRecord) -> str:
        """The record as one line of JSON."""
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


def set_up_logging(level: str, style: str, file: Path | None, secrets: Iterable[str]) -> None:
    """Send every log line to stderr and, if `file` is given, to that file.

    Args:
        level: of our own loggers; others speak from WARNING on.
        style: "console" or "json".
        file: rotated at 10 MB, five kept.
        secrets: values that are masked wherever they appear.
    """
    plain = logging.Formatter("%(asctime)s %(levelname)-7s %(name)s: %(message)s")
    formatter = Redaction(JsonLines() if style == "json" else plain, secrets)
    handlers: list[logging.Handler] = [logging.StreamHandler(sys.stderr)]
    if file is not None:
        file.parent.mkdir(parents=True, exist_ok=True)
        handlers.append(
            logging.handlers.RotatingFileHandler(
                file, maxBytes=10_000_000, backupCount=5, encoding="utf-8"
            )
        )
    for handler in handlers:
        handler.setFormatter(formatter)
    logging.basicConfig(level=logging.WARNING, handlers=handlers, force=True)
    logging.getLogger("bot").setLevel(level)
    # A tick that falls together with the one before is as it should be (app/scheduler.py).
    logging.getLogger("apscheduler").setLevel(logging.ERROR)
    logging.captureWarnings(capture=True)
