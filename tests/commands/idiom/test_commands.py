"""成语接龙: moves, races and silence."""

import asyncio
import re
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from random import Random

import pytest

from bot.commands.idiom.commands import IdiomCommands
from bot.idioms import Played, choose
from bot.models.chat import Thread
from bot.models.game import GameChange, Move
from bot.storage.connection import Redis, open_redis
from bot.storage.custom_idioms.custom_idioms import RedisCustomIdioms
from bot.storage.games.games import RedisGames
from tests.fakes.chat import FakePermissions, FakeReply, said
from tests.fakes.idiom_game import ANN, BOB, GROUP, GameScenario, lessons_of


async def test_the_command_opens_a_game_and_says_how_to_go_on(private: GameScenario):
    shown = await private.command()
    assert f"我先出：{private.game.last}" in shown
    assert re.search(r"该接「.」\(\S+\)", shown)
    assert [b.label for row in private.reply.keyboard for b in row] == ["💡 提示", "🏳️ 认输"]


async def test_what_the_command_cannot_read_is_named_before_the_state(private: GameScenario):
    private.begin_with("画蛇添足")
    shown = await private.command("hello")
    assert "「hello」我没看懂" in shown
    assert "画蛇添足" in shown


async def test_a_valid_answer_scores_and_is_answered(private: GameScenario):
    private.begin_with("画蛇添足")
    shown = await private.say("足智多谋")
    assert shown
    assert shown.startswith("足智多谋 ✓ +1 分\n我接「谋」：谋")
    assert private.game.scores[ANN].points == 1
    assert [m.word for m in private.game.chain[:2]] == ["画蛇添足", "足智多谋"]
    assert private.game.last
    assert private.game.last.startswith("谋")


async def test_a_person_can_open_with_an_idiom(private: GameScenario):
    shown = await private.command("畫蛇添足")
    assert shown.startswith("画蛇添足 ✓")
    assert private.game.chain[0] == Move("画蛇添足", ANN)


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("一心一意", "「一心一意」是成语，不过现在要接「足」(zú)"),
        ("画蛇添足", "「画蛇添足」这一局已经用过了，换一个「足」(zú) 开头的吧"),
        ("足智多某", "你想说的是「足智多谋」吗"),
        ("足天大笑", "词典里没有这个成语，再想想？该接「足」(zú)"),
    ],
)
async def test_a_mistake_is_told_with_its_reason(private: GameScenario, typed: str, shown: str):
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
async def test_ordinary_group_talk_meets_silence(group: GameScenario, chatter: str):
    group.begin_with("画蛇添足")
    assert await group.say(chatter) is None


async def test_without_a_game_nothing_is_taken(group: GameScenario):
    assert await group.say("画蛇添足") is None
    assert not await group.idiom.active(group.thread)


async def test_the_slower_of_two_is_told_kindly_and_the_first_scores(group: GameScenario):
    group.begin_with("画蛇添足")
    await group.say("足智多谋", ANN)
    shown = await group.say("足不出户", BOB)
    assert shown
    assert shown.startswith("慢了一步：p1 先接上了「足智多谋」")
    assert BOB not in group.game.scores


async def test_saying_what_was_just_said_is_late_and_no_mistake(group: GameScenario):
    group.begin_with("画蛇添足")
    await group.say("足智多谋", ANN)
    shown = await group.say("足智多谋", BOB)
    assert shown
    assert shown.startswith("慢了一步：p1")


async def test_an_answer_overtaken_while_it_was_judged_is_judged_anew(group: GameScenario):
    group.begin_with("画蛇添足")
    rival = said("足智多谋", sender_id=BOB, name="p2", chat_id=GROUP)
    change = group.idiom._decisions.said(rival, group.game)
    assert isinstance(change, GameChange)
    group.games.rivals = [change]
    shown = await group.say("足不出户", ANN)
    assert shown
    assert "慢了一步：p2" in shown


@pytest.fixture
async def replicas(redis: Redis, redis_url: str) -> AsyncIterator[list[IdiomCommands]]:
    """Two bots, each on connections of its own, at one empty server."""
    async with AsyncExitStack() as stack:
        bots = []
        for seed in (1, 2):
            own = await stack.enter_async_context(open_redis(redis_url))
            lessons = lessons_of(RedisCustomIdioms(own))
            games = RedisGames(own, lessons.taught.keep_up)
            bots.append(IdiomCommands(games, FakePermissions(), Random(seed), lessons))
        yield bots


async def test_fifty_within_a_moment_one_wins_and_all_others_are_told_once(
    replicas: list[IdiomCommands],
):
    await replicas[0].play(said("画蛇添足", sender_id=99, chat_id=GROUP), FakeReply())
    found = (await replicas[0].games.find(Thread(GROUP), 0)).game
    assert found
    words = [choose(found.last, Played(), "exact", 2, Random(i)) or "" for i in range(50)]
    replies = [FakeReply() for _ in words]

    async def answer(i: int) -> None:
        name = f"p{i + 1}"
        request = said(words[i], sender_id=i + 1, name=name, chat_id=GROUP, addressed=False)
        await replicas[i % 2].offer(request, replies[i])

    await asyncio.gather(*map(answer, range(len(words))))
    texts = [reply.text for reply in replies]
    [winner] = [i for i, text in enumerate(texts) if "✓" in text]
    assert sum(f"慢了一步：p{winner + 1} 先" in text for text in texts) == len(texts) - 1
    game = (await replicas[0].games.find(Thread(GROUP), 0)).game
    assert game
    assert set(game.scores) == {99, winner + 1}


async def test_the_same_update_scores_once_and_is_answered_the_same(private: GameScenario):
    private.begin_with("画蛇添足")
    request = said("足智多谋", name="p1")
    await private.idiom.offer(request, private.reply)
    await private.idiom.offer(request, private.reply)
    assert private.reply.texts[0] == private.reply.texts[1]
    assert private.game.scores[ANN].points == 1
