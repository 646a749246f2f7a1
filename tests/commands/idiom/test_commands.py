"""成语接龙 (idiom chain): moves, races, and silence towards ordinary chat."""

import asyncio
import re
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from random import Random

import pytest

from bot.commands.idiom.commands import IdiomCommands, TextResult
from bot.idioms import PlayedIdioms, choose_move
from bot.models.chat import Thread
from bot.models.game import GameChange, Move
from bot.storage.connection import Redis, open_redis
from bot.storage.games.games import RedisGames
from bot.streaming.bold import with_bold
from tests.fakes.chat import FakeReply, said
from tests.fakes.idiom_game import ADMIN, ANN, BOB, GROUP, GameScenario, engine_with, idiom_commands


async def test_the_command_opens_a_game_and_explains_how_to_play(private: GameScenario):
    shown = await private.command()
    assert f"我先出：{private.game.last}" in shown
    assert re.search(r"该接「.」（\S+?）", shown)
    assert private.labels() == ["💡 提示", "⏭ 跳过", "🏳️ 认输", "📖 释义"]


async def test_an_unknown_word_after_the_command_is_quoted_before_the_state(private: GameScenario):
    private.begin_with("画蛇添足")
    shown = await private.command("hello")
    assert "「hello」我没看懂" in shown
    assert "画蛇添足" in shown


async def test_a_valid_answer_scores_and_is_answered(private: GameScenario):
    private.begin_with("画蛇添足")
    shown = await private.say("足智多谋")
    assert shown
    assert shown.startswith("足智多谋 ✓ +1 分（共 1 分）\n我接「谋」：谋")
    assert private.game.scores[ANN].points == 1
    assert [m.word for m in private.game.chain[:2]] == ["画蛇添足", "足智多谋"]
    assert private.game.last
    assert private.game.last.startswith("谋")


async def test_a_person_can_open_with_an_idiom(private: GameScenario):
    shown = await private.command("畫蛇添足")
    assert shown.startswith("畫蛇添足 ✓ +1")
    assert private.game.chain[0] == Move("画蛇添足", ANN)


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("一心一意", "「一心一意」是成语，不过现在要接「足」（zú）"),
        ("画蛇添足", "「画蛇添足」这一局已经用过了，换一个「足」（zú）开头的吧"),
        ("足智多某", "你想说的是「足智多谋」吗"),
        ("足天大笑", "词典里没有这个成语，再想想？该接「足」（zú）"),
    ],
)
async def test_a_mistake_is_answered_with_its_reason(private: GameScenario, typed: str, shown: str):
    private.begin_with("画蛇添足")
    answer = await private.say(typed, addressed=True)
    assert answer
    assert shown in answer
    assert private.game.version == 1


@pytest.mark.parametrize(
    "chatter",
    [
        "今天吃什么",
        "哈哈哈",
        "足球比赛几点开始？",
        "画蛇添足是什么意思",
        "恭喜发财",
        "好的",
        "@all 开会",
        "👍",
    ],
)
async def test_ordinary_group_chat_is_not_answered(group: GameScenario, chatter: str):
    group.begin_with("画蛇添足")
    assert await group.say(chatter) is None


async def test_plain_text_loads_the_game_once_and_says_what_it_was_to_it(group: GameScenario):
    async def result(text: str) -> TextResult:
        group.games.finds = 0
        request = said(text, chat_id=GROUP)
        found = await group.idiom.play_text(request, group.reply)
        assert group.games.finds == 1
        return found

    assert await result("画蛇添足") is TextResult.NO_GAME
    assert group.reply.texts == []
    group.begin_with("画蛇添足")
    assert await result("今天吃什么") is TextResult.NOT_PART_OF_GAME
    assert await result("足智多谋") is TextResult.TOOK_PART
    for subcommand in ("模式 同音", "记录", "排行", "规则"):
        assert await result(subcommand) is TextResult.TOOK_PART


