"""The names of authors in their posts and the reasons of their appeals, which /forget takes out.

The posts stay on record.
"""

import json

from bot.models.post_states import FINAL
from bot.storage import keys
from bot.storage.connection import Redis
from bot.storage.scripts import load_script


class RedisAuthorNames:
    """Implements `ports.personal_data.PersonalData`."""

    def __init__(self, redis: Redis) -> None:
        self._redis = redis
        self._replace = load_script(redis, "posts/forget_name.lua")

    async def forget(self, chat_id: int, person_id: int) -> None:
        """Leave the id alone, and no appeal, in what a person posted in a chat, of their last 50 posts.

        The name of one that is not decided yet stays: its reviewers have to know it.
        """
        for post_id in await self._redis.lrange(keys.posts("author", person_id), 0, -1):
            key = keys.posts("post", post_id)
            state, text = await self._redis.hmget(key, ["state", "draft"])
            if not text or state not in FINAL:
                continue
            draft = json.loads(text)
            if draft["chat_id"] == chat_id:
                draft["author_name"] = str(person_id)
                await self._replace([key], [text, json.dumps(draft, ensure_ascii=False)])
        await self._redis.delete(keys.posts("appealing", chat_id, person_id))
