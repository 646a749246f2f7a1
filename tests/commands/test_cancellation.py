import asyncio

import pytest

from bot.commands.cancellation import CancelScopes, WorkStopped
from bot.models.chat import Thread

HERE = Thread(1)


async def work(turns: CancelScopes, seen: list[str], sender_id: int = 1) -> None:
    turn = turns.take(HERE, sender_id)
    seen.append(turn.id)
    try:
        async with turn:
            await asyncio.sleep(3600)
    except WorkStopped as stopped:
        seen.append(stopped.reason)
        await asyncio.sleep(0)
        seen.append("finished")


@pytest.fixture
async def started():
    """Turns, a running task and what it has seen."""
    turns = CancelScopes()
    seen: list[str] = []
    task = asyncio.create_task(work(turns, seen))
    await asyncio.sleep(0)
    yield turns, task, seen
    task.cancel()


async def test_a_stopped_turn_can_still_finish(started):
    turns, task, seen = started
    assert await turns.stop(HERE, 1)
    await task
    assert seen[1:] == ["person", "finished"]
    assert not await turns.stop(HERE, 1)


async def test_only_the_own_turn_in_the_own_thread_is_stopped(started):
    turns, _, seen = started
    assert not await turns.stop(HERE, 2)
    assert not await turns.stop(Thread(2), 1)
    assert await turns.owner_of(HERE, seen[0]) == 1
    assert await turns.stop_turn(HERE, seen[0])
    assert not await turns.stop_turn(HERE, seen[0])


async def test_a_shutdown_stops_every_turn_and_says_so(started):
    turns, task, seen = started
    assert turns.stop_all() == 1
    await task
    assert seen[1] == "shutdown"


async def test_a_cancellation_from_outside_stays_one(started):
    turns, task, _ = started
    await turns.stop(HERE, 1)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task


async def test_a_turn_that_begins_while_the_process_ends_is_stopped_as_it_begins():
    turns = CancelScopes()
    turns.stop_all()
    seen: list[str] = []
    await asyncio.wait_for(work(turns, seen), 1)
    assert seen[1] == "shutdown"
