"""Documents of chats as they lie in Redis."""

import pytest

from bot.models.document import Document, PassageIndex, content_hash
from bot.storage.documents.chat_documents import RedisChatDocuments
from bot.storage.documents.passage_indexes import RedisPassageIndexes

CHAT, ELSEWHERE = -1, -2
ALICE, BOB = 1, 2
DOCUMENT = Document("一", ((1, "一"),), "a.pdf")


@pytest.fixture
def documents(redis) -> RedisChatDocuments:
    return RedisChatDocuments(redis, keep_s=100, most_names=3)


async def texts(redis) -> list[str]:
    keys = await redis.keys("document:*")
    return [key for key in keys if not key.endswith(":holders")]


async def test_a_text_is_stored_once_for_all_chats_and_persons(documents, redis):
    await documents.keep(CHAT, ALICE, DOCUMENT, ["file:x"])
    await documents.keep(ELSEWHERE, BOB, DOCUMENT, ["file:y"])
    assert len(await texts(redis)) == 1


async def test_the_last_who_forgets_a_text_deletes_all_of_it(documents, redis):
    await documents.keep(CHAT, ALICE, DOCUMENT, ["file:x"])
    await documents.keep(CHAT, BOB, DOCUMENT, ["file:x"])
    await documents.forget(CHAT, ALICE)
    assert len(await texts(redis)) == 1
    await documents.forget(CHAT, BOB)
    assert await redis.keys("document*") == []


async def test_what_was_made_of_a_text_goes_with_it_and_expires_with_it(documents, redis):
    indexes = RedisPassageIndexes(redis, keep_s=100)
    content = content_hash(DOCUMENT)
    await documents.keep(CHAT, ALICE, DOCUMENT, ["file:x"])
    await indexes.put(content, PassageIndex((), ()))
    await indexes.put_vectors(content, "m", b"1")
    made = [key for key in await redis.keys("document:*") if key.endswith(("index", "vectors"))]
    for key in made:
        await redis.expire(key, 5)
    await indexes.get(content)
    await indexes.get_vectors(content, "m")
    assert [await redis.ttl(key) > 90 for key in made] == [True, True]
    await documents.forget(CHAT, ALICE)
    assert await redis.keys("document*") == []


async def test_a_holder_whose_time_has_passed_keeps_nothing(documents, redis):
    await documents.keep(CHAT, ALICE, DOCUMENT, ["file:x"])
    await documents.keep(CHAT, BOB, DOCUMENT, ["file:y"])
    [text] = await texts(redis)
    await redis.zadd(f"{text}:holders", {f"{CHAT}:{BOB}": 5})
    await documents.forget(CHAT, ALICE)
    assert await texts(redis) == []


async def test_all_that_belongs_to_a_document_expires_some_time_after_its_last_use(
    documents, redis
):
    await documents.keep(CHAT, ALICE, DOCUMENT, ["file:x"])
    kept = await redis.keys("document*")
    assert len(kept) == 4
    for key in kept:
        await redis.expire(key, 5)
    await documents.find(CHAT, "file:x")
    assert [key for key in kept if await redis.ttl(key) < 90] == []


async def test_a_name_without_its_text_finds_nothing(documents, redis):
    await documents.keep(CHAT, ALICE, DOCUMENT, ["file:x"])
    await redis.delete(*await texts(redis))
    assert await documents.find(CHAT, "file:x") is None


async def test_only_the_newest_names_of_a_person_are_kept(documents):
    for number in range(4):
        await documents.keep(CHAT, ALICE, DOCUMENT, [f"message:{number}"])
    assert await documents.find(CHAT, "message:0") is None
    assert await documents.find(CHAT, "message:3") == DOCUMENT
