"""What helps a player, ends a game and starts the next: hints, skips, giving up, buttons."""

from dataclasses import replace
from random import Random

import pytest

from bot.idioms import shipped_dictionary
from bot.idioms.engine import GameEngine
from bot.idioms.meanings import Meanings
from bot.models.game import Game, Move
from tests.fakes.chat import pressed
from tests.fakes.idiom_game import (
    ADMIN,
    ANN,
    BOB,
    NO_MEANINGS,
    GameScenario,
    idiom_commands,
    meanings_of,
)


class LeadingTo(GameEngine):
    """Its hints lead to a word that the test knows."""

    def __init__(self, word: str, meanings: Meanings) -> None:
        super().__init__(shipped_dictionary(), Random(3), meanings)
        self._word = word

    def solution(self, game: Game) -> str:
        return self._word


async def test_hints_climb_from_the_meaning_to_the_sound_and_cost_points(tmp_path):
    meanings = meanings_of(tmp_path, {"谋事在人": "谋：谋划；事：事情。指做事能否成功在于人。"})
    chat = GameScenario(meanings=meanings)
    chat.begin_with("足智多谋", "谋事在人")
    chat.games.games[chat.thread] = replace(chat.game, chain=(Move("足智多谋"),))
    chat.idiom = idiom_commands(chat.games, engine=LeadingTo("谋事在人", meanings))
    hints = [await chat.say("提示", addressed=True) or "" for _ in range(5)]
    assert hints[0] == "💡 提示一：指做事能否成功在于人。"
    assert hints[1] == "💡 提示二：谋事□□"
    assert hints[2] == "💡 提示三：谋事在□"
    assert "móu shì zài rén" in hints[3]
    assert hints[4] == hints[3]
    assert chat.labels() == ["💡 提示", "⏭ 跳过", "🏳️ 认输", "📖 释义"]


async def test_hints_cost_points_until_there_are_none(private: GameScenario):
    private.begin_with("画蛇添足")
    for _ in range(2):
        await private.say(private.right_answer())
    hints = [await private.say("提示", addressed=True) or "" for _ in range(3)]
    assert ["−1 分" in hint for hint in hints] == [True, True, False]
    assert private.game.scores[ANN].points == 0


async def test_without_chinese_meanings_a_hint_gives_the_english_one(private: GameScenario):
    private.begin_with("守株待兔")
    private.idiom = idiom_commands(private.games, engine=LeadingTo("兔死狐悲", NO_MEANINGS))
    assert "英文意思是" in (await private.say("提示") or "")


async def test_skipping_lets_the_bot_go_on(private: GameScenario):
    private.begin_with("画蛇添足")
    shown = await private.say("跳过")
    assert shown
    assert "跳过，我来接：足" in shown
    assert len(private.game.chain) == 2


async def test_giving_up_alone_ends_the_game_with_a_summary(private: GameScenario):
    private.begin_with("画蛇添足")
    await private.say("足智多谋")
    end = private.game.last or ""
    shown = await private.say("我认输了")
    assert shown
    assert f"其实可以接：{end[-1]}" in shown
    assert "共接了 3 个成语" in shown
    assert "p1 1 分" in shown
    assert not private.is_game_on


async def test_one_of_many_giving_up_leaves_the_game_to_the_others(group: GameScenario):
    group.begin_with("画蛇添足")
    await group.say("足智多谋", ANN)
    shown = await group.say("认输", BOB)
    assert shown
    assert "p2 想认输。再有一个人说「认输」" in shown
    assert group.is_game_on


async def test_giving_up_in_a_group_takes_two_people(group: GameScenario):
    group.begin_with("画蛇添足")
    await group.say("足智多谋", ANN)
    await group.say("认输", BOB)
    assert "还差一个人" in (await group.say("我认输", BOB) or "")
    assert group.is_game_on
    assert "共接了" in (await group.say("认输", ANN) or "")
    assert not group.is_game_on


async def test_a_vote_to_give_up_counts_for_its_turn_only(group: GameScenario):
    await group.command("", 7)
    await group.say("认输", BOB)
    await group.say(group.right_answer(), ANN)
    await group.say("认输", ANN)
    assert group.is_game_on


@pytest.mark.parametrize("who", [ADMIN, 7])
async def test_who_began_the_game_and_administrators_end_it_alone(group: GameScenario, who: int):
    await group.command("", 7)
    await group.say(group.right_answer(), ANN)
    assert "共接了" in (await group.say("认输", who) or "")
    assert not group.is_game_on


@pytest.mark.parametrize("typed", ["不会", "我不会", "不知道", "求助", "我不会啊"])
async def test_not_knowing_brings_a_hint_and_the_buttons(private: GameScenario, typed: str):
    private.begin_with("画蛇添足")
    assert "提示一" in (await private.say(typed, addressed=True) or "")
    assert private.is_game_on
    assert "⏭ 跳过" in private.labels()


async def test_being_stuck_ends_no_game_but_shows_what_can_be_done(private: GameScenario):
    private.begin_with("画蛇添足")
    shown = await private.say("接不上来了", addressed=True)
    assert shown == "卡住了？可以要「提示」，也可以「跳过」；真不玩了就「认输」。"
    assert private.is_game_on
    await private.press("认输")
    assert not private.is_game_on


