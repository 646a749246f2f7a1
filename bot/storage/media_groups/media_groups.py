"""The parts of media groups in Redis; they are collected as they arrive."""

from collections import defaultdict
from collections.abc import Sequence

from bot.models.inbox import IncomingUpdate
from bot.models.media_group import CollectedGroup
from bot.storage import keys
from bot.storage.connection import Redis
from bot.storage.scripts import load_script

_COMPLETE_AFTER_MS = 2000
"""Without a further part: Telegram marks no end. Parts come in one batch as a rule; what is uploaded
slowly comes one by one."""


class RedisMediaGroups:
    """Implements `ports.media_groups.MediaGroups`, and `ports.personal_data.PersonalData`.

    Args:
        redis: where they lie.
        complete_after_ms: how long no further part comes to a complete group.
    """

    def __init__(self, redis: Redis, *, complete_after_ms: int = _COMPLETE_AFTER_MS) -> None:
        self._redis = redis
        self._complete_after_ms = complete_after_ms
        self._add = load_script(redis, "media_groups/add.lua")
        self._collect = load_script(redis, "media_groups/collect.lua")

    async def add(self, updates: Sequence[IncomingUpdate]) -> None:
        """Note those of the updates that have an `album`, each once."""
        groups = defaultdict[tuple[int, str, int], list[str | int]](list)
        for update in updates:
            if update.album:
                group = (update.chat_id, update.album, update.person_id)
                groups[group] += (update.update_id, update.raw)
        for (chat_id, album, person_id), parts in groups.items():
            names = [keys.media_group(chat_id, album), keys.media_groups(chat_id, person_id)]
            await self._add(names, [album, keys.MEDIA_GROUP_S, *parts])

    async def collect(self, chat_id: int, album: str, update_id: int) -> CollectedGroup:
        """What this part's update has to do."""
        arguments = [update_id, self._complete_after_ms]
        role, wait_ms, parts = await self._collect([keys.media_group(chat_id, album)], arguments)
        return CollectedGroup(role, int(wait_ms), tuple(map(str, parts)))

    async def parts(self, chat_id: int, album: str) -> tuple[str, ...]:
        """The raw updates of a group in their order, as far as they arrived."""
        fields = await self._redis.hgetall(keys.media_group(chat_id, album))
        parts = {
            int(str(name).removeprefix("part:")): raw
            for name, raw in fields.items()
            if str(name).startswith("part:")
        }
        return tuple(str(parts[update_id]) for update_id in sorted(parts))

    async def forget(self, chat_id: int, person_id: int) -> None:
        """Delete what a person sent to a chat."""
        sent = keys.media_groups(chat_id, person_id)
        albums = await self._redis.smembers(sent)
        await self._redis.delete(sent, *(keys.media_group(chat_id, str(album)) for album in albums))
