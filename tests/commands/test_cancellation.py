import asyncio

import pytest

from bot.commands.cancellation import CancelScopes, WorkStopped
from bot.models.chat import Thread
from tests.fakes.cancellation import new_scopes

THREAD = Thread(1)
PERSON = 1


async def work(scopes: CancelScopes, seen: list[str]) -> None:
    scope = scopes.open(THREAD, PERSON)
    seen.append(scope.id)
    try:
        async with scope:
            await asyncio.sleep(3600)
    except WorkStopped as stopped:
        seen.append(stopped.reason)
        await asyncio.sleep(0)
        seen.append("finished")


@pytest.fixture
async def started():
    """The scopes, a task with one of them, and what that task has seen."""
    scopes = new_scopes()
    seen: list[str] = []
    task = asyncio.create_task(work(scopes, seen))
    await asyncio.sleep(0)
    yield scopes, task, seen
    task.cancel()


async def test_code_after_a_stopped_scope_still_runs(started):
    scopes, task, seen = started
    assert await scopes.stop_all_of(THREAD, PERSON)
    await task
    assert seen[1:] == ["person", "finished"]
    assert not await scopes.stop_all_of(THREAD, PERSON)


async def test_a_stop_leaves_other_people_and_other_threads_alone(started):
    scopes, _, seen = started
    assert not await scopes.stop_all_of(THREAD, 2)
    assert not await scopes.stop_all_of(Thread(2), PERSON)
    assert await scopes.owner_of(THREAD, seen[0]) == PERSON


async def test_a_scope_can_be_stopped_by_its_id_once(started):
    scopes, _, seen = started
    assert await scopes.stop(THREAD, seen[0])
    assert not await scopes.stop(THREAD, seen[0])


async def test_a_shutdown_stops_every_scope_with_that_reason(started):
    scopes, task, seen = started
    scopes.stop_everything()
    await task
    assert seen[1] == "shutdown"


async def test_a_cancellation_of_the_task_itself_stays_a_cancellation(started):
    scopes, task, _ = started
    await scopes.stop_all_of(THREAD, PERSON)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task


async def test_a_scope_that_begins_during_a_shutdown_is_stopped_at_once():
    scopes = new_scopes()
    scopes.stop_everything()
    seen: list[str] = []
    await asyncio.wait_for(work(scopes, seen), 1)
    assert seen[1] == "shutdown"
