from collections.abc import AsyncIterator

import pytest

from bot.commands.idiom.lookup import IdiomLookup
from bot.errors import ModelCut
from bot.models.chat import Language
from bot.models.llm import Chunk
from tests.fakes.chat import FakeReply, said

pytestmark = pytest.mark.looptime


class FakeMeanings:
    """Implements `ports.talk.Meanings`."""

    def __init__(self, *texts: str, error: ModelCut | None = None) -> None:
        self.asked: list[str] = []
        self._texts = texts
        self._error = error

    async def explain(self, word: str, language: Language) -> AsyncIterator[Chunk]:
        self.asked.append(word)
        for text in self._texts:
            yield Chunk(text)
        if self._error:
            raise self._error


async def looked_up(
    word: str, meanings: FakeMeanings | None = None, language: Language = "zh"
) -> str:
    reply = FakeReply()
    await IdiomLookup(meanings).look(word, said(language=language), reply)
    return reply.text


async def test_the_models_meaning_is_marked_as_its_own():
    shown = await looked_up("守株待兔", FakeMeanings("比喻", "不劳而获。"))
    entry, meaning = shown.split("\n\n")
    assert "shǒu zhū dài tù" in entry
    assert meaning == "释义（模型写的，可能有误）：\n比喻不劳而获。"


async def test_who_reads_english_gets_the_shipped_gloss_where_there_is_one():
    meanings = FakeMeanings("whatever")
    assert "CC-CEDICT" in await looked_up("守株待兔", meanings, "en")
    assert meanings.asked == []


async def test_what_a_model_that_broke_off_said_stays_with_a_sentence():
    shown = await looked_up("守株待兔", FakeMeanings("比喻", error=ModelCut()))
    assert "比喻" in shown
    assert shown.endswith(str(ModelCut()))


async def test_a_model_that_fails_leaves_the_entry():
    shown = await looked_up("守株待兔", FakeMeanings(error=ModelCut()))
    assert "shǒu zhū dài tù" in shown
    assert "模型写的" not in shown


async def test_without_a_model_the_dictionary_answers_alone():
    assert "CC-CEDICT" in await looked_up("守株待兔")


async def test_of_a_word_that_is_no_idiom_no_model_is_asked():
    meanings = FakeMeanings("编的")
    assert "没有「守株」" in await looked_up("守株", meanings)
    assert meanings.asked == []
