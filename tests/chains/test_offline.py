"""The services without a model."""

import subprocess
import sys
from collections.abc import AsyncIterator

import pytest

from bot.chains import offline
from bot.models.chat import Thread
from bot.models.document import Document
from bot.models.game import DictionaryEntry
from bot.models.llm import Chunk, Progress, Question
from bot.texts import model as texts
from tests.fakes.awaited_inputs import FakeNotices
from tests.fakes.documents import FakePassageIndexes
from tests.fakes.usage import caller

ENTRIES = {
    "画蛇添足": DictionaryEntry("画蛇添足", "huà shé tiān zú", "to overdo it"),
    "五花八门": DictionaryEntry("五花八门", "wǔ huā bā mén"),
}
SERVICES = offline.build(ENTRIES.get, FakeNotices(), FakePassageIndexes())


async def text_of(stream: AsyncIterator[Chunk | Progress] | AsyncIterator[Chunk]) -> str:
    return "".join([chunk.text async for chunk in stream if isinstance(chunk, Chunk)])


async def test_an_idiom_is_explained_from_the_dictionary_which_is_named():
    answer = await text_of(
        SERVICES.answerer.answer(Question(Thread(1), "请问画蛇添足是什么意思？", caller()))
    )
    assert "huà shé tiān zú" in answer
    assert "to overdo it" in answer
    assert "没有用大模型" in answer


async def test_an_idiom_without_a_gloss_is_said_to_have_none():
    assert "没有它的释义" in await text_of(
        SERVICES.answerer.answer(Question(Thread(1), "五花八门", caller()))
    )


@pytest.mark.parametrize("question", ["天空为什么是蓝的？", "hi there", "谢谢是什么意思"])
async def test_that_there_is_no_model_is_said_once_a_day_in_a_thread(question):
    notices = FakeNotices()
    answerer = offline.build(ENTRIES.get, notices, FakePassageIndexes()).answerer

    async def said_in(thread: Thread) -> str:
        return await text_of(answerer.answer(Question(thread, question, caller())))

    assert await said_in(Thread(1)) == texts.OFFLINE_ANSWER.zh
    assert await said_in(Thread(1)) == texts.OFFLINE_AGAIN.zh
    assert await said_in(Thread(2)) == texts.OFFLINE_ANSWER.zh
    notices.now_s = 24 * 3600
    assert await said_in(Thread(1)) == texts.OFFLINE_ANSWER.zh


@pytest.mark.parametrize(
    ("text", "expected"),
    [("谢谢", "不客气！"), ("太感谢你了～", "不客气！"), ("thank you so much!", "不客气！")]
    + [
        (sign, texts.OFFLINE_SIGN.zh)
        for sign in ("👍", "。", "？！", "你好！", "Hello", "哈哈哈", "hahaha", "lol")
    ]
    + [(bye, texts.OFFLINE_GOODBYE.zh) for bye in ("再见", "拜拜啦！", "good night")],
)
async def test_thanks_and_signs_without_words_are_no_questions(text, expected):
    answered = SERVICES.answerer.answer(Question(Thread(1), text, caller()))
    assert await text_of(answered) == expected


async def test_an_excerpt_is_labelled_and_cites_pages():
    pages = ((1, "第一页讲的是春天的天气变化。"), (2, "第二页讲的是秋天的收成情况。"))
    summary = await text_of(
        SERVICES.summarizer.summarize(
            Document("\n".join(t for _, t in pages), pages), caller=caller()
        )
    )
    assert summary.startswith(texts.OFFLINE_EXCERPT.zh)
    assert "- 第一页讲的是春天的天气变化。 [p1]" in summary
    assert "- 第二页讲的是秋天的收成情况。 [p2]" in summary


def test_nothing_polishes_posts():
    assert SERVICES.polisher is None


async def test_the_router_leaves_everything_to_the_rules():
    assert await SERVICES.router.route("来玩成语接龙吧", caller()) is None


def test_no_model_library_is_imported():
    code = "import sys, bot.chains.offline; print([m for m in sys.modules if m.split('_')[0] in ('langchain', 'dashscope', 'openai')])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
