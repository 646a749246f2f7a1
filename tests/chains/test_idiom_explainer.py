import pytest

from bot.chains.idiom_explainer import ModelIdiomExplainer
from bot.errors import ModelCut
from tests.fakes.llm import FakeCache
from tests.servers.steering import Says


async def explained(meanings: ModelIdiomExplainer, word: str = "守株待兔") -> str:
    return "".join([piece.text async for piece in meanings.explain(word, "zh")])


async def test_a_meaning_is_asked_for_once(dashscope, tongyi):
    dashscope.will(Says(["比喻", "不劳而获。"]))
    meanings = ModelIdiomExplainer(tongyi, FakeCache())
    assert await explained(meanings) == "比喻不劳而获。"
    assert await explained(meanings) == "比喻不劳而获。"
    [body] = dashscope.bodies
    assert body["input"]["messages"][1]["content"] == "守株待兔"
    assert "简体中文" in body["input"]["messages"][0]["content"]


async def test_half_a_meaning_is_not_kept(dashscope, tongyi):
    dashscope.will(Says(["比喻", "不劳而获。"], cut_at=1))
    cache = FakeCache()
    with pytest.raises(ModelCut):
        await explained(ModelIdiomExplainer(tongyi, cache))
    assert cache.kept == {}