@pytest.mark.parametrize("typed", ["退出", "不玩了", "投降", "我输了"])
async def test_words_for_leaving_end_a_private_game(private: GameScenario, typed: str):
    private.begin_with("画蛇添足")
    assert "共接了" in (await private.say(typed, addressed=True) or "")


async def test_skips_without_points_are_limited(private: GameScenario):
    private.begin_with("画蛇添足")
    for _ in range(3):
        assert "跳过，我来接" in (await private.say("跳过") or "")
    assert "3 次免费跳过也用完了" in (await private.say("跳过") or "")
    await private.say(private.right_answer())
    assert "−1 分" in (await private.say("跳过") or "")


async def test_nobody_skips_for_players_without_playing(group: GameScenario):
    group.begin_with("画蛇添足")
    await group.say("足智多谋", ANN)
    assert "先接上一个成语" in (await group.say("跳过", BOB) or "")
    await group.say(group.right_answer(), BOB)
    assert "跳过，我来接" in (await group.say("跳过", BOB) or "")


async def test_a_new_prompt_takes_the_buttons_from_the_one_before(private: GameScenario):
    await private.command()
    first = max(private.reply.messages)
    await private.say(private.right_answer())
    assert private.labels(first) == []
    assert "💡 提示" in private.labels()
    await private.press("跳过")
    assert [bool(shown.keyboard) for shown in private.reply.messages.values()] == [0, 0, 1]


async def test_buttons_that_the_budget_left_are_removed_another_time(private: GameScenario):
    await private.command()
    private.reply.has_room = False
    await private.say(private.right_answer())
    private.reply.has_room = True
    await private.say(private.right_answer())
    assert [bool(m.keyboard) for m in private.reply.messages.values()] == [False, False, True]


async def test_the_meaning_of_the_last_idiom_pops_up(tmp_path):
    chat = GameScenario(meanings=meanings_of(tmp_path, {"画蛇添足": "比喻多此一举。"}))
    chat.begin_with("画蛇添足")
    await chat.command()
    await chat.press("释义")
    assert chat.reply.popups == ["画蛇添足（huà shé tiān zú）\n比喻多此一举。"]


async def test_another_game_starts_by_button_and_by_word_as_the_last_was_played(
    private: GameScenario,
):
    await private.command("难度 困难")
    await private.say("认输")
    assert private.labels() == ["🔄 再来一局", "🖼 接龙图"]
    await private.press("再来一局")
    assert private.game.level == 2
    await private.say("认输")
    assert "我先出" in (await private.say("再来一局！") or "")
    assert private.game.level == 2
    assert await private.say("再来一局", addressed=True) is None  # it is on


@pytest.mark.parametrize("typed", ["再来一盘", "再来", "play again", "那再玩一局吧", "重新开始"])
async def test_words_for_another_game_count_for_half_an_hour_after_one(
    group: GameScenario, typed: str
):
    assert await group.say(typed) is None
    await group.command()
    await group.command("结束")
    assert await group.say("再来一杯") is None
    group.games.now_s += 1790
    assert "我先出" in (await group.say(typed, BOB) or "")
    assert group.game.starter == BOB
    await group.command("结束", BOB)
    group.games.now_s += 1800
    assert await group.say(typed) is None


async def test_the_button_of_start_begins_a_game_and_later_shows_it(private: GameScenario):
    first, second = (pressed("idiom:play", message_id=1) for _ in range(2))
    await private.idiom.play_pressed(first, private.reply)
    assert "我先出" in private.reply.texts[-1]
    await private.idiom.play_pressed(second, private.reply)
    assert "接龙正在进行" in private.reply.texts[-1]


async def test_buttons_work_for_their_turn_only(private: GameScenario):
    private.begin_with("画蛇添足")
    await private.idiom.hint_pressed(pressed("idiom:hint:1", message_id=1), private.reply)
    assert "提示一" in private.reply.texts[-1]
    await private.say("足智多谋")
    await private.idiom.hint_pressed(pressed("idiom:hint:1", message_id=1), private.reply)
    assert private.reply.popups[-1] == "这一轮已经过去了，请看最新的题目。"
    action = private.reply.keyboard[0][2].action
    await private.idiom.give_up_pressed(pressed(action, message_id=1), private.reply)
    assert "共接了" in private.reply.texts[-1]


async def test_where_nobody_can_continue_a_hint_says_so_and_a_skip_ends_the_game(
    private: GameScenario,
):
    private.begin_with("一模一样")
    await private.command("模式 同字")
    hint = await private.say("提示")
    assert hint
    assert "我也想不出来了" in hint
    shown = await private.say("跳过")
    assert shown
    assert "这一局打平" in shown
    assert not private.is_game_on


async def test_giving_up_where_the_bot_knows_no_answer_either(private: GameScenario):
    private.begin_with("一模一样")
    await private.command("模式 同字")
    assert "连我也接不上" in await private.command("认输")
