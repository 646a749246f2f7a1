"""Schema version 1: item hashes and visibility times in queues, and the field's names for keys and fields.

Version 0 is what the bot stored before it noted a version. Everything is converted, in steps that
may be repeated: each takes an old key away in the same transaction that writes the new one.
"""

import json
import re
from collections.abc import AsyncIterator, Callable, Mapping
from typing import Any, Final

from redis.asyncio.client import Pipeline
from redis.exceptions import ResponseError

from bot.errors import StartError
from bot.storage import keys
from bot.storage.connection import Redis, is_cluster
from bot.storage.queue.leased_queue import QUEUE_LUA
from bot.storage.scripts import load_script

_PAGE = 500
_OLD_NOTIFICATIONS: Final = {"card": "show_card", "close": "close_cards", "tell": "tell_author"}
_OLD_PROPOSAL_STATES: Final = {
    "taken": "approved",
    "offered": "bot_plays",
    "refused": "rejected",
    "dropped": "removed",
}
_RENAMED: Final = {
    "{posts}:p:": "{posts}:post:",
    "{posts}:by:": "{posts}:author:",
    "{posts}:in:": "{posts}:state:",
    "{posts}:moving": "{posts}:in_progress",
    "{posts}:prompt:": "{posts}:rewrite_prompt:",
    "{posts}:next": "{posts}:last_id",
    "idiom:due": "idiom:turn_checks",
    "idiom:{taught}:p:": "{custom_idioms}:proposal:",
    "idiom:{taught}:waiting": "{custom_idioms}:pending",
    "idiom:{taught}:filed:": "{custom_idioms}:update:",
    "idiom:{taught}:last": "{custom_idioms}:last_id",
    "idiom:{taught}:": "{custom_idioms}:",
    "token:": "access_token:",
    "lease:": "leader:",
}
"""The start of a key: its new start. The first one that fits is taken."""
_OLD_GAME_KEY: Final = re.compile(r"(idiom:\{-?\d+\}:)(told|board)\b")
_RENAMED_GAME_KEYS: Final = {"told": "reply", "board": "leaderboard"}
_AUDIT, _TRAIL = "{posts}:audit", "{posts}:trail:"
_OLD_FLOOD_CHAT: Final = re.compile(r"\{flood\}:(-?\d+|@\w+)")
_DROPPED: Final = re.compile(r"turns:|\{flood\}:((-?\d+|@\w+)(:calls)?|overall)$")
"""What could be cancelled in the old processes; how many calls chats had received a moment ago."""

HashChange = Callable[[Mapping[str, str]], Mapping[str, str | None]]
"""The fields of a hash: those to set, or with None to delete."""


async def migrate(redis: Redis) -> None:
    """Convert all data of version 0; raises StartError in a cluster, where that version never ran."""
    if is_cluster(redis):
        raise StartError(
            "The data in this cluster was not written by this bot: give it an empty cluster, and bring data "
            "there by `python -m bot restore FILE`."
        )
    await _convert_queues(redis)
    await _convert_counts(redis)
    await _convert_audit(redis)
    async for page in _pages(redis):
        await _convert_page(redis, page)


async def _convert_queues(redis: Redis) -> None:
    convert = load_script(redis, QUEUE_LUA, "migrations/v1_queue.lua")
    inbox, posts = [keys.queue(keys.INBOX, "ready")], [keys.queue(keys.POSTS, "ready")]
    if await redis.exists("{inbox}!:keys"):
        await convert(inbox, ["{inbox}!", keys.INBOX, "priority", "none"])
    if await redis.exists("{inbox}:keys"):
        await convert(inbox, ["{inbox}", keys.INBOX, "ready", ""])
    if await redis.exists("{posts}:keys"):
        await convert(posts, ["{posts}", keys.POSTS, "ready", ""])
    if await redis.exists("{posts}:notices:keys"):
        kinds = [part for pair in _OLD_NOTIFICATIONS.items() for part in pair]
        await convert(posts, ["{posts}:notices", keys.POSTS, "priority", "post:", *kinds])


async def _pages(redis: Redis) -> AsyncIterator[list[str]]:
    """All keys, so many at a time; those that were renamed meanwhile may come again."""
    cursor = 0
    while True:
        cursor, page = await redis.scan(cursor, count=_PAGE)
        yield [str(key) for key in page]
        if int(cursor) == 0:
            return


async def _convert_page(redis: Redis, page: list[str]) -> None:
    """Convert some keys, in few transactions: each may have the server write to its disk."""
    await _change_hashes(redis, page)
    await _copy_trails(redis, page)
    await _keep_blocks(redis, page)
    pipeline = redis.pipeline()
    for key in page:
        _rename(pipeline, key)
    for error in await pipeline.execute(raise_on_error=False):
        # "no such key": its time to live has ended since the page was read.
        if isinstance(error, ResponseError) and str(error) != "no such key":
            raise error


def _rename(pipeline: Pipeline, key: str) -> None:
    if _DROPPED.match(key):
        pipeline.delete(key)
    elif _new_name(key) != key:
        pipeline.rename(key, _new_name(key))


def _hash_change(key: str) -> HashChange | None:
    for pattern, change in _HASH_CHANGES.items():
        if re.match(pattern, key):
            return change
    return None


def _new_name(key: str) -> str:
    for old, new in _RENAMED.items():
        if key.startswith(old):
            return new + key.removeprefix(old)
    return _OLD_GAME_KEY.sub(lambda found: found[1] + _RENAMED_GAME_KEYS[found[2]], key)


