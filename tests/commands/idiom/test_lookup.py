from collections.abc import AsyncIterator

import pytest

from bot.commands.idiom.custom_idiom_loader import CustomIdiomLoader
from bot.commands.idiom.lookup import IdiomLookup
from bot.errors import BotError, ModelBudgetSpent, ModelCut, StorageDown
from bot.models.chat import Language
from bot.models.llm import Chunk
from bot.models.usage import Caller
from bot.texts import Text
from tests.fakes.chat import FakeReply, said
from tests.fakes.custom_idioms import FakeCustomIdioms
from tests.fakes.idiom_game import engine_with

pytestmark = pytest.mark.looptime


class FakeExplainer:
    """Implements `ports.llm.IdiomExplainer`."""

    def __init__(self, *texts: str, error: BotError | None = None) -> None:
        self.asked: list[str] = []
        self._texts = texts
        self._error = error

    async def explain(self, word: str, language: Language, caller: Caller) -> AsyncIterator[Chunk]:
        self.asked.append(word)
        for text in self._texts:
            yield Chunk(text)
        if self._error:
            raise self._error


async def looked_up(
    word: str, explainer: FakeExplainer | None = None, language: Language = "zh"
) -> str:
    reply = FakeReply()
    loader = CustomIdiomLoader(FakeCustomIdioms(), engine_with())
    await IdiomLookup(loader, explainer).look_up(word, said(language=language), reply)
    return reply.text


async def test_the_models_explanation_is_marked_as_such():
    shown = await looked_up("守株待兔", FakeExplainer("比喻", "不劳而获。"))
    entry, meaning = shown.split("\n\n")
    assert "shǒu zhū dài tù" in entry
    assert meaning == "释义（模型写的，可能有误）：\n比喻不劳而获。"


async def test_in_english_the_shipped_gloss_is_enough():
    explainer = FakeExplainer("whatever")
    assert "CC-CEDICT" in await looked_up("守株待兔", explainer, "en")
    assert explainer.asked == []


async def test_an_explanation_that_was_cut_off_stays_with_a_note():
    shown = await looked_up("守株待兔", FakeExplainer("比喻", error=ModelCut()))
    assert "比喻" in shown
    assert shown.endswith(str(ModelCut()))


async def test_a_model_that_fails_leaves_the_entry():
    shown = await looked_up("守株待兔", FakeExplainer(error=ModelCut()))
    assert "shǒu zhū dài tù" in shown
    assert "模型写的" not in shown


async def test_a_store_that_cannot_count_the_call_leaves_the_entry():
    shown = await looked_up("守株待兔", FakeExplainer(error=StorageDown()))
    assert "shǒu zhū dài tù" in shown
    assert shown.endswith(str(StorageDown()))


async def test_a_spent_budget_that_was_told_leaves_the_entry_alone():
    spent = ModelBudgetSpent(Text(zh="用完了。", en="Used up."), said_before=True)
    shown = await looked_up("守株待兔", FakeExplainer(error=spent))
    assert "shǒu zhū dài tù" in shown
    assert "用完了" not in shown


async def test_without_a_model_the_dictionary_answers_alone():
    assert "CC-CEDICT" in await looked_up("守株待兔")


async def test_without_the_store_the_dictionary_answers_as_last_loaded():
    class Down(FakeCustomIdioms):
        async def version(self) -> int:
            raise StorageDown

    reply = FakeReply()
    loader = CustomIdiomLoader(Down(), engine_with())
    await IdiomLookup(loader).look_up("守株待兔", said(), reply)
    assert "shǒu zhū dài tù" in reply.text


async def test_no_model_is_asked_about_an_unknown_word():
    explainer = FakeExplainer("编的")
    assert "没有「守株」" in await looked_up("守株", explainer)
    assert explainer.asked == []
