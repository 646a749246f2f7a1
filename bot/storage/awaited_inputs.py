"""Which command waits for a person's next message."""

from typing import cast

from bot.models.chat import Thread
from bot.ports.awaited_inputs import Awaiting
from bot.storage import keys
from bot.storage.connection import Redis


class RedisAwaitedInputs:
    """Implements `ports.awaited_inputs.AwaitedInputs`.

    The value is `<destination> <update>`, where the update is the wish. Who takes the input is a key
    of its own, set once, so that a second attempt at an update whose process died finds it again.
    """

    def __init__(self, redis: Redis) -> None:
        self._redis = redis

    async def expect(
        self, thread: Thread, person_id: int, destination: Awaiting, update_id: int
    ) -> None:
        """Let the command wait."""
        key, taken = _keys(thread, person_id)
        async with self._redis.pipeline(transaction=True) as pipeline:
            pipeline.set(key, f"{destination} {update_id}", ex=keys.AWAITED_INPUT_S)
            pipeline.delete(taken)
            await pipeline.execute()

    async def find(self, thread: Thread, person_id: int, update_id: int) -> Awaiting | None:
        """The command that waits for this update."""
        value, taken_by = await self._redis.mget(*_keys(thread, person_id))
        if value is None or taken_by not in {None, str(update_id)}:
            return None
        destination, _, wish = str(value).partition(" ")
        return None if wish == str(update_id) else cast("Awaiting", destination)

    async def take(self, thread: Thread, person_id: int, update_id: int) -> bool:
        """Let this update be the input."""
        if await self.find(thread, person_id, update_id) is None:
            return False
        _, taken = _keys(thread, person_id)
        await self._redis.set(taken, update_id, nx=True, ex=keys.AWAITED_INPUT_S)
        return await self._redis.get(taken) == str(update_id)

    async def drop(self, thread: Thread, person_id: int) -> bool:
        """Wait no longer."""
        key, taken = _keys(thread, person_id)
        async with self._redis.pipeline(transaction=True) as pipeline:
            pipeline.exists(taken)
            pipeline.delete(key)
            was_taken, was_awaited = await pipeline.execute()
        return bool(was_awaited and not was_taken)


def _keys(thread: Thread, person_id: int) -> tuple[str, str]:
    return keys.awaited_input(thread, person_id), keys.awaited_input(thread, person_id, "taken")
