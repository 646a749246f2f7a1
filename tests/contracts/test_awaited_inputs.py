"""What every store of awaited inputs does: the Redis store, and the fake of the tests."""

import pytest

from bot.models.chat import Thread
from bot.ports.awaited_inputs import AwaitedInputs
from bot.storage.awaited_inputs import RedisAwaitedInputs
from tests.fakes.awaited_inputs import FakeAwaitedInputs

HERE, ELSEWHERE = Thread(1), Thread(1, 7)
PERSON, OTHER = 5, 6
WISH, INPUT, LATER = 100, 101, 102


@pytest.fixture(params=["fake", "redis"])
def inputs(request: pytest.FixtureRequest) -> AwaitedInputs:
    if request.param == "fake":
        return FakeAwaitedInputs()
    return RedisAwaitedInputs(request.getfixturevalue("redis"))


async def test_the_next_message_of_that_person_in_that_thread_is_awaited(inputs):
    await inputs.expect(HERE, PERSON, "post", WISH)
    assert await inputs.find(HERE, PERSON, INPUT) == "post"
    assert await inputs.find(HERE, OTHER, INPUT) is None
    assert await inputs.find(ELSEWHERE, PERSON, INPUT) is None


async def test_the_wish_is_not_its_own_input(inputs):
    await inputs.expect(HERE, PERSON, "post", WISH)
    assert await inputs.find(HERE, PERSON, WISH) is None
    assert not await inputs.take(HERE, PERSON, WISH)


async def test_one_update_takes_the_input_and_so_do_its_later_attempts(inputs):
    await inputs.expect(HERE, PERSON, "summarize", WISH)
    assert await inputs.take(HERE, PERSON, INPUT)
    assert not await inputs.take(HERE, PERSON, LATER)
    assert await inputs.find(HERE, PERSON, LATER) is None
    assert await inputs.find(HERE, PERSON, INPUT) == "summarize"
    assert await inputs.take(HERE, PERSON, INPUT)


async def test_a_new_wish_replaces_the_old_one_and_what_took_it(inputs):
    await inputs.expect(HERE, PERSON, "summarize", WISH)
    await inputs.take(HERE, PERSON, INPUT)
    await inputs.expect(HERE, PERSON, "post", INPUT)
    assert await inputs.find(HERE, PERSON, LATER) == "post"


async def test_nothing_is_awaited_after_a_drop_which_says_whether_anything_was(inputs):
    assert not await inputs.drop(HERE, PERSON)
    await inputs.expect(HERE, PERSON, "post", WISH)
    assert await inputs.drop(HERE, PERSON)
    assert await inputs.find(HERE, PERSON, INPUT) is None
    assert not await inputs.take(HERE, PERSON, INPUT)


async def test_what_was_taken_is_no_longer_awaited(inputs):
    await inputs.expect(HERE, PERSON, "post", WISH)
    await inputs.take(HERE, PERSON, INPUT)
    assert not await inputs.drop(HERE, PERSON)
