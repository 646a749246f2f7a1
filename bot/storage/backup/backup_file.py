"""The file of a backup: gzip of JSON lines: a header, a row for each key, and the number of rows.

The header names the version of this form. A later version of the bot reads the forms before it. The last
line tells a whole file from one that was cut off.
"""

import gzip
import json
import os
import secrets
import zlib
from collections.abc import AsyncIterator, Iterator
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Any, Final

from bot.errors import StartError
from bot.storage.backup.rows import TYPES, Row

FORM: Final = "group-bot-backup"
FORM_VERSION: Final = 1
_MODE = 0o600
_COMPRESSION = 5
"""Of 1 to 9; 9 makes our rows 2 % smaller and takes three times as long."""


@dataclass(frozen=True, slots=True)
class Header:
    """What a backup is of.

    Args:
        bot: the id of the bot that the store belongs to; None: no bot has claimed it.
        schema: version of the stored data.
        made_ms: when, in milliseconds of Unix time.
    """

    bot: int | None
    schema: int
    made_ms: int


async def write_backup(file: Path, header: Header, rows: AsyncIterator[Row]) -> int:
    """Write a whole backup, or nothing; returns the number of rows. Only its owner can read it.

    An earlier backup of that name is replaced, any other file is not.

    Raises:
        StartError: the file cannot be written, or is something else.
    """
    _refuse_another_kind(file)
    unfinished = file.with_name(f".{file.name}.{secrets.token_hex(4)}")
    try:
        descriptor = os.open(unfinished, os.O_CREAT | os.O_EXCL | os.O_WRONLY, _MODE)
        try:
            with os.fdopen(descriptor, "wb") as raw:
                count = await _write(raw, header, rows)
                raw.flush()
                os.fsync(raw.fileno())
            unfinished.replace(file)
            _sync_folder(file.parent)
        finally:
            unfinished.unlink(missing_ok=True)
    except OSError as error:
        raise StartError(f"{file} cannot be written ({error.strerror}).") from error
    return count


def _refuse_another_kind(file: Path) -> None:
    if file.exists() and _head(file) is None:
        raise StartError(f"{file} is there and is no backup; choose another name.")


async def _write(raw: Any, header: Header, rows: AsyncIterator[Row]) -> int:  # noqa: ANN401 -- a file
    count = 0
    with gzip.GzipFile("", "wb", _COMPRESSION, raw) as packed:
        first = {"form": FORM, "form_version": FORM_VERSION, **asdict(header)}
        packed.write(json.dumps(first).encode() + b"\n")
        async for row in rows:
            packed.write(json.dumps(asdict(row)).encode() + b"\n")
            count += 1
        packed.write(json.dumps({"rows": count}).encode() + b"\n")
    return count


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def read_header(file: Path) -> Header:
    """The header of a backup that is whole; reads all of it.

    Raises:
        StartError: the file cannot be read, is damaged or cut off, or of a newer form.
    """
    first = _head(file)
    if first is None:
        raise StartError(f"{file} is no backup of this bot.")
    if first["form_version"] > FORM_VERSION:
        raise StartError(
            f"{file} was written by a newer version of the bot; restore it with that one."
        )
    for _ in read_backup(file):
        pass
    return Header(**{field.name: first[field.name] for field in fields(Header)})


def read_backup(file: Path) -> Iterator[Row]:
    """The rows of a backup; raises StartError where it is damaged or cut off."""
    count, says = 0, None
    try:
        with gzip.open(file) as lines:
            next(lines)
            for line in lines:
                value = json.loads(line)
                if "key" in value:
                    yield _row(value)
                    count += 1
                else:
                    says = value["rows"]
    except OSError as error:
        if error.strerror:
            raise StartError(f"{file} cannot be read ({error.strerror}).") from error
        raise _damaged(file) from error  # gzip.BadGzipFile
    except (EOFError, zlib.error, ValueError, LookupError, TypeError) as error:
        raise _damaged(file) from error
    if says != count:
        raise _damaged(file)


def _row(value: dict[str, Any]) -> Row:
    row = Row(value["key"], value["type"], value["value"], value["expires_ms"])
    if row.type not in TYPES:
        raise ValueError(row.type)
    return row


def _damaged(file: Path) -> StartError:
    return StartError(f"{file} is damaged or cut off; nothing can be restored from it.")


def _head(file: Path) -> dict[str, Any] | None:
    """The first line; None: the file is no backup. Raises StartError where it cannot be read."""
    try:
        with gzip.open(file) as lines:
            first = json.loads(lines.readline())
    except OSError as error:
        if error.strerror:
            raise StartError(f"{file} cannot be read ({error.strerror}).") from error
        return None
    except (EOFError, zlib.error, ValueError):
        return None
    return first if isinstance(first, dict) and first.get("form") == FORM else None
