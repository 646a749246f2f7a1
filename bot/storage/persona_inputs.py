"""What people answered to the questions of a persona, for ten minutes."""

from typing import Any

from bot.ports.persona_inputs import CollectedInputs
from bot.storage import keys
from bot.storage.connection import Redis

_PERSONA = "persona"


class RedisPersonaInputs:
    """Implements `ports.persona_inputs.PersonaInputStore`: a hash, update -> answer."""

    def __init__(self, redis: Redis) -> None:
        self._redis = redis

    async def begin(self, chat_id: int, person_id: int, persona: str) -> None:
        """Nothing is answered yet."""
        key = keys.persona_inputs(chat_id, person_id)
        async with self._redis.pipeline(transaction=True) as pipeline:
            pipeline.delete(key)
            pipeline.hset(key, _PERSONA, persona)
            pipeline.expire(key, keys.AWAITED_INPUT_S)
            await pipeline.execute()

    async def add(
        self, chat_id: int, person_id: int, update_id: int, answer: str
    ) -> CollectedInputs | None:
        """Add an answer, once for each update."""
        key = keys.persona_inputs(chat_id, person_id)
        async with self._redis.pipeline(transaction=True) as pipeline:
            pipeline.hset(key, str(update_id), answer)
            pipeline.expire(key, keys.AWAITED_INPUT_S)
            pipeline.hgetall(key)
            *_, row = await pipeline.execute()
        return _collected(row)

    async def forget(self, chat_id: int, person_id: int) -> None:
        """Delete the answers."""
        await self._redis.delete(keys.persona_inputs(chat_id, person_id))


def _collected(row: dict[Any, Any]) -> CollectedInputs | None:
    persona = row.pop(_PERSONA, None)
    if persona is None:
        return None
    return CollectedInputs(str(persona), tuple(row[update] for update in sorted(row, key=int)))
