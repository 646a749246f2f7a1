import asyncio

from bot.models.chat import Thread
from bot.storage.cancel_registry import RedisCancelRegistry

THREAD = Thread(-100, 7)


class Process:
    """A replica that records which scopes it is asked to stop."""

    def __init__(self, redis) -> None:
        self.registry = RedisCancelRegistry(redis)
        self.stopped: list[str] = []

    def stop(self, scope_id: str) -> None:
        self.stopped.append(scope_id)


async def test_a_stop_reaches_the_process_that_has_the_scope(redis):
    first, second = Process(redis), Process(redis)
    async with first.registry.listening(first.stop), second.registry.listening(second.stop):
        async with asyncio.timeout(5):
            while not first.stopped:
                await first.registry.add(THREAD, "a1", sender_id=5)
                assert await second.registry.owner_of(THREAD, "a1") == 5
                await second.registry.stop_all_of(THREAD, 5)
                await asyncio.sleep(0.01)
        assert set(first.stopped) == {"a1"}
        assert second.stopped == []


async def test_a_stop_leaves_other_people_and_other_threads_alone(redis):
    first, second = Process(redis), Process(redis)
    await first.registry.add(THREAD, "a1", sender_id=5)
    assert not await second.registry.stop_all_of(THREAD, 6)
    assert not await second.registry.stop_all_of(Thread(-100), 5)
    assert await second.registry.owner_of(THREAD, "a1") == 5


async def test_a_removed_scope_has_no_owner_and_cannot_be_stopped(redis):
    registry = RedisCancelRegistry(redis)
    await registry.add(THREAD, "a1", sender_id=5)
    await registry.remove(THREAD, "a1")
    assert await registry.owner_of(THREAD, "a1") is None
    assert not await registry.stop(THREAD, "a1")


async def test_a_scope_of_a_dead_process_is_removed_when_somebody_stops_it(redis):
    await RedisCancelRegistry(redis).add(THREAD, "a1", sender_id=5)
    registry = RedisCancelRegistry(redis)
    assert not await registry.stop_all_of(THREAD, 5)
    assert await registry.owner_of(THREAD, "a1") is None
