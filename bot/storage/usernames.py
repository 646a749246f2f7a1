"""The ids of people by their @name, so that an administrator can name them."""

from contextlib import suppress

from cachetools import TTLCache

from bot.errors import StorageDown
from bot.storage import keys
from bot.storage.connection import Redis

_NAMES_REMEMBERED = 10_000
_REWRITTEN_S = 24 * 3600


class RedisUsernames:
    """Implements `ports.usage.Usernames`; a name is written once a day by each process."""

    def __init__(self, redis: Redis) -> None:
        self._redis = redis
        self._written: TTLCache[str, int] = TTLCache(_NAMES_REMEMBERED, _REWRITTEN_S)

    async def saw(self, username: str, person_id: int) -> None:
        """Remember whose name it is; names are not case-sensitive."""
        name = username.lower()
        if self._written.get(name) == person_id:
            return
        with suppress(StorageDown):
            await self._redis.set(keys.username(name), person_id, ex=keys.USERNAME_S)
            self._written[name] = person_id

    async def id_of(self, username: str) -> int | None:
        """The person who had that name when last seen."""
        person_id = await self._redis.get(keys.username(username.lower()))
        return None if person_id is None else int(person_id)
