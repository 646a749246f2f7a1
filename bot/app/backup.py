"""`python -m bot backup` and `restore`: the whole store as a file, and back."""

import shlex
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from itertools import chain
from pathlib import Path

from bot.errors import StartError, StorageDown
from bot.settings import Settings
from bot.storage import keys
from bot.storage.backup.backup_file import Header, read_backup, read_header, write_backup
from bot.storage.backup.left_out import is_kept
from bot.storage.backup.restore import refuse_half_restored, restore_rows
from bot.storage.backup.rows import Row, read_rows
from bot.storage.backup.snapshot import snapshot
from bot.storage.connection import Redis, check_server, open_redis
from bot.storage.embedded import running_redis
from bot.storage.owner import store_owner
from bot.storage.schema import SCHEMA_VERSION, stored_version


async def backup(settings: Settings, file: Path) -> str:
    """Write everything the bot keeps to a file, also while it runs.

    Returns:
        For the operator: what was written, where, how large it is, and how to restore it.

    Raises:
        StartError: the store or the file cannot be used, or nothing is stored.
    """
    made_ms = int(time.time() * 1000)
    async with _store(settings, "no backup was made.") as redis:
        await refuse_half_restored(redis)
        async with snapshot(redis, beside=file.parent) as copies:
            header = await _header(copies, made_ms)
            _refuse_newer(header, "The store")
            kept = [await _kept_names(copy) for copy in copies]
            if not {*chain(*kept)} - {keys.SCHEMA_VERSION, keys.STORE_OWNER}:
                raise StartError(f"Nothing is stored in {_place(settings)}: no backup was made.")
            count = await write_backup(file, header, _rows(copies, kept))
    return _said_of(file, count, settings)


async def restore(settings: Settings, file: Path) -> str:
    """Bring a backup into the store, which must be empty; returns a sentence for the operator.

    Raises:
        StartError: the file cannot be used here, or the store is not empty.
    """
    header = read_header(file)
    _refuse_newer(header, f"{file}")
    bot_id = settings.bot_id
    if None not in (bot_id, header.bot) and bot_id != header.bot:
        raise StartError(
            f"{file} belongs to bot {header.bot}, and TELEGRAM_BOT_TOKEN is bot {bot_id}'s."
        )
    unfinished = "the store holds a part of the backup: empty it, then restore again."
    async with _store(settings, unfinished) as redis:
        stored, moved = await restore_rows(redis, read_backup(file))
    made = time.strftime("%Y-%m-%d %H:%M:%S %z", time.localtime(header.made_ms / 1000))
    return (
        f"{stored} keys of the backup of {made} were restored; "
        f"posts for an administrator to decide about: {moved}."
    )


async def _header(copies: Sequence[Redis], made_ms: int) -> Header:
    owners = [await store_owner(copy) for copy in copies]
    versions = [await stored_version(copy) for copy in copies]
    bot_id = next((owner for owner in owners if owner is not None), None)
    return Header(bot_id, max(version or 0 for version in versions), made_ms)


async def _kept_names(copy: Redis) -> list[str]:
    return sorted({name async for name in copy.scan_iter(count=1000) if is_kept(name)})


async def _rows(copies: Sequence[Redis], names: Sequence[Sequence[str]]) -> AsyncIterator[Row]:
    for copy, of_copy in zip(copies, names, strict=True):
        async for row in read_rows(copy, of_copy):
            yield row


def _refuse_newer(header: Header, what: str) -> None:
    if header.schema > SCHEMA_VERSION:
        raise StartError(
            f"{what} has schema version {header.schema}, this bot knows up to {SCHEMA_VERSION}: "
            f"use the newer version of the bot."
        )


def _said_of(file: Path, count: int, settings: Settings) -> str:
    return (
        f"All that the bot keeps in {_place(settings)} was written to {file.resolve()}: "
        f"{count} keys, {_size(file)}.\n"
        f"To restore it into an empty store: python -m bot restore {shlex.quote(str(file))}"
    )


def _size(file: Path) -> str:
    size_bytes = file.stat().st_size
    return f"{size_bytes / 1e6:.1f} MB" if size_bytes >= 1e6 else f"{size_bytes / 1e3:.1f} kB"


def _place(settings: Settings) -> str:
    return f"{settings.redis.data_dir}" if settings.redis_url is None else "the configured Redis"


@asynccontextmanager
async def _store(settings: Settings, unfinished: str) -> AsyncIterator[Redis]:
    """A client of the store, which a bot may be using; raises StartError.

    `unfinished`: what it means that the store stops answering within the block.
    """
    async with _url(settings) as url, open_redis(url, errors="surrogateescape") as redis:
        await check_server(redis, url)
        try:
            yield redis
        except StorageDown as error:
            raise StartError(f"Redis stopped answering: {unfinished}") from error


@asynccontextmanager
async def _url(settings: Settings) -> AsyncIterator[str]:
    if settings.redis_url is not None:
        yield settings.redis_url
        return
    async with running_redis(settings.redis.data_dir) as url:
        yield url
