"""What every store of answers does: the Redis store, and the fake of the tests."""

from dataclasses import replace

import pytest

from bot.models.answer import Answer
from bot.models.chat import FileRef, QuotedMessage
from bot.models.chat_settings import ChatSettings
from bot.ports.answers import AnswerStore
from bot.storage.answers import RedisAnswers
from tests.fakes.answers import FakeAnswers
from tests.fakes.chat import said

FILE = FileRef("f", "长.pdf", 9, "document")
PLAIN = Answer("ask", said("天空为什么是蓝的？"), "s1", (7, 8), (7,), 3)
QUOTING = Answer(
    "summarize",
    said("短一点", chat_id=-5, topic_id=9, quoted=QuotedMessage(4, "", FILE, 2, by_bot=False)),
)
WITH_FILE = Answer("summarize", said("", file=FILE, language="en"))
WITH_ALBUM = Answer(
    "summarize", replace(said("", file=FILE, album="7"), files=(FILE, FileRef("g", "b.pdf", None)))
)


@pytest.fixture(params=["fake", "redis"])
def answers(request: pytest.FixtureRequest) -> AnswerStore:
    if request.param == "fake":
        return FakeAnswers()
    return RedisAnswers(request.getfixturevalue("redis"))


async def found(answers: AnswerStore, answer: Answer) -> Answer | None:
    request = answer.request
    return await answers.get(request.thread.chat_id, request.sender.id, request.message_id)


@pytest.mark.parametrize(
    "answer", [PLAIN, QUOTING, WITH_FILE, WITH_ALBUM], ids=["plain", "quoting", "file", "album"]
)
async def test_an_answer_is_kept_as_it_is(answers, answer):
    await answers.put(answer)
    assert await found(answers, answer) == answer


async def test_what_the_chat_has_set_and_forbids_is_not_kept(answers):
    asked = replace(PLAIN.request, settings=ChatSettings("en"), forbidden=frozenset({"ask"}))
    await answers.put(replace(PLAIN, request=asked))
    assert await found(answers, PLAIN) == PLAIN


async def test_a_version_is_replaced_by_the_next_one(answers):
    await answers.put(PLAIN)
    newer = replace(PLAIN, request=replace(PLAIN.request, update_id=99, version=99))
    await answers.put(newer)
    assert await found(answers, PLAIN) == newer


async def test_the_latest_question_has_the_latest_answer(answers):
    assert await answers.latest(1, 1) is None
    first, second = (replace(PLAIN, request=said(f"{n}？")) for n in range(2))
    for answer in (second, first):
        await answers.put(answer)
    await answers.take(first, 999)
    await answers.swap_button(1, 1, 8)
    assert await answers.latest(1, 1) == second
    assert await answers.latest(1, 2) is None


async def test_another_person_s_answer_is_not_found(answers):
    await answers.put(PLAIN)
    assert await answers.get(1, 2, PLAIN.request.message_id) is None


async def test_the_oldest_of_many_are_dropped(answers):
    many = [replace(PLAIN, request=said(f"{n}？")) for n in range(25)]
    await answers.put(many[0])
    assert await answers.take(many[0], 5)
    await answers.swap_button(1, 1, 7)
    for answer in many[1:]:
        await answers.put(answer)
    assert [await found(answers, answer) is None for answer in many].count(True) == 5
    assert await found(answers, many[5]) == many[5]
    assert await answers.swap_button(1, 1, None) == 7


async def test_a_version_is_taken_by_one_update_and_by_its_later_attempts(answers):
    await answers.put(PLAIN)
    assert await answers.take(PLAIN, 7)
    assert not await answers.take(PLAIN, 8)
    assert await answers.take(PLAIN, 7)
    assert await answers.take(replace(PLAIN, request=replace(PLAIN.request, update_id=99)), 8)


async def test_the_message_with_the_button_is_known_until_another_has_it(answers):
    assert await answers.swap_button(1, 1, 5) is None
    assert await answers.swap_button(1, 1, 6) == 5
    assert await answers.swap_button(1, 1, None) == 6
    assert await answers.swap_button(1, 1, None) is None


async def test_what_is_forgotten_is_gone_and_the_rest_is_not(answers):
    await answers.put(PLAIN)
    await answers.put(QUOTING)
    await answers.swap_button(1, 1, 5)
    await answers.forget(1, 1)
    assert await found(answers, PLAIN) is None
    assert await answers.swap_button(1, 1, None) is None
    assert await found(answers, QUOTING) == QUOTING
