"""Older exchanges that a question is about come back, by their meaning or by their words."""

import time
from collections.abc import AsyncIterator
from contextlib import aclosing

import pytest

from bot.chains.embeddings import AsyncEmbeddings, OpenAIEmbeddings, TongyiEmbeddings
from bot.chains.memory.factory import Memories, MemoryConfig, build_memories
from bot.chains.memory.vectors import ExchangeVectors
from bot.chains.metered_embeddings import MeteredEmbeddings
from bot.errors import ModelAuth, ModelBudgetSpent, ModelRefused, ModelThrottled, ModelUnavailable
from bot.models.chat import Thread
from bot.models.llm import Exchange, Question
from bot.models.usage import UsageLimits
from bot.ports.llm import ConversationHistory
from bot.storage.history.history import RedisHistory
from tests.fakes.llm import FakeHistory, FakeRunningSummaries
from tests.fakes.recording_model import RecordingModel
from tests.fakes.usage import FakeUsage, caller
from tests.servers.dashscope import dashscope_server
from tests.servers.openai import openai_server
from tests.servers.steering import API_KEY, Fails, ModelServer

THREAD = Thread(-1)
SAID = ["我养了一只喵星人", "期末测验在六月", "今晚吃火锅", "写一首诗", "一加一等于几", "早上好"]


@pytest.fixture(params=["tongyi", "openai"])
async def server_and_embeddings(
    request: pytest.FixtureRequest,
) -> AsyncIterator[tuple[ModelServer, AsyncEmbeddings]]:
    """A server and its client, once for each protocol."""
    if request.param == "tongyi":
        async with dashscope_server() as server:
            model = "text-embedding-v4"
            client = TongyiEmbeddings(model=model, api_key=API_KEY, base_url=server.url)
            async with aclosing(client):
                yield server, client
    else:
        async with openai_server() as server:
            local = OpenAIEmbeddings(model="e", api_key=API_KEY, base_url=server.url)
            async with aclosing(local):
                yield server, local


@pytest.fixture
async def history(redis) -> RedisHistory:
    made = RedisHistory(redis, keep=100)
    for text in SAID:
        await made.append(THREAD, Exchange(text, "好", "小明", 1))
    return made


def memories(
    history: ConversationHistory,
    embeddings: AsyncEmbeddings | None,
    usage: FakeUsage | None = None,
    model: str = "e",
) -> Memories:
    usage = usage or FakeUsage()
    return build_memories(
        MemoryConfig("vector", 4),
        history=history,
        summaries=FakeRunningSummaries(FakeHistory()),
        model=RecordingModel(),
        meter=usage,
        vectors=(
            ExchangeVectors(MeteredEmbeddings(embeddings, model, usage, command="memory"))
            if embeddings
            else None
        ),
    )


async def recalled(of: Memories, question: str) -> list[str]:
    """The questions of the exchanges that come before the newest two."""
    memory = of.of(Question(THREAD, "", caller()))
    loaded = await memory.aload_memory_variables({"question": question})
    return [message.text.removeprefix("[小明] ") for message in loaded["history"][:-4:2]]


async def save(of: Memories, question: str) -> None:
    memory = of.of(Question(THREAD, "", caller()))
    await memory.asave_context({"question": question}, {"answer": "好"})
    await of.finish()


async def test_without_a_model_words_are_compared(history):
    of = memories(history, None)
    assert await recalled(of, "火锅要多久？") == ["今晚吃火锅"]
    assert await recalled(of, "猫怎么样？") == []


async def test_meanings_are_compared_too_and_the_order_stays(history, server_and_embeddings):
    server, embeddings = server_and_embeddings
    of = memories(history, embeddings)
    await save(of, "早")
    assert len(server.bodies) == 1
    found = await recalled(of, "猫和火锅")
    assert found == ["我养了一只喵星人", "今晚吃火锅"]


async def test_an_exchange_is_embedded_once_and_anew_for_another_model(
    history, server_and_embeddings
):
    server, embeddings = server_and_embeddings
    of = memories(history, embeddings)
    await save(of, "一")
    await save(of, "二")
    texts = [body.get("input") for body in server.bodies]
    sent = [text["texts"] if isinstance(text, dict) else text for text in texts]
    assert [len(some) for some in sent] == [7, 1]
    await save(memories(history, embeddings, model="other"), "三")
    assert len(server.bodies) == 3


async def test_more_texts_than_a_call_takes_are_sent_in_several(redis, server_and_embeddings):
    server, embeddings = server_and_embeddings
    history = RedisHistory(redis, keep=100)
    for number in range(24):
        await history.append(THREAD, Exchange(f"问{number}", "答"))
    await save(memories(history, embeddings), "问")
    assert len(server.bodies) == 3
    assert all(exchange.vector for exchange in await history.tail(THREAD, 100))


async def test_where_the_service_fails_words_are_compared(history, server_and_embeddings):
    server, embeddings = server_and_embeddings
    of = memories(history, embeddings)
    await save(of, "早")
    server.will(Fails(503, "ModelUnavailable"))
    assert await recalled(of, "猫和火锅") == ["今晚吃火锅"]
    server.will(Fails(500, "InternalError"))
    await save(of, "晚")
    assert (await history.tail(THREAD, 1))[0].vector == ""


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        (Fails(401, "InvalidApiKey"), ModelAuth),
        (Fails(429, "Throttling.RateQuota"), ModelThrottled),
        (Fails(500, "InternalError"), ModelUnavailable),
        (Fails(400, "InvalidParameter"), ModelRefused),
    ],
)
async def test_failures_are_our_errors(server_and_embeddings, answer, error):
    server, embeddings = server_and_embeddings
    server.will(answer)
    with pytest.raises(error):
        await embeddings.aembed_query("问")


async def test_a_dead_server_is_an_unavailable_model():
    for client in (
        TongyiEmbeddings(model="e", api_key="k", base_url="http://127.0.0.1:1/api/v1"),
        OpenAIEmbeddings(model="e", api_key="k", base_url="http://127.0.0.1:1/v1"),
    ):
        async with aclosing(client):
            with pytest.raises(ModelUnavailable):
                await client.aembed_query("问")


async def test_embeddings_count_on_the_person_who_asks_and_else_on_the_chat(
    history, server_and_embeddings
):
    _, embeddings = server_and_embeddings
    usage = FakeUsage()
    of = memories(history, embeddings, usage)
    await save(of, "早")
    await recalled(of, "猫")
    assert [begun.person_id for begun in usage.begun] == [None, 1]
    assert len(usage.tokens) > 0


async def test_with_a_spent_budget_nothing_is_embedded(history, server_and_embeddings):
    server, embeddings = server_and_embeddings
    usage = FakeUsage(UsageLimits(chat_tokens_per_day=5))
    of = memories(history, embeddings)
    await save(of, "早")
    spent = memories(history, embeddings, usage)
    await usage.add_tokens(caller(chat_id=-1), "1", 5)
    await usage.add_tokens(caller(), "2", 5)
    with pytest.raises(ModelBudgetSpent):
        await recalled(spent, "猫")
    await save(spent, "晚")
    assert len(server.bodies) == 1


async def test_a_question_of_a_whole_message_holds_nobody_up():
    history, text = FakeHistory(), "".join(map(chr, range(0x4E00, 0x5E00)))
    for number in range(95):
        await history.append(THREAD, Exchange(f"{number}{text[number::40] * 30}", "好"))
    began = time.thread_time()
    await recalled(memories(history, None), text)
    assert time.thread_time() - began < 0.2  # of the event loop
