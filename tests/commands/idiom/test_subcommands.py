"""Subcommands and buttons of the idiom game: hints, giving up, leaderboard, modes."""

import pytest

from bot.idioms import judge, shipped_dictionary
from bot.models.chat import Thread
from bot.models.game import GameChange, GameReply
from tests.fakes.chat import said
from tests.fakes.games import FakeGameRepository
from tests.fakes.idiom_game import (
    ADMIN,
    ANN,
    BOB,
    GameScenario,
    idiom_commands,
    meanings_of,
)


async def test_five_in_a_row_earn_a_bonus(private: GameScenario):
    private.begin_with("画蛇添足")
    shown = [await private.say(private.right_answer()) for _ in range(5)]
    assert shown[4]
    assert "🔥 连对 5 个，多得 2 分" in shown[4]
    assert private.game.scores[ANN].points == 7


async def test_a_variant_is_confirmed_as_it_was_written(private: GameScenario):
    private.begin_with("与时俱再")
    shown = await private.say("再接再历")
    assert shown
    assert shown.startswith("再接再历 ✓ +1 分（共 1 分）\n词典里写作「再接再厉」。")


async def test_a_rare_idiom_of_the_bot_is_explained_below_it(tmp_path):
    dictionary = shipped_dictionary()
    rare = next(i.word for i in dictionary.index("char").by_key["谋"] if not i.df)
    chat = GameScenario(meanings=meanings_of(tmp_path, {rare: "很少见。少有人知道。"}))
    common = [i.word for i in dictionary.index("char").by_key["谋"] if i.word != rare]
    chat.begin_with(*common, "画蛇添足")
    assert f"📖 {rare}：很少见" in (await chat.say("足智多谋") or "").splitlines()


async def test_both_characters_are_named_where_the_sound_links(private: GameScenario):
    shown = await private.command("画龙点睛")
    answer = private.game.last or ""
    assert f"没有成语用「睛」开头，我接同音的「{answer[0]}」：{answer}" in shown


async def test_used_up_is_said_only_where_there_were_some(private: GameScenario):
    private.begin_with("袖手旁观", "月白风清")  # no other idiom begins with 袖
    shown = await private.say("清风两袖") or ""
    answer = private.game.last or ""
    assert f"「袖」字开头的都用完了，我接同音的「{answer[0]}」：{answer}" in shown


@pytest.mark.parametrize("subcommand", ["结束", "模式 同音", "难度 困难"])
async def test_only_an_administrator_changes_what_others_play(group: GameScenario, subcommand: str):
    group.begin_with("画蛇添足")
    await group.say("足智多谋", ANN)
    assert "只有群管理员" in await group.command(subcommand, BOB)
    assert "只有群管理员" not in await group.command(subcommand, ADMIN)


async def test_mode_and_level_are_kept(private: GameScenario):
    await private.command()
    assert "模式改为：同音" in await private.command("模式 同音")
    assert "难度改为：困难" in await private.command("level hard")
    assert (private.game.mode, private.game.level) == ("notone", 2)
    assert "难度改为：简单" in await private.command("简单")
    assert "模式改为：同字" in await private.command("同字")
    assert "可选：/idiom 模式" in await private.command("模式 随便")


async def test_look_up_alone_is_about_the_idiom_that_was_played_last(private: GameScenario):
    assert "想查哪个成语" in await private.command("查")
    private.begin_with("画蛇添足")
    assert (await private.command("查")).startswith("画蛇添足（")


async def test_an_equal_sound_is_announced_where_no_idiom_begins_with_the_character(
    private: GameScenario,
):
    private.begin_with("销声匿迹")  # nothing begins with 迹
    assert "该接「迹」（jì）了。没有成语用它开头，接同音字就行。" in await private.command()
    shown = await private.say("记忆犹新", addressed=True)
    assert shown
    assert "✓" in shown


async def test_leaving_the_bot_stuck_wins(private: GameScenario):
    private.begin_with("表里如一")
    await private.command("模式 同字")
    shown = await private.say("一模一样")  # no idiom begins with 样
    assert shown
    assert "🎉 我接不上了，p1 赢了！另加 5 分" in shown
    assert "共接了 2 个成语" in shown
    assert not private.is_game_on


async def test_the_leaderboard_and_the_chain_are_shown(group: GameScenario):
    assert "还没有人得分" in await group.command("排行")
    group.begin_with("画蛇添足")
    await group.say("足智多谋", ANN)
    assert "1. p1（童生）：1 分" in await group.command("rank")
    assert (await group.command("记录")).startswith("📜 3 个：画蛇添足 → 足智多谋 → 谋")


