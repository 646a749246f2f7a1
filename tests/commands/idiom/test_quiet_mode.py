"""Quiet mode: the bot judges with a 👌, and people continue each other's idioms."""

import pytest

from tests.fakes.idiom_game import ADMIN, ANN, BOB, GameScenario


@pytest.fixture
async def quiet(group: GameScenario) -> GameScenario:
    group.begin_with("画蛇添足")
    assert "我只当裁判" in await group.command("安静 开", ADMIN)
    return group


async def test_a_right_idiom_gets_a_reaction_and_the_next_person_continues_it(quiet: GameScenario):
    texts = len(quiet.reply.texts)
    await quiet.say_silently("足智多谋", ANN)
    await quiet.say_silently("谋事在人", BOB)
    assert quiet.reply.reactions == ["👌", "👌"]
    assert len(quiet.reply.texts) == texts
    assert [move.by for move in quiet.game.chain] == [0, ANN, BOB]
    assert quiet.game.scores[BOB].points == 1


async def test_where_the_group_forbids_reactions_a_line_says_so(quiet: GameScenario):
    quiet.reply.forbids_reactions = True
    shown = await quiet.say("足智多谋", ANN)
    assert shown == "足智多谋 ✓ +1 分（共 1 分）\n该接「谋」（móu）了。"


async def test_mistakes_and_late_answers_are_told(quiet: GameScenario):
    await quiet.say_silently("足智多谋", ANN)
    assert "已经用过" in (await quiet.say("足智多谋", ANN, addressed=True) or "")
    assert "慢了一步：p1" in (await quiet.say("足不出户", BOB) or "")


async def test_quiet_mode_stays_for_the_next_game_and_can_be_left(quiet: GameScenario):
    await quiet.command("结束", ADMIN)
    await quiet.say("再来一局", ANN)
    assert quiet.game.quiet
    assert "我又一起接了" in await quiet.command("安静 关", ANN)
    shown = await quiet.say(quiet.right_answer(), ANN)
    assert shown
    assert "我接「" in shown


async def test_where_nobody_could_go_on_the_last_person_wins(group: GameScenario):
    group.begin_with("表里如一")
    await group.command("模式 同字")
    await group.command("安静 开")
    assert "赢了" in (await group.say("一模一样", ANN) or "")
    assert not group.is_game_on


async def test_in_private_there_is_no_quiet_mode(private: GameScenario):
    private.begin_with("画蛇添足")
    assert "只在群里有用" in await private.command("安静")
