"""What every store of a persona's inputs does: the Redis store, and the fake of the tests."""

import pytest

from bot.ports.persona_inputs import CollectedInputs, PersonaInputStore
from bot.storage.persona_inputs import RedisPersonaInputs
from tests.fakes.persona_inputs import FakePersonaInputs


@pytest.fixture(params=["fake", "redis"])
def store(request: pytest.FixtureRequest) -> PersonaInputStore:
    if request.param == "fake":
        return FakePersonaInputs()
    return RedisPersonaInputs(request.getfixturevalue("redis"))


async def test_answers_come_back_in_their_order_each_update_once(store):
    await store.begin(1, 5, "起名")
    assert await store.add(1, 5, 99, "王") == CollectedInputs("起名", ("王",))
    assert await store.add(1, 5, 100, "女孩") == CollectedInputs("起名", ("王", "女孩"))
    assert await store.add(1, 5, 100, "女孩") == CollectedInputs("起名", ("王", "女孩"))


async def test_a_new_beginning_and_forgetting_delete_the_answers_of_that_person_only(store):
    for person in (5, 6):
        await store.begin(1, person, "起名")
        await store.add(1, person, 99, "王")
    await store.begin(1, 5, "百科")
    assert await store.add(1, 5, 101, "月亮") == CollectedInputs("百科", ("月亮",))
    await store.forget(1, 5)
    assert await store.add(1, 5, 102, "太阳") is None
    assert await store.add(1, 6, 103, "女孩") == CollectedInputs("起名", ("王", "女孩"))


async def test_where_nothing_was_begun_there_is_nothing_to_answer(store):
    assert await store.add(1, 5, 99, "王") is None