def _post(fields: Mapping[str, str]) -> Mapping[str, str | None]:
    changed: dict[str, str | None] = {}
    if fields["state"] == "checking":
        changed["state"] = "queued"
    if "intent" in fields:
        changed |= {"delivery_started": fields["intent"], "intent": None}
    return changed


def _proposal(fields: Mapping[str, str]) -> Mapping[str, str | None]:
    return {"state": _OLD_PROPOSAL_STATES.get(fields["state"], fields["state"])}


def _words(fields: Mapping[str, str]) -> Mapping[str, str | None]:
    return {word: _custom_idiom(json.loads(value)) for word, value in fields.items()}


def _custom_idiom(old: Mapping[str, Any]) -> str:
    if "proposal" in old:
        return json.dumps(old, ensure_ascii=False)
    new = {"proposal": old["id"], "pinyin": old["pinyin"], "author": old["author"]}
    return json.dumps(new | {"bot_plays": old["offered"]}, ensure_ascii=False)


def _game(fields: Mapping[str, str]) -> Mapping[str, str | None]:
    if "at" not in fields:
        return {}
    state = json.loads(fields["state"])
    for old, new in (("limit_s", "turn_limit_s"), ("idle", "idle_turns")):
        if old in state:
            state[new] = state.pop(old)
    for score in state["scores"].values():
        score["longest_streak"] = score.pop("best")
    return {
        "state": json.dumps(state, ensure_ascii=False),
        "turn_started_s": fields["at"],
        "at": None,
    }


_HASH_CHANGES: Final[Mapping[str, HashChange]] = {
    r"\{posts\}:p:": _post,
    r"idiom:\{taught\}:p:": _proposal,
    r"idiom:\{taught\}:words$": _words,
    r"idiom:\{-?\d+\}:\d+:game$": _game,
}


async def _change_hashes(redis: Redis, page: list[str]) -> None:
    changes = {key: change for key in page if (change := _hash_change(key))}
    reads, writes = redis.pipeline(transaction=False), redis.pipeline()
    for key in changes:
        reads.hgetall(key)
    for (key, change), fields in zip(changes.items(), await reads.execute(), strict=True):
        for name, value in change(fields).items():
            if value is None:
                writes.hdel(key, name)
            else:
                writes.hset(key, name, value)
    await writes.execute()


async def _copy_trails(redis: Redis, page: list[str]) -> None:
    trails = [key for key in page if key.startswith(_TRAIL)]
    reads, writes = redis.pipeline(transaction=False), redis.pipeline()
    for key in trails:
        reads.xrange(key)
        reads.pttl(key)
    found = iter(await reads.execute())
    for key, entries, ttl_ms in zip(trails, found, found, strict=True):
        copy = key.replace(_TRAIL, f"{_AUDIT}:")
        writes.delete(copy)
        for entry_id, entry in entries:
            _add_entry(writes, copy, entry_id, entry)
        if ttl_ms > 0:
            writes.pexpire(copy, ttl_ms)
        writes.delete(key)
    await writes.execute()


async def _keep_blocks(redis: Redis, page: list[str]) -> None:
    """Telegram's retry_after goes on: a call before its end would make it longer."""
    chats = [key for key in page if _OLD_FLOOD_CHAT.fullmatch(key)]
    reads, writes = redis.pipeline(transaction=False), redis.pipeline()
    for key in chats:
        reads.hmget(key, "blocked", "slow")
        reads.pttl(key)
    found = iter(await reads.execute())
    for key, (blocked, slow), ttl_ms in zip(chats, found, found, strict=True):
        if blocked and ttl_ms > 0:
            record = {"blocked": int(blocked), "slow": int(slow or blocked)}
            new_key = keys.flood_chat(key.removeprefix("{flood}:"))
            writes.set(new_key, json.dumps(record), px=ttl_ms)
    await writes.execute()


async def _convert_audit(redis: Redis) -> None:
    """The trail of all posts, which may have 100,000 entries, in a copy that takes its place."""
    if not await redis.exists(_AUDIT):
        return
    copy, last = f"{_AUDIT}:copy", "-"
    await redis.delete(copy)
    while entries := await _entries(redis, _AUDIT, last):
        pipeline = redis.pipeline()
        for entry_id, entry in entries:
            _add_entry(pipeline, copy, entry_id, entry)
        await pipeline.execute()
        last = f"({entries[-1][0]}"
    await redis.rename(copy, _AUDIT)


async def _entries(redis: Redis, key: str, after: str) -> list[tuple[str, dict[str, str]]]:
    found: list[tuple[str, dict[str, str]]] = await redis.execute_command(
        "XRANGE", key, after, "+", "COUNT", _PAGE
    )
    return found


def _add_entry(pipeline: Pipeline, key: str, entry_id: str, entry: Mapping[str, str]) -> None:
    """A claim is no transition any more: `queued` to `checking` goes, what followed came from `queued`."""
    if entry["to"] != "checking":
        before = "queued" if entry["from"] == "checking" else entry["from"]
        pipeline.xadd(key, {**entry, "from": before}, id=entry_id)  # type: ignore[dict-item]  # redis-py's invariant keys


async def _convert_counts(redis: Redis) -> None:
    checking = await redis.hget("{posts}:counts", "checking")
    if checking is not None:
        pipeline = redis.pipeline()
        pipeline.hincrby("{posts}:counts", "queued", int(checking))
        pipeline.hdel("{posts}:counts", "checking")
        await pipeline.execute()
