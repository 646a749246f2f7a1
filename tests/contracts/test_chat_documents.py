"""What every store of documents of chats does: the Redis store, and the fake of the tests."""

from dataclasses import replace

import pytest

from bot.models.document import Document, DocumentProblem, Unread
from bot.ports.documents import ChatDocuments
from bot.storage.documents.chat_documents import RedisChatDocuments
from tests.fakes.documents import FakeChatDocuments, renamed

CHAT, ELSEWHERE = -1, -2
ALICE, BOB = 1, 2
DOCUMENT = Document("一\f二", ((1, "一"), (2, "二")), "a.pdf", truncated=True)


@pytest.fixture(params=["fake", "redis"])
def documents(request: pytest.FixtureRequest) -> ChatDocuments:
    if request.param == "fake":
        return FakeChatDocuments()
    return RedisChatDocuments(request.getfixturevalue("redis"), keep_s=100)


async def test_a_document_is_found_by_each_of_its_names_in_its_chat_alone(documents):
    await documents.keep(CHAT, ALICE, DOCUMENT, ["file:x", "message:7"])
    assert await documents.find(CHAT, "file:x") == DOCUMENT
    assert await documents.find(CHAT, "message:7") == DOCUMENT
    assert await documents.find(CHAT, "message:8") is None
    assert await documents.find(ELSEWHERE, "file:x") is None


async def test_further_names_lead_to_the_same_document(documents):
    await documents.keep(CHAT, ALICE, DOCUMENT, ["file:x"])
    await documents.add_names(CHAT, "file:x", ["message:8"])
    await documents.add_names(CHAT, "unknown", ["message:9"])
    assert await documents.find(CHAT, "message:8") == DOCUMENT
    assert await documents.find(CHAT, "message:9") is None


async def test_chats_that_sent_the_same_text_keep_their_own_file_names(documents):
    await documents.keep(CHAT, ALICE, DOCUMENT, ["file:x"])
    await documents.keep(ELSEWHERE, ALICE, renamed(DOCUMENT, "b.pdf"), ["file:y"])
    assert (await documents.find(CHAT, "file:x")).filename == "a.pdf"
    assert (await documents.find(ELSEWHERE, "file:y")).filename == "b.pdf"


async def test_chats_that_sent_the_same_text_keep_the_names_of_what_could_not_be_read(documents):
    unread = Unread(DocumentProblem.UNREAD_PAGES, "secret.pdf", (("pages", "2"),))
    own = replace(unread, name="b.pdf")
    await documents.keep(CHAT, ALICE, replace(DOCUMENT, unread=(unread,)), ["file:x"])
    await documents.keep(ELSEWHERE, BOB, replace(DOCUMENT, unread=(own,)), ["file:y"])
    assert (await documents.find(CHAT, "file:x")).unread == (unread,)
    assert (await documents.find(ELSEWHERE, "file:y")).unread == (own,)


async def test_what_a_person_sent_is_forgotten_in_that_chat_alone(documents):
    await documents.keep(CHAT, ALICE, DOCUMENT, ["file:x"])
    await documents.add_names(CHAT, "file:x", ["message:8"])
    await documents.keep(ELSEWHERE, ALICE, DOCUMENT, ["file:x"])
    await documents.forget(CHAT, ALICE)
    assert await documents.find(CHAT, "file:x") is None
    assert await documents.find(CHAT, "message:8") is None
    assert await documents.find(ELSEWHERE, "file:x") == DOCUMENT


async def test_a_file_that_another_member_sent_too_stays_theirs(documents):
    await documents.keep(CHAT, ALICE, DOCUMENT, ["file:x", "message:7"])
    await documents.keep(CHAT, BOB, DOCUMENT, ["file:x", "message:8"])
    await documents.forget(CHAT, ALICE)
    assert await documents.find(CHAT, "message:7") is None
    assert await documents.find(CHAT, "file:x") == DOCUMENT
    assert await documents.find(CHAT, "message:8") == DOCUMENT
