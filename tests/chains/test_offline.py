"""The bot without a model."""

import subprocess
import sys
from collections.abc import AsyncIterator

import pytest

from bot.chains import offline
from bot.models.chat import Thread
from bot.models.document import Document
from bot.models.game import DictionaryEntry
from bot.models.llm import Chunk, Progress
from bot.texts import model as texts

BOOK = {
    "画蛇添足": DictionaryEntry("画蛇添足", "huà shé tiān zú", "to overdo it"),
    "五花八门": DictionaryEntry("五花八门", "wǔ huā bā mén"),
}
TALK = offline.build(BOOK.get)


async def said(stream: AsyncIterator[Chunk | Progress] | AsyncIterator[Chunk]) -> str:
    return "".join([piece.text async for piece in stream if isinstance(piece, Chunk)])


async def test_an_idiom_is_looked_up_and_the_source_named():
    answer = await said(TALK.answers.answer(Thread(1), "请问画蛇添足是什么意思？"))
    assert "huà shé tiān zú" in answer
    assert "to overdo it" in answer
    assert "没有用大模型" in answer


async def test_an_idiom_without_a_meaning_says_so():
    assert "没有它的释义" in await said(TALK.answers.answer(Thread(1), "五花八门"))


@pytest.mark.parametrize("question", ["天空为什么是蓝的？", "hi", ""])
async def test_anything_else_is_answered_by_saying_that_there_is_no_model(question):
    assert await said(TALK.answers.answer(Thread(1), question)) == texts.OFFLINE_ANSWER.zh


async def test_an_excerpt_is_labelled_and_names_pages():
    pages = ((1, "第一页讲的是春天的天气变化。"), (2, "第二页讲的是秋天的收成情况。"))
    summary = await said(TALK.summaries.summarize(Document("\n".join(t for _, t in pages), pages)))
    assert summary.startswith(texts.OFFLINE_EXCERPT.zh)
    assert "- 第一页讲的是春天的天气变化。 [p1]" in summary
    assert "- 第二页讲的是秋天的收成情况。 [p2]" in summary


async def test_a_post_stays_as_it_is():
    assert await TALK.polisher.polish(" 原文 ") == " 原文 "


async def test_free_text_goes_by_rules():
    assert await TALK.router.route("来玩成语接龙吧") == "idiom"


def test_no_model_library_is_imported():
    code = "import sys, bot.chains.offline; print([m for m in sys.modules if m.split('_')[0] in ('langchain', 'dashscope', 'openai')])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
