"""What model calls count, with both clients."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import aclosing
from typing import Any

import pytest

from bot.chains.ask import ModelAnswerer
from bot.chains.factory import ChatModel
from bot.chains.idiom_explainer import ModelIdiomExplainer
from bot.chains.memory.window import window_memory
from bot.chains.metering import finish_counting, metered
from bot.chains.polish import ModelPolisher
from bot.chains.router import ModelRouter
from bot.chains.summarize import ModelSummarizer
from bot.chains.token_count import count_tokens
from bot.errors import ModelAuth, ModelBudgetSpent, ModelCut, ModelPaused, StorageDown
from bot.logs import request_fields
from bot.models.chat import Person, Thread
from bot.models.document import Document
from bot.models.llm import Question
from bot.models.usage import UsageLimits
from tests.chains.conftest import model_at
from tests.fakes.llm import FakeCache, FakeHistory
from tests.fakes.usage import FakeUsage, caller
from tests.servers.dashscope import dashscope_server
from tests.servers.openai import openai_server
from tests.servers.steering import Fails, ModelServer, Says

CALLER = caller("7", person_id=5, chat_id=-3)


class Scenario:
    """A server, a client whose calls are counted, and the budget."""

    def __init__(self, server: ModelServer, provider: str) -> None:
        self.server = server
        self.usage = FakeUsage()
        self.model: ChatModel = model_at(server.url, provider)

    async def asks(self, text: str = "你好") -> str:
        async with metered(self.usage, CALLER) as config:
            return str((await self.model.ainvoke(text, config)).text)

    @property
    async def tokens(self) -> int:
        await finish_counting()
        return (await self.usage.use_of(5, -3)).tokens


@pytest.fixture(params=["tongyi", "openai"])
async def scenario(request: pytest.FixtureRequest) -> AsyncIterator[Scenario]:
    server_of = dashscope_server if request.param == "tongyi" else openai_server
    async with server_of() as server:
        made = Scenario(server, request.param)
        async with aclosing(made.model):
            yield made


async def test_a_call_counts_what_the_service_reports(scenario):
    scenario.server.will(Says(["一", "二", "三"], gap_s=0.01))
    assert await scenario.asks() == "一二三"
    assert await scenario.tokens == 12 + 3
    assert scenario.usage.begun == [CALLER]


async def test_the_line_of_a_request_tells_how_many_calls_and_tokens_it_took(scenario):
    with request_fields(update_id=7) as fields:
        await scenario.asks()
        await scenario.asks()
    assert fields == {"update_id": 7, "model_calls": 2, "tokens": await scenario.tokens}


async def test_a_call_that_is_retried_begins_once(scenario):
    scenario.server.will(Fails(429, "Throttling"), Says(["好"]))
    await scenario.asks()
    assert scenario.usage.begun == [CALLER]
    assert await scenario.tokens == 13


async def test_a_call_that_the_service_refuses_costs_nothing(scenario):
    scenario.server.will(Fails(401, "InvalidApiKey"))
    with pytest.raises(ModelAuth):
        await scenario.asks()
    assert await scenario.tokens == 0


async def test_a_call_that_is_cut_off_is_counted_by_the_tokenizer(scenario):
    scenario.server.will(Says(["很长", "的回答"], cut_at=1))
    with pytest.raises(ModelCut):
        await scenario.asks()
    assert await scenario.tokens == count_tokens("你好" + "很长")


async def test_a_call_that_is_stopped_is_counted_by_the_tokenizer(scenario):
    scenario.server.will(Says(["很长", "的回答"], hang_at=1))
    async with (
        metered(scenario.usage, CALLER) as config,
        aclosing(scenario.model.astream("你好", config)) as chunks,
    ):
        assert (await anext(chunks)).text == "很长"
    assert await scenario.tokens == count_tokens("你好" + "很长")


async def test_a_call_that_is_cancelled_while_the_service_is_silent_counts_its_prompt(scenario):
    scenario.server.will(Says(hang_at=0))
    asking = asyncio.create_task(scenario.asks("一段问题"))
    await scenario.server.hanging.wait()
    asking.cancel()
    await asyncio.wait([asking])
    assert await scenario.tokens == count_tokens("一段问题")


async def test_over_the_budget_no_request_is_made(scenario):
    scenario.usage.limits = UsageLimits(person_tokens_per_day=10)
    await scenario.asks()
    with pytest.raises(ModelBudgetSpent):
        await scenario.asks()
    await scenario.usage.pause(Person(9, "阿杰"))
    with pytest.raises(ModelPaused):
        await scenario.asks()
    assert len(scenario.server.bodies) == 1


async def test_tokens_that_cannot_be_stored_do_not_spoil_the_answer(scenario, monkeypatch):
    async def away(*_: object) -> None:
        raise StorageDown

    monkeypatch.setattr(scenario.usage, "add_tokens", away)
    assert await scenario.asks() == "你好！"


async def test_every_service_names_whom_its_calls_count_on(dashscope):
    usage = FakeUsage()
    async with aclosing(model_at(dashscope.url)) as model:
        answers = ModelAnswerer(model, lambda asked: window_memory(FakeHistory(), asked, 1), usage)
        summaries = ModelSummarizer(model, FakeCache(), usage, context_tokens=1000)
        explainer = ModelIdiomExplainer(model, FakeCache(), usage)
        callers = [caller(str(number)) for number in range(5)]
        await drained(answers.answer(Question(Thread(1), "问", callers[0])))
        await drained(summaries.summarize(Document("文" * 2000), caller=callers[1]))
        await drained(explainer.explain("守株待兔", "zh", callers[2]))
        await ModelPolisher(model, usage).polish("稿", callers[3])
        await ModelRouter(model, usage).route("接龙", callers[4])
    assert [*dict.fromkeys(usage.begun)] == callers
    assert len(usage.begun) == len(dashscope.bodies) > len(callers)


async def test_a_router_without_a_budget_has_no_answer(dashscope):
    usage = FakeUsage(UsageLimits(person_requests_per_day=0))
    async with aclosing(model_at(dashscope.url)) as model:
        assert await ModelRouter(model, usage).route("接龙", caller()) is None
    assert dashscope.bodies == []


async def test_a_summary_whose_budget_ends_on_the_way_ends_with_that(dashscope):
    usage = FakeUsage(UsageLimits(person_tokens_per_day=30))
    async with aclosing(model_at(dashscope.url)) as model:
        summaries = ModelSummarizer(model, FakeCache(), usage, context_tokens=500)
        with pytest.raises(ModelBudgetSpent):
            await drained(summaries.summarize(Document("甲乙丙丁。" * 2000), caller=caller()))


async def test_a_service_that_knows_no_usage_option_is_asked_without_it():
    async with openai_server() as server:
        refusal = Fails(400, "invalid_request_error", "Unrecognized argument: stream_options")
        server.will(refusal, Says(["好"]), Says(["好"]))
        made = Scenario(server, "openai")
        async with aclosing(made.model):
            assert await made.asks() == "好"
            assert await made.tokens == count_tokens("你好好")
            await made.asks()
    assert ["stream_options" in body for body in server.bodies] == [True, False, False]


async def drained(stream: Any) -> None:
    async for _ in stream:
        pass
