"""Finding passages of a document."""

import pytest
from langchain_core.embeddings import Embeddings

from bot.chains.retrieval.retriever import MAX_FOUND_CHARS, IndexedDocument, Retriever, index
from bot.errors import ModelUnavailable
from bot.models.document import Passage

LEAVE = Passage("员工每年享有十天带薪年假。", 1)
TRAVEL = Passage("差旅费用须在三十天内提交。", 2)
CANTEEN = Passage("食堂在二楼，中午开放。", 3)
PASSAGES = [LEAVE, TRAVEL, CANTEEN]


class MeaningEmbeddings(Embeddings):
    """A text about eating points one way, any other the other way."""

    def __init__(self) -> None:
        self.batches: list[int] = []
        self.is_down = False

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        if self.is_down:
            raise ModelUnavailable
        self.batches.append(len(texts))
        return [[2.0, 0.0] if "食" in text or "吃" in text else [0.0, 3.0] for text in texts]

    def embed_query(self, text: str) -> list[float]:
        return self.embed_documents([text])[0]


async def test_the_passage_that_answers_comes_first():
    retriever = Retriever(await index(PASSAGES, None))
    assert (await retriever.retrieve("差旅费用什么时候提交？"))[0] == TRAVEL


async def test_a_short_document_is_handed_over_whole():
    found = await Retriever(await index(PASSAGES, None)).retrieve("食堂在几楼？")
    assert found[0] == CANTEEN
    assert len(found) == len(PASSAGES)


async def test_a_question_without_a_term_of_the_document_gets_its_beginning():
    passages = [Passage(str(number) * 500) for number in range(1, 10)] * 5
    found = await Retriever(await index(passages, None)).retrieve("这篇讲了什么？")
    assert found == passages[: MAX_FOUND_CHARS // 500]


async def test_passages_are_bounded_together():
    passages = [Passage(f"退款规定{'其他' * 300}") for _ in range(40)]
    found = await Retriever(await index(passages, None)).retrieve("退款规定")
    assert sum(len(passage.text) for passage in found) <= MAX_FOUND_CHARS
    assert len(found) == MAX_FOUND_CHARS // len(passages[0].text)


async def test_an_empty_document_has_nothing():
    assert await Retriever(IndexedDocument(())).retrieve("年假") == []


async def test_embeddings_find_what_has_no_word_of_the_question():
    embeddings = MeaningEmbeddings()
    document = await index(PASSAGES, embeddings)
    assert (await Retriever(document, embeddings).retrieve("哪里能吃饭"))[0] == CANTEEN


async def test_both_rankings_are_merged():
    embeddings = MeaningEmbeddings()
    document = await index(PASSAGES, embeddings)
    found = await Retriever(document, embeddings).retrieve("差旅时吃饭的费用")
    assert set(found[:2]) == {TRAVEL, CANTEEN}


async def test_passages_are_embedded_ten_at_a_time():
    embeddings = MeaningEmbeddings()
    document = await index(PASSAGES * 8, embeddings)
    assert sorted(embeddings.batches) == [4, 10, 10]
    assert len(document.vectors) == 24


@pytest.mark.parametrize("when", ["indexing", "asking"])
async def test_without_an_answer_of_the_embedding_model_words_decide(when):
    embeddings = MeaningEmbeddings()
    embeddings.is_down = when == "indexing"
    document = await index(PASSAGES, embeddings)
    embeddings.is_down = True
    assert (await Retriever(document, embeddings).retrieve("年假有几天"))[0] == LEAVE


async def test_vectors_without_their_model_are_not_used():
    document = await index(PASSAGES, MeaningEmbeddings())
    assert (await Retriever(document).retrieve("年假有几天"))[0] == LEAVE
