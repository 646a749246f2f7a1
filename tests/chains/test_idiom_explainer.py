"""Explanations of idioms and their cache."""

import pytest

from bot.chains.idiom_explainer import ModelIdiomExplainer
from bot.errors import ModelCut
from bot.models.chat import Language
from tests.fakes.llm import FakeCache
from tests.fakes.usage import FakeUsage, caller
from tests.servers.steering import Says


async def explain(
    explainer: ModelIdiomExplainer, word: str = "守株待兔", language: Language = "zh"
) -> str:
    return "".join([chunk.text async for chunk in explainer.explain(word, language, caller())])


async def test_an_explanation_is_requested_once(dashscope, tongyi):
    dashscope.will(Says(["比喻", "不劳而获。"]))
    explainer = ModelIdiomExplainer(tongyi, FakeCache(), FakeUsage())
    assert await explain(explainer) == "比喻不劳而获。"
    assert await explain(explainer) == "比喻不劳而获。"
    [body] = dashscope.bodies
    assert body["input"]["messages"][1]["content"] == "守株待兔"
    assert "简体中文" in body["input"]["messages"][0]["content"]


async def test_a_cut_explanation_is_not_cached(dashscope, tongyi):
    dashscope.will(Says(["比喻", "不劳而获。"], cut_at=1))
    cache = FakeCache()
    with pytest.raises(ModelCut):
        await explain(ModelIdiomExplainer(tongyi, cache, FakeUsage()))
    assert cache.kept == {}


async def test_each_language_has_its_own_explanation(dashscope, tongyi):
    dashscope.will(Says(["比喻不劳而获。"]), Says(["To wait idly."]))
    explainer = ModelIdiomExplainer(tongyi, FakeCache(), FakeUsage())
    assert await explain(explainer, language="zh") == "比喻不劳而获。"
    assert await explain(explainer, language="en") == "To wait idly."
    assert "English" in dashscope.bodies[1]["input"]["messages"][0]["content"]
