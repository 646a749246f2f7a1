"""Conversations and documents over HTTP, in the real store."""

import pytest

from bot.models.api_key import FIRST_FREE_ID
from bot.models.chat import Thread
from bot.models.conversation import Conversation
from bot.models.document import Document, PassageIndex, content_hash
from bot.storage.conversations import RedisConversations
from bot.storage.documents.chat_documents import RedisChatDocuments
from bot.storage.documents.documents import RedisDocuments
from bot.storage.documents.passage_indexes import RedisPassageIndexes

NOW = [1_800_000_000]
FOX = Document("狐狸住在洞里。")
PERSON = 5


@pytest.fixture
def conversations(redis):
    return RedisConversations(redis, most=3, clock=lambda: NOW[0])


def conversation(name: str) -> Conversation:
    return Conversation(name, Thread(FIRST_FREE_ID + len(name)), f"关于{name}")


async def test_numbers_grow_and_lie_between_telegrams_and_what_a_double_holds(conversations):
    numbers = [await conversations.new_number() for _ in range(3)]
    assert numbers == sorted(set(numbers))
    assert 2**52 < numbers[0] < 2**53


async def test_a_conversation_is_found_by_its_owner_alone(conversations):
    await conversations.keep("a", conversation("x"))
    found = await conversations.find("a", "x")
    assert (found.thread, found.title, found.used_at_s) == (
        *(conversation("x").thread, "关于x"),
        NOW[0],
    )
    assert await conversations.find("b", "x") is None
    assert await conversations.find("a", "y") is None
    await conversations.delete("b", "x")
    assert await conversations.find("a", "x")
    await conversations.delete("a", "x")
    assert await conversations.find("a", "x") is None
    assert await conversations.recent("a", 9) == []


async def test_the_last_used_are_listed_first_and_the_oldest_are_dropped(conversations):
    dropped = []
    for name in ("a", "bb", "ccc", "dddd"):
        NOW[0] += 1
        dropped += await conversations.keep("o", conversation(name))
    assert [row.id for row in dropped] == ["a"]
    NOW[0] += 1
    await conversations.keep("o", conversation("bb"))
    assert [row.id for row in await conversations.recent("o", 2)] == ["bb", "dddd"]
    assert await conversations.find("o", "a") is None


async def test_a_document_is_kept_for_its_owner_with_its_pages(redis):
    documents = RedisDocuments(redis, keep_s=100, most=2)
    document = Document("一\f二", ((1, "一"), (2, "二")), "a.pdf", truncated=True)
    first = await documents.put("o", document)
    assert await documents.get("o", first, 1) == document
    assert await documents.get("p", first, 1) is None
    await documents.put("o", document)
    await documents.put("o", document)
    assert await documents.get("o", first, 1) is None


async def test_a_document_expires_some_time_after_its_last_use(redis):
    documents = RedisDocuments(redis, keep_s=100)
    document_id = await documents.put("o", Document("一"))
    key = f"documents:{{o}}:{document_id}"
    await redis.expire(key, 5)
    await documents.get("o", document_id, 1)
    assert await redis.ttl(key) > 90


async def test_a_document_goes_with_the_last_conversation_that_used_it(redis):
    documents = RedisDocuments(redis, keep_s=100)
    document_id = await documents.put("o", FOX)
    unused = await documents.put("o", FOX)
    for chat_id in (1, 2):
        assert await documents.get("o", document_id, chat_id) == FOX
    await documents.forget(1, PERSON)
    assert await documents.get("o", document_id, 2) == FOX
    await documents.forget(2, PERSON)
    assert await documents.get("o", document_id, 3) is None
    assert await documents.get("o", unused, 3) == FOX


async def test_what_was_made_of_a_document_goes_with_it_unless_a_chat_has_the_same(redis):
    documents = RedisDocuments(redis, keep_s=100)
    indexes = RedisPassageIndexes(redis, keep_s=100)
    chats = RedisChatDocuments(redis, keep_s=100)
    index, content = PassageIndex((), ()), content_hash(FOX)
    for is_in_chat in (True, False):
        await indexes.put(content, index)
        if is_in_chat:
            await chats.keep(-100, PERSON, FOX, ["file"])
        await documents.get("o", await documents.put("o", FOX), 1)
        await documents.forget(1, PERSON)
        assert (await indexes.get(content) == index) is is_in_chat
        await chats.forget(-100, PERSON)
