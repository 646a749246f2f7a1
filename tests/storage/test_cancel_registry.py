import asyncio

from bot.models.chat import Thread
from bot.storage.cancel_registry import RedisCancelRegistry

HERE = Thread(-100, 7)


class Process:
    """A process of the fleet that notes what it is told to stop."""

    def __init__(self, redis) -> None:
        self.board = RedisCancelRegistry(redis)
        self.stopped: list[str] = []

    def stop(self, turn_id: str) -> None:
        self.stopped.append(turn_id)


async def test_a_stop_reaches_the_process_that_has_the_turn(redis):
    first, second = Process(redis), Process(redis)
    async with first.board.listening(first.stop), second.board.listening(second.stop):
        async with asyncio.timeout(5):
            while not first.stopped:
                await first.board.enter(HERE, "a1", sender_id=5)
                assert await second.board.owner_of(HERE, "a1") == 5
                await second.board.stop(HERE, 5)
                await asyncio.sleep(0.01)
        assert set(first.stopped) == {"a1"}
        assert second.stopped == []


async def test_other_people_and_other_threads_go_on(redis):
    first, second = Process(redis), Process(redis)
    await first.board.enter(HERE, "a1", sender_id=5)
    assert not await second.board.stop(HERE, 6)
    assert not await second.board.stop(Thread(-100), 5)
    assert await second.board.owner_of(HERE, "a1") == 5


async def test_a_turn_that_ended_is_nobodys(redis):
    board = RedisCancelRegistry(redis)
    await board.enter(HERE, "a1", sender_id=5)
    await board.leave(HERE, "a1")
    assert await board.owner_of(HERE, "a1") is None
    assert not await board.stop_turn(HERE, "a1")


async def test_what_a_dead_process_left_stops_nobody_and_is_taken_off(redis):
    await RedisCancelRegistry(redis).enter(HERE, "a1", sender_id=5)
    board = RedisCancelRegistry(redis)
    assert not await board.stop(HERE, 5)
    assert await board.owner_of(HERE, "a1") is None
