"""What every store of indexes does: the Redis store, and the fake of the tests."""

import pytest

from bot.models.document import Passage, PassageIndex
from bot.ports.documents import PassageIndexes
from bot.storage.documents.passage_indexes import RedisPassageIndexes
from tests.fakes.documents import FakePassageIndexes


@pytest.fixture(params=["fake", "redis"])
def indexes(request: pytest.FixtureRequest) -> PassageIndexes:
    if request.param == "fake":
        return FakePassageIndexes()
    return RedisPassageIndexes(request.getfixturevalue("redis"), keep_s=100)


async def test_an_index_is_found_by_the_content_of_its_document(indexes):
    index = PassageIndex((Passage("甲", 1), Passage("B", None)), ("甲", " b "))
    await indexes.put("h", index)
    assert await indexes.get("h") == index
    assert await indexes.get("i") is None


async def test_embeddings_are_kept_for_each_model(indexes):
    await indexes.put_vectors("h", "m", b"\xff\0")
    await indexes.put_vectors("h", "n", b"2")
    assert await indexes.get_vectors("h", "m") == b"\xff\0"
    assert await indexes.get_vectors("h", "n") == b"2"
    assert await indexes.get_vectors("h", "o") is None
    assert await indexes.get_vectors("i", "m") is None


async def test_one_process_begins_to_embed(indexes):
    assert await indexes.begin_embedding("h", "m")
    assert not await indexes.begin_embedding("h", "m")
    assert await indexes.begin_embedding("h", "n")
