"""Budgets and access, with the whole bot: two replicas, Tongyi's server, a real store."""

from collections.abc import AsyncIterator
from typing import Any

import pytest
import pytest_asyncio

from bot.playground.server.state import BotApiUser
from tests.e2e.conftest import ask, assert_no_errors, bot_says, new_user
from tests.fakes.files import docx
from tests.fakes.replicas import Replicas, open_replicas
from tests.fakes.telegram import AJIE, TelegramServer
from tests.servers.steering import Says

pytestmark = [pytest.mark.slow, pytest.mark.timeout(90), pytest.mark.asyncio(loop_scope="module")]

BLOCKED = 4001
LIMITED = {
    "BOT_BUDGET": '{"person_requests_per_min": null, "person_requests_per_day": 3, "document_parts": 30}',
    "BOT_LLM__CONTEXT_TOKENS": "1000",
    "BOT_ACCESS__BLOCKED": f"[{BLOCKED}]",
    "BOT_TELEGRAM__TAKEOVER_S": "9",  # no process dies, so none need be taken for dead on a busy machine
}


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def replicas() -> AsyncIterator[Replicas]:
    async with open_replicas(are_forked=True) as made:
        made.settings |= LIMITED
        made.model.answer = lambda body: Says(
            ['{"destination": "ask", "next_inputs": ""}']
            if body["model"] == "qwen-flash"
            else ["好的。"]
        )
        processes = await made.running(2)
        yield made
        for process in processes:
            assert_no_errors(process)


def answers(telegram: TelegramServer, chat_id: int) -> list[dict[str, Any]]:
    return [made for made in telegram.messages(chat_id) if made["from"]["is_bot"]]


async def test_requests_are_counted_over_replicas_and_the_end_is_said_once(replicas):
    telegram, person = replicas.telegram, new_user(replicas.telegram)
    for question in ("/ask 一", "讲讲二", "/ask 三"):  # the second is routed by a model too
        assert await ask(telegram, person, person, question) == "好的。"
    assert "3 次已经用完" in await ask(telegram, person, person, "/ask 四")
    before = len(replicas.model.bodies)
    for question in ("/ask 五", "讲讲六"):
        telegram.say(person, person, question)
    assert "请求 3/3" in await ask(telegram, person, person, "/quota", "今天用了")
    assert len(answers(telegram, person)) == 5
    assert len(replicas.model.bodies) == before


async def test_moves_and_help_go_on_without_a_budget(replicas):
    telegram, person = replicas.telegram, new_user(replicas.telegram)
    await ask(telegram, AJIE, AJIE, f"/quota {person} 0", "改为 0")
    assert "用完" in await ask(telegram, person, person, "/ask 一")
    assert "该接" in await ask(telegram, person, person, "/idiom 画蛇添足")
    assert "/idiom" in await ask(telegram, person, person, "/help")


async def test_an_admin_stops_and_restarts_all_model_calls(replicas):
    telegram, person = replicas.telegram, new_user(replicas.telegram)
    await ask(telegram, AJIE, AJIE, "/pause model", "已暂停大模型")
    assert "管理员暂停了大模型" in await ask(telegram, person, person, "/ask 一")
    await ask(telegram, AJIE, AJIE, "/resume model", "恢复")
    assert await ask(telegram, person, person, "/ask 一") == "好的。"


async def test_a_long_document_is_read_after_a_yes_and_a_longer_one_not_at_all(replicas):
    telegram, person = replicas.telegram, new_user(replicas.telegram)
    before = len(replicas.model.bodies)
    sent = telegram.send_file(person, person, docx(["天地玄黄，宇宙洪荒。" * 1400]), "长.docx")
    question = await bot_says(telegram, person, sent, "要继续吗")
    assert len(replicas.model.bodies) == before
    telegram.press(person, question, "▶ 继续")
    await bot_says(telegram, person, question, "好的。")
    assert "请求 1/3" in await ask(telegram, person, person, "/quota", "今天用了")
    sent = telegram.send_file(person, person, docx(["天地玄黄，宇宙洪荒。" * 9000]), "更长.docx")
    await bot_says(telegram, person, sent, "最多 30 段")


async def test_a_blocked_person_gets_no_answer_to_any_command(replicas):
    telegram = replicas.telegram
    telegram.state.add_user(BotApiUser(BLOCKED, "Eve", None, "zh-hans"))
    for text in ("/help", "/idiom 画蛇添足", "你好", "/quota"):
        telegram.say(BLOCKED, BLOCKED, text)
    await replicas.settled()
    assert answers(telegram, BLOCKED) == []