async def test_the_update_that_ended_a_game_is_answered_the_same_when_it_comes_again(
    private: GameScenario,
):
    private.begin_with("画蛇添足")
    request = said("放弃")
    for _ in range(2):
        assert await private.idiom.play_text(request, private.reply) is TextResult.TOOK_PART
    assert private.reply.texts[0] == private.reply.texts[1]


async def test_of_two_answers_the_first_scores_and_the_second_is_late(group: GameScenario):
    group.begin_with("画蛇添足")
    await group.say("足智多谋", ANN)
    shown = await group.say("足不出户", BOB)
    assert shown
    assert shown.startswith("慢了一步：p1 先接上了「足智多谋」")
    assert BOB not in group.game.scores


async def test_the_same_answer_a_moment_later_is_late_and_not_repeated(group: GameScenario):
    group.begin_with("画蛇添足")
    await group.say("足智多谋", ANN)
    shown = await group.say("足智多谋", BOB)
    assert shown
    assert shown.startswith("慢了一步：p1")


async def test_an_answer_is_judged_again_if_another_was_applied_meanwhile(group: GameScenario):
    group.begin_with("画蛇添足")
    rival = said("足智多谋", sender_id=BOB, name="p2", chat_id=GROUP)
    change = group.idiom._actions.play_text(rival, group.game)
    assert isinstance(change, GameChange)
    group.games.rivals = [change]
    shown = await group.say("足不出户", ANN)
    assert shown
    assert "慢了一步：p2" in shown


@pytest.fixture
async def replicas(redis: Redis, redis_url: str) -> AsyncIterator[list[IdiomCommands]]:
    """Two processes, each with its own connection to one empty server."""
    async with AsyncExitStack() as stack:
        bots = []
        for seed in (1, 2):
            own = await stack.enter_async_context(open_redis(redis_url))
            bots.append(idiom_commands(RedisGames(own), engine=engine_with(seed)))
        yield bots


async def test_of_fifty_answers_at_once_one_wins_and_every_other_is_late(
    replicas: list[IdiomCommands],
):
    await replicas[0].play(said("画蛇添足", sender_id=99, chat_id=GROUP), FakeReply())
    found = (await replicas[0].updates.games.find(Thread(GROUP), 0)).game
    assert found
    words = [
        choose_move(found.last, PlayedIdioms(), "exact", 2, Random(i)) or "" for i in range(50)
    ]
    replies = [FakeReply() for _ in words]

    async def answer(i: int) -> None:
        name = f"p{i + 1}"
        request = said(words[i], sender_id=i + 1, name=name, chat_id=GROUP, addressed=False)
        await replicas[i % 2].play_text(request, replies[i])

    await asyncio.gather(*map(answer, range(len(words))))
    texts = [reply.text for reply in replies]
    [winner] = [i for i, text in enumerate(texts) if "✓" in text]
    assert sum(f"慢了一步：p{winner + 1} 先" in text for text in texts) == len(texts) - 1
    game = (await replicas[0].updates.games.find(Thread(GROUP), 0)).game
    assert game
    assert set(game.scores) == {99, winner + 1}


async def test_the_same_update_scores_once_and_is_answered_the_same(private: GameScenario):
    private.begin_with("画蛇添足")
    request = said("足智多谋", name="p1")
    await private.idiom.play_text(request, private.reply)
    await private.idiom.play_text(request, private.reply)
    assert private.reply.texts[0] == private.reply.texts[1]
    assert private.game.scores[ANN].points == 1


async def test_how_a_game_ended_is_remembered_once(group: GameScenario):
    group.begin_with("画蛇添足")
    await group.say("足智多谋", ANN)
    request = said("结束", chat_id=GROUP, sender_id=ADMIN)
    for _ in range(2):
        await group.idiom.play(request, group.reply)
    assert not group.is_game_on
    [exchange] = group.history.threads[group.thread]
    assert "成语接龙" in exchange.question
    assert with_bold(exchange.answer).text in group.reply.texts
    assert exchange.speaker_id is None