async def test_an_idiom_can_be_looked_up(private: GameScenario):
    shown = await private.command("查 画蛇添足")
    assert "画蛇添足（huà shé tiān zú）" in shown
    assert "英文释义" in shown
    assert "词典里没有「足智多某」。是不是「足智多谋」？" in await private.command("查 足智多某")
    assert "想查哪个成语" in await private.command("查")


@pytest.mark.parametrize("subcommand", ["提示", "跳过", "放弃", "记录", "结束"])
async def test_without_a_game_a_subcommand_explains_how_to_start_one(
    private: GameScenario, subcommand: str
):
    assert "发 /idiom 开一局" in await private.command(subcommand)


async def test_a_word_that_is_not_an_idiom_cannot_open_a_game(private: GameScenario):
    assert "换一个开头" in await private.command("一二三四五六七")
    assert "「足智多谋」" in await private.command("足智多某")


async def test_english_speakers_read_english(private: GameScenario):
    private.reply.language = "en"
    assert "I'll start" in await private.command(language="en")
    assert "Rules of the idiom chain" in await private.command("rules", language="en")


async def test_the_reminder_names_the_character(private: GameScenario):
    await private.idiom.remind(private.thread, private.reply)
    assert private.reply.texts == []
    private.begin_with("画蛇添足")
    await private.idiom.remind(private.thread, private.reply)
    assert private.reply.text == "对了，接龙还在继续：上一个是「画蛇添足」，该接「足」（zú）。"


async def test_a_long_chain_still_fits_a_message(private: GameScenario):
    private.begin_with(*["一心一意"] * 3000)
    shown = await private.command("记录")
    assert "3000 个：… →" in shown


def test_the_answers_used_here_are_idioms():
    assert judge("足不出户", last="画蛇添足").kind == "valid"


async def test_four_characters_that_resemble_no_idiom_are_left_to_the_model(private: GameScenario):
    private.begin_with("画蛇添足")
    assert await private.say("量子力学", addressed=True) is None
    assert "词典里没有这个成语" in await private.command("量子力学")


async def test_an_invented_idiom_is_pointed_out_to_players_only(group: GameScenario):
    group.begin_with("愚公移山", "人山人海")
    assert await group.say("海鲜大餐", BOB) is None
    await group.say("海阔天空", ANN)
    wanted = (group.game.last or "")[-1]
    assert await group.say(f"{wanted}马飞虫", BOB) is None
    shown = await group.say(f"{wanted}马飞虫", ANN)
    assert shown
    assert "词典里没有这个成语" in shown


async def test_the_state_has_the_buttons_of_its_turn(private: GameScenario):
    private.begin_with("画蛇添足")
    await private.command()
    assert private.reply.keyboard[0][0].action == "idiom:hint:1"


async def test_an_answer_that_is_never_the_first_is_asked_to_look_at_the_game(
    private: GameScenario,
):
    class NeverFirst(FakeGameRepository):
        async def apply(self, thread: Thread, change: GameChange) -> GameReply | None:
            return None

    private.begin_with("画蛇添足")
    idiom = idiom_commands(NeverFirst(games=private.games.games))
    await idiom.play(said("足智多谋"), private.reply)
    assert "大家一起抢答" in private.reply.text


async def test_mode_and_level_without_an_argument_list_the_choices(private: GameScenario):
    assert "可选：/idiom 难度" in await private.command("难度")
    assert "模式改为：同字" in await private.command("模式 同字")
    assert private.game.mode == "exact"
    assert "画蛇添足（huà shé tiān zú）" in await private.command("查画蛇添足")


@pytest.mark.parametrize(
    ("typed", "shown"), [("记录", "画蛇添足"), ("规则", "提示"), ("排行", "分")]
)
async def test_where_the_bot_is_addressed_the_command_may_be_left_out(
    private: GameScenario, typed, shown
):
    private.begin_with("画蛇添足")
    assert shown in (await private.say(typed, addressed=True) or "")


async def test_the_same_words_between_members_are_not_answered(group: GameScenario):
    group.begin_with("画蛇添足")
    assert await group.say("规则") is None


async def test_a_sentence_that_begins_like_a_look_up_is_left_to_the_model(private: GameScenario):
    private.begin_with("画蛇添足")
    assert await private.say("查一下明天的天气预报", addressed=True) is None
    shown = await private.say("查一心一意", addressed=True)
    assert shown
    assert shown.startswith("一心一意（yī xīn yī yì）")


async def test_looking_up_an_unknown_word_explains_how_to_propose_it(private: GameScenario):
    assert "用 /idiom 加词 教我吧" in await private.command("查 躺平摆烂")
