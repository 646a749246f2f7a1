"""Passages for a question, with the index that is kept and the embeddings that are made once."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import aclosing

import pytest

from bot.chains.embeddings import AsyncEmbeddings, OpenAIEmbeddings, TongyiEmbeddings
from bot.chains.metered_embeddings import MeteredEmbeddings
from bot.chains.retrieval import finder as finder_module
from bot.chains.retrieval import vectors as vectors_module
from bot.chains.retrieval.finder import DocumentPassageFinder
from bot.chains.retrieval.retriever import MAX_FOUND_CHARS
from bot.chains.retrieval.vectors import PassageVectors
from bot.errors import ModelBudgetSpent, ModelUnavailable, StorageDown
from bot.models.document import Document, content_hash
from bot.models.usage import UsageLimits
from tests.fakes.documents import FakePassageIndexes
from tests.fakes.usage import FakeUsage, caller
from tests.servers.dashscope import dashscope_server
from tests.servers.openai import openai_server
from tests.servers.steering import API_KEY, Fails, ModelServer

FILLER = "本条规定了各部门的职责分工以及相应的工作流程。" * 20
PAGES = tuple((number, f"第{number}条。{FILLER}") for number in range(1, 31))
CANTEEN = "中午供应红烧肉，晚上不开放。"
LONG = Document("", (*PAGES, (31, CANTEEN)))
QUESTION = "哪里有火锅？"
"""It has no word of the answer; the servers of the tests know that both are about eating."""


@pytest.fixture(params=["tongyi", "openai"])
async def server_and_embeddings(
    request: pytest.FixtureRequest,
) -> AsyncIterator[tuple[ModelServer, AsyncEmbeddings]]:
    """A server and its client, once for each protocol."""
    server_of = dashscope_server if request.param == "tongyi" else openai_server
    client_of = TongyiEmbeddings if request.param == "tongyi" else OpenAIEmbeddings
    async with server_of() as server:
        client = client_of(model="text-embedding-v4", api_key=API_KEY, base_url=server.url)
        async with aclosing(client):
            yield server, client


class Asker:
    """A finder with embeddings, and what it is built on."""

    def __init__(self, embeddings: AsyncEmbeddings, limits: UsageLimits | None = None) -> None:
        self.indexes = FakePassageIndexes()
        self.usage = FakeUsage(limits)
        self.vectors = PassageVectors(
            MeteredEmbeddings(embeddings, "e", self.usage, command="document"), self.indexes
        )
        self.finder = DocumentPassageFinder(self.indexes, self.vectors)

    async def best_page(self, document: Document = LONG) -> int | None:
        found = await self.finder.find(document, QUESTION, caller=caller(), k=1)
        return found[0].page if found else None


class SlowEmbeddings(AsyncEmbeddings):
    """Answers after `answer_s`, or never with what it is asked for."""

    def __init__(self, answer_s: float) -> None:
        self.answer_s = answer_s

    async def aembed_documents(self, texts: list[str]) -> list[list[float]]:
        await asyncio.sleep(self.answer_s)
        return [[float("红烧肉" in text), 1.0 - ("红烧肉" in text)] for text in texts]

    async def aembed_query(self, text: str) -> list[float]:
        return [1.0, 0.0]


async def test_the_index_is_made_once_for_all_who_have_the_same_content(monkeypatch):
    indexes = FakePassageIndexes()
    finder = DocumentPassageFinder(indexes)
    found = await finder.find(LONG, "红烧肉什么时候有？", caller=caller())
    assert list(indexes.indexes) == [content_hash(LONG)]

    def fail(_: Document) -> None:
        raise AssertionError

    monkeypatch.setattr(finder_module, "_made", fail)
    same = Document("", LONG.pages, "其他名字.pdf")
    assert await finder.find(same, "红烧肉什么时候有？", caller=caller()) == found


async def test_while_the_store_is_down_the_index_is_made_for_the_question():
    indexes = FakePassageIndexes()
    indexes.failure = StorageDown()
    found = await DocumentPassageFinder(indexes).find(LONG, "红烧肉", caller=caller(), k=1)
    assert found[0].page == 31


async def test_passages_are_embedded_once_ten_in_a_call_and_counted_on_the_chat(
    server_and_embeddings, monkeypatch
):
    monkeypatch.setattr(vectors_module, "_WAIT_S", 30)  # a busy machine is slower
    server, embeddings = server_and_embeddings
    asker = Asker(embeddings)
    assert await asker.best_page() == 31
    calls = len(server.bodies)
    assert calls == 1 + 4  # 31 passages, or a few more, and the question
    assert {one.person_id for one in asker.usage.begun} == {None, 1}
    assert asker.usage.tokens
    assert await asker.best_page() == 31
    assert len(server.bodies) == calls + 1


async def test_a_short_document_is_not_embedded(server_and_embeddings):
    server, embeddings = server_and_embeddings
    await Asker(embeddings).best_page(Document(CANTEEN))
    assert server.bodies == []


async def test_while_the_service_fails_words_decide(server_and_embeddings):
    server, embeddings = server_and_embeddings
    server.will(*[Fails(503, "Unavailable")] * 5)
    asker = Asker(embeddings)
    found = await asker.finder.find(LONG, "红烧肉什么时候有？", caller=caller(), k=1)
    assert found[0].page == 31
    assert asker.indexes.vectors == {}


@pytest.mark.looptime
async def test_a_question_does_not_wait_for_a_slow_service_but_the_next_one_has_it():
    asker = Asker(SlowEmbeddings(5))
    begun = asyncio.get_running_loop().time()
    assert await asker.best_page() is None
    assert asyncio.get_running_loop().time() - begun < 2
    await asker.vectors.tasks.finish()
    assert await asker.best_page() == 31


async def test_a_chat_with_little_left_keeps_it_for_answers():
    asker = Asker(SlowEmbeddings(0), UsageLimits(chat_tokens_per_day=20_000))
    assert await asker.best_page() is None
    assert asker.usage.begun == []


async def test_a_question_over_the_budget_is_refused():
    asker = Asker(SlowEmbeddings(0))
    await asker.best_page()
    asker.usage.limits = UsageLimits(person_requests_per_day=0)
    with pytest.raises(ModelBudgetSpent):
        await asker.finder.find(LONG, QUESTION, caller=caller("2"))


async def test_embeddings_of_another_length_are_not_compared():
    asker = Asker(SlowEmbeddings(0))
    await asker.indexes.put_vectors(content_hash(LONG), "e", b"\0" * 12)
    assert await asker.best_page() is None


async def test_another_process_that_embeds_them_is_not_waited_for():
    asker = Asker(SlowEmbeddings(0))
    await asker.indexes.begin_embedding(content_hash(LONG), "e")
    assert await asker.best_page() is None


async def test_an_embedding_service_that_is_away_is_no_failure_of_the_question():
    class Down(SlowEmbeddings):
        async def aembed_documents(self, texts: list[str]) -> list[list[float]]:
            raise ModelUnavailable

    assert await Asker(Down(0)).best_page() is None


@pytest.mark.parametrize("k", [None, 2])
async def test_passages_that_say_the_same_are_counted_each(k):
    same = "第一章 退款规定。\n\n" + "退款须在七天内申请并附上收据。" * 30 + "\n\n"
    finder = DocumentPassageFinder(FakePassageIndexes())
    found = await finder.find(Document(same * 100), "退款规定", caller=caller(), k=k)
    assert sum(len(passage.text) for passage in found) <= MAX_FOUND_CHARS
    assert k is None or len(found) == k


async def test_what_passages_cost_is_counted_by_command_and_model():
    asker = Asker(SlowEmbeddings(0))
    await asker.best_page()
    use = asker.usage.by_command["document", "e"]
    assert (use.calls, use.read > 0, use.written) == (5, True, 0)
