"""Duels and teams: who may take part, whose turn it is, and how a match ends."""

from dataclasses import replace

import pytest

from bot.commands.conversation_recorder import ConversationRecorder
from bot.commands.idiom.boards import Boards
from bot.commands.idiom.turn_timer import TurnTimer
from bot.models.chat import QuotedMessage
from bot.models.game import Game, Match, Move, Score
from tests.fakes.chat import said
from tests.fakes.idiom_game import ADMIN, ANN, BOB, GROUP, GameScenario

CAT = 3


@pytest.fixture
def group() -> GameScenario:
    return GameScenario(GROUP)


def begin(group: GameScenario, kind="duel", sides=((ANN,), (BOB,)), moves: int = 0) -> None:
    """A match in which it is the first side's turn after 画蛇添足."""
    people = [person for side in sides for person in side]
    group.games.games[group.thread] = Game(
        1,
        chain=(*(Move(f"第{i}步") for i in range(moves)), Move("画蛇添足")),
        scores={person: Score(f"p{person}") for person in people},
        turn=1,
        turn_limit_s=60,
        language="zh",
        starter=people[0],
        quiet=True,
        match=Match(kind, sides, has_begun=True),
    )


async def time_out(group: GameScenario) -> str:
    recorder = ConversationRecorder(group.history)
    timer = TurnTimer(group.games, group.messenger, group.engine, recorder, Boards(group.games))
    await group.games.schedule_turn_check(group.thread, 0)
    for _ in range(1000):
        group.games.now_s += 1
        await timer.tick()
    return group.messenger.messages[-1].text


async def test_a_duel_begins_when_the_other_accepts_and_they_take_turns(group: GameScenario):
    group.usernames.known["bob"] = BOB
    shown = await group.command("对战 @bob")
    assert shown.startswith("⚔️ p1 向 @bob 发起成语对战")
    await group.press("应战", ANN)
    assert group.reply.popups[-1] == "这是你自己发起的，等别人来应战。"
    await group.press("应战", CAT)
    assert group.reply.popups[-1] == "这次应战指名了别人。"
    await group.press("应战", BOB)
    assert "p1 对 p2，开始！" in group.reply.texts[-1]
    assert group.labels() == ["🏳️ 认输", "📖 释义"]
    word = group.right_answer()
    assert await group.say(word, ANN) == "别急，现在轮到 p2。"
    assert await group.say(word, CAT) is None
    answer = await group.say(word, BOB)
    assert answer
    assert answer.startswith(f"{word} ✓ p2 +1 分。轮到 p1：该接")
    assert await group.say("提示", ANN) == "对战里没有提示和跳过，规则也不能改。"


async def test_who_does_not_continue_in_time_loses(group: GameScenario):
    begin(group, moves=6)
    shown = await time_out(group)
    assert shown.startswith("⏰ p1 超时，🏆 p2 赢！其实可以接：足")
    assert "胜方每人加 5 分。" in shown
    assert group.games.points[GROUP][BOB].points == 5
    assert not group.is_game_on


async def test_a_short_match_gives_no_points_for_winning(group: GameScenario):
    begin(group)
    shown = await group.say("认输", ANN)
    assert shown
    assert shown.startswith("🏳️ p1 认输，🏆 p2 赢！")
    assert group.games.points.get(GROUP, {}) == {}
    assert group.labels() == ["🔄 再来一局", "🖼 接龙图"]


async def test_a_challenge_that_nobody_accepts_is_dropped_without_a_reminder(group: GameScenario):
    await group.command("对战")
    assert await time_out(group) == "没有等到人，这场对战取消了。"
    assert len(group.messenger.messages) == 1
    assert not group.is_game_on


async def test_teams_are_chosen_by_buttons_in_one_message(group: GameScenario):
    await group.command("组队")
    await group.press("开始", ANN)
    assert group.reply.popups[-1] == "两队都要有人才能开始。"
    for label, person in (("红队", ANN), ("蓝队", BOB), ("红队", BOB), ("蓝队", CAT)):
        await group.press(label, person)
    assert group.reply.text.endswith("🔴 红队：p1、p2\n🔵 蓝队：p3")
    await group.press("蓝队", CAT)
    assert group.reply.popups[-1] == "你已经在这一队了。"
    await group.press("开始", ADMIN)
    assert group.reply.popups[-1] == "先选一队，才能开始。"
    await group.press("开始", CAT)
    word = group.right_answer()
    assert "轮到 🔵 蓝队" in (await group.say(word, BOB) or "")


async def test_a_team_gives_up_when_two_of_it_want_to(group: GameScenario):
    begin(group, "teams", ((ANN, BOB), (CAT,)))
    assert "同队再有一个人" in (await group.say("认输", ANN) or "")
    assert "🔴 红队 认输，🏆 🔵 蓝队 赢！" in (await group.say("认输", BOB) or "")


async def test_the_last_word_of_a_match_wins_it(group: GameScenario):
    begin(group)
    chain = (Move("历久弥坚"),)
    group.games.games[group.thread] = replace(group.game, mode="exact", chain=chain)
    shown = await group.say("坚持不懈", ANN)
    assert shown
    assert "没有成语接得下去了，🏆 p1 赢！" in shown


async def test_a_mistake_in_a_match_is_answered_without_a_word_of_hints(group: GameScenario):
    begin(group)
    shown = await group.say("一心一意", ANN) or ""
    assert "现在要接「足」" in shown
    assert "提示" not in shown


async def test_settings_and_help_wait_until_a_match_is_over(group: GameScenario):
    begin(group)
    assert "规则也不能改" in await group.command("难度 困难", ADMIN)
    assert "还有一局没结束" in await group.command("组队", ANN)
    assert "轮到 p1" in await group.command("", ANN)
    assert await group.command("结束", ADMIN) == "这场对战取消了。"


async def test_another_match_has_to_wait_for_one_that_waits_for_players(group: GameScenario):
    await group.command("对战", ANN)
    assert "等人参加" in await group.command("组队", BOB)
    assert "/idiom 结束 取消" in await group.command("认输", ANN)


async def test_who_stops_a_match_they_play_in_gives_it_up(group: GameScenario):
    begin(group)
    assert "🏳️ p1 认输，🏆 p2 赢！" in await group.command("结束", ANN)
    await group.command("对战", ANN)
    assert await group.command("结束", ANN) == "这场对战取消了。"


async def test_a_reply_names_the_opponent_and_in_private_there_is_none(group: GameScenario):
    quoted = QuotedMessage(7, "早", None, BOB, by_bot=False)
    request = said("对战", sender_id=ANN, name="p1", chat_id=GROUP, quoted=quoted)
    await group.idiom.play(request, group.reply)
    match = group.game.match
    assert match
    assert match.invited == BOB
    assert "我还没见过 @nobody" in await GameScenario(GROUP).command("对战 @nobody")
    assert "我还没见过 小明。" in await GameScenario(GROUP).command("对战 小明")
    assert len(await GameScenario(GROUP).command("对战 @" + "x" * 4000)) < 200
    alone = GameScenario(GROUP)
    alone.usernames.known["ann"] = ANN
    assert "向大家发起" in await alone.command("对战 @ann", ANN)
    assert "对战和组队要在群里玩" in await GameScenario(ANN).command("对战")
