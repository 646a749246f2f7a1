"""The turn timer: reminders, the bot's move when the time is up, and its pause."""

from dataclasses import replace
from random import Random

import pytest

from bot.commands.conversation_recorder import ConversationRecorder
from bot.commands.idiom.boards import Boards
from bot.commands.idiom.turn_timer import TurnTimer
from bot.errors import BotError, ChatGone, DeliveryRefused
from bot.idioms import PlayedIdioms, choose_move, shipped_dictionary
from bot.models.chat import Thread
from bot.models.game import Move, Score
from tests.fakes.idiom_game import ADMIN, ANN, BOB, GROUP, GameScenario
from tests.fakes.posts import FakeMessenger


class TimedGame:
    """A chat with a game and a turn timer, in virtual time."""

    def __init__(self, chat: GameScenario) -> None:
        self.chat = chat
        self.messenger = FakeMessenger()
        self.timer = TurnTimer(
            chat.games,
            self.messenger,
            chat.engine,
            ConversationRecorder(chat.history),
            Boards(chat.games),
        )

    async def pass_s(self, seconds: int) -> list[str]:
        """What the timer says while so many seconds pass."""
        before = len(self.messenger.messages)
        for _ in range(seconds):
            self.chat.games.now_s += 1
            await self.timer.tick()
        return [message.text for message in self.messenger.messages[before:]]


@pytest.fixture
async def timed(private: GameScenario) -> TimedGame:
    private.begin_with("画蛇添足")
    await private.command("限时 60")
    return TimedGame(private)


async def test_setting_a_limit_explains_what_will_happen(private: GameScenario):
    private.begin_with("画蛇添足")
    shown = await private.command("限时 60")
    assert shown.startswith("⏱ 每题限时 60 秒")
    assert "该接「足」" in shown
    assert "60 秒" in await private.command("限时")


async def test_the_timer_reminds_once_at_half_time_and_plays_at_the_end(timed: TimedGame):
    assert await timed.pass_s(29) == []
    [reminder] = await timed.pass_s(30)
    assert reminder.startswith("⏳ 还剩 30 秒！上一个是 画蛇添足")
    [end] = await timed.pass_s(1)
    assert end.startswith("⏰ 时间到，我来接：足")
    assert len(timed.chat.game.chain) == 2


async def test_an_answer_restarts_the_timer(timed: TimedGame):
    await timed.pass_s(50)
    await timed.chat.say("足智多谋")
    assert await timed.pass_s(29) == []
    assert len(await timed.pass_s(1)) == 1


async def test_after_two_idle_turns_the_timer_pauses_until_somebody_plays(
    timed: TimedGame,
):
    said = await timed.pass_s(1_000)
    assert len(said) == 4
    assert "我先停表" in said[3]
    await timed.chat.say(timed.chat.right_answer())
    assert len(await timed.pass_s(30)) == 1


async def test_without_a_limit_the_timer_is_silent(timed: TimedGame):
    assert "不限时了" in await timed.chat.command("限时 关")
    assert await timed.pass_s(200) == []


async def test_an_ended_game_is_not_checked_any_more(timed: TimedGame):
    await timed.chat.say("放弃", addressed=True)
    assert await timed.pass_s(100) == []
    assert timed.chat.games.checks == {}


async def test_a_timeout_ends_streaks_and_costs_nothing(timed: TimedGame):
    chat = timed.chat
    await chat.say("足智多谋")
    await timed.pass_s(60)
    assert chat.game.scores[ANN] == Score("p1", 1, 1, 0, 1)


async def test_a_game_that_nobody_can_continue_ends_with_the_turn(timed: TimedGame):
    chat = timed.chat
    stuck = replace(chat.game, mode="exact", chain=(chat.game.chain[0], *_dead_end()))
    chat.games.games[chat.thread] = stuck
    said = await timed.pass_s(60)
    assert "这一局打平" in said[-1]
    assert not chat.is_game_on


def _dead_end() -> list[Move]:
    words = shipped_dictionary().idioms
    return [
        Move(next(w for w in words if not choose_move(w, PlayedIdioms(), "exact", 1, Random(1))))
    ]


@pytest.mark.parametrize("words", ["5", "9999", "很久"])
async def test_an_invalid_limit_lists_the_valid_ones(private: GameScenario, words: str):
    private.begin_with("画蛇添足")
    assert "可选 10 到 3600 秒" in await private.command(f"限时 {words}")
    assert private.game.turn_limit_s == 0


async def test_where_others_play_only_an_admin_sets_the_limit(group: GameScenario):
    group.begin_with("画蛇添足")
    await group.say("足智多谋", ANN)
    assert "只有群管理员" in await group.command("限时 30", BOB)
    assert "30 秒" in await group.command("限时 30", ADMIN)


async def test_a_limit_without_a_game_opens_one(private: GameScenario):
    shown = await private.command("limit 30", language="en")
    assert shown.startswith("⏱ 30 s per turn")
    assert "I'll start" in shown
    assert private.game.turn_limit_s == 30
    assert private.game.language == "en"


@pytest.mark.parametrize("refusal", [ChatGone(), DeliveryRefused(reason="no")])
async def test_a_chat_that_cannot_be_reached_does_not_stop_the_timers_of_others(
    timed: TimedGame, refusal: BotError
):
    other = GameScenario(GROUP, timed.chat.games)
    other.begin_with("画蛇添足")
    await other.command("限时 60")
    timed.messenger.refusals[ANN] = [refusal]
    await timed.pass_s(30)
    assert [m.chat_id for m in timed.messenger.messages] == [GROUP]
    assert (Thread(ANN) in timed.chat.games.checks) == isinstance(refusal, DeliveryRefused)


async def test_a_turn_lasts_until_its_chat_may_be_told_and_other_games_go_on(timed: TimedGame):
    other = GameScenario(GROUP, timed.chat.games)
    other.begin_with("画蛇添足")
    await other.command("限时 60")
    timed.messenger.busy_s[ANN] = 60
    said = await timed.pass_s(60)
    assert {message.chat_id for message in timed.messenger.messages} == {GROUP}
    assert said[-1].startswith("⏰ 时间到")
    assert len(timed.chat.game.chain) == 1
    timed.messenger.busy_s.clear()
    await timed.pass_s(31)
    [end] = [sent.text for sent in timed.messenger.messages if sent.chat_id == ANN]
    assert end.startswith("⏰ 时间到，我来接：足")
    assert len(timed.chat.game.chain) == 2
