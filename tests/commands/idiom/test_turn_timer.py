"""成语接龙 by the clock: reminders, time up, and a clock that rests."""

from dataclasses import replace
from random import Random

import pytest

from bot.commands.idiom.turn_timer import TurnTimer
from bot.errors import BotError, ChatGone, DeliveryRefused
from bot.idioms import Played, choose
from bot.idioms.lexicon import lexicon
from bot.models.chat import Thread
from bot.models.game import Move, Score
from tests.fakes.idiom_game import ADMIN, ANN, BOB, GROUP, GameScenario
from tests.fakes.posts import FakeMessenger


class Watched:
    """A table with a clock of its own time."""

    def __init__(self, table: GameScenario) -> None:
        self.table = table
        self.messenger = FakeMessenger()
        self.clock = TurnTimer(table.games, self.messenger, Random(4))

    async def pass_s(self, seconds: int) -> list[str]:
        """What the clock says while so many seconds pass."""
        before = len(self.messenger.messages)
        for _ in range(seconds):
            self.table.games.now += 1
            await self.clock.tick()
        return [message.text for message in self.messenger.messages[before:]]


@pytest.fixture
async def watched(private: GameScenario) -> Watched:
    private.begin_with("画蛇添足")
    await private.command("限时 60")
    return Watched(private)


async def test_setting_a_limit_is_confirmed_with_what_will_happen(private: GameScenario):
    private.begin_with("画蛇添足")
    shown = await private.command("限时 60")
    assert shown.startswith("⏱ 每题限时 60 秒")
    assert "该接「足」" in shown
    assert "60 秒" in await private.command("限时")


async def test_at_half_time_comes_one_reminder_and_at_the_end_the_bot_plays(watched: Watched):
    assert await watched.pass_s(29) == []
    [reminder] = await watched.pass_s(30)
    assert reminder.startswith("⏳ 还剩 30 秒！上一个是 画蛇添足")
    [end] = await watched.pass_s(1)
    assert end.startswith("⏰ 时间到，我来接：足")
    assert len(watched.table.game.chain) == 2


async def test_an_answer_sets_the_clock_anew(watched: Watched):
    await watched.pass_s(50)
    await watched.table.say("足智多谋")
    assert await watched.pass_s(29) == []
    assert len(await watched.pass_s(1)) == 1


async def test_after_two_turns_without_anybody_the_clock_rests_until_somebody_plays(
    watched: Watched,
):
    said = await watched.pass_s(1_000)
    assert len(said) == 4
    assert "我先停表" in said[3]
    await watched.table.say(watched.table.right_answer())
    assert len(await watched.pass_s(30)) == 1


async def test_no_limit_no_word(watched: Watched):
    assert "不限时了" in await watched.table.command("限时 关")
    assert await watched.pass_s(200) == []


async def test_an_ended_game_is_looked_at_no_more(watched: Watched):
    await watched.table.say("放弃", addressed=True)
    assert await watched.pass_s(100) == []
    assert watched.table.games.watched == {}


async def test_time_up_ends_rows_of_turns_and_costs_nothing(watched: Watched):
    table = watched.table
    await table.say("足智多谋")
    await watched.pass_s(60)
    assert table.game.scores[ANN] == Score("p1", 1, 1, 0, 1)


async def test_a_game_that_nobody_can_continue_ends_with_the_time(watched: Watched):
    table = watched.table
    stuck = replace(table.game, mode="exact", chain=(table.game.chain[0], *_dead_end()))
    table.games.games[table.thread] = stuck
    said = await watched.pass_s(60)
    assert "这一局打平" in said[-1]
    assert not await table.idiom.active(table.thread)


def _dead_end() -> list[Move]:
    words = lexicon().idioms
    return [Move(next(w for w in words if not choose(w, Played(), "exact", 1, Random(1))))]


@pytest.mark.parametrize("words", ["5", "9999", "很久"])
async def test_what_is_no_limit_is_told_what_is(private: GameScenario, words: str):
    private.begin_with("画蛇添足")
    assert "可选 10 到 3600 秒" in await private.command(f"限时 {words}")
    assert private.game.limit_s == 0


async def test_where_others_play_only_an_admin_sets_the_clock(group: GameScenario):
    group.begin_with("画蛇添足")
    await group.say("足智多谋", ANN)
    assert "只有群管理员" in await group.command("限时 30", BOB)
    assert "30 秒" in await group.command("限时 30", ADMIN)


async def test_a_limit_without_a_game_opens_one(private: GameScenario):
    shown = await private.command("limit 30", language="en")
    assert shown.startswith("⏱ 30 s for a turn")
    assert "I begin" in shown
    assert private.game.limit_s == 30
    assert private.game.language == "en"


@pytest.mark.parametrize("refusal", [ChatGone(), DeliveryRefused(reason="no")])
async def test_a_chat_that_cannot_hear_does_not_stop_the_clock_of_others(
    watched: Watched, refusal: BotError
):
    other = GameScenario(GROUP, watched.table.games)
    other.begin_with("画蛇添足")
    await other.command("限时 60")
    watched.messenger.refusals[ANN] = [refusal]
    await watched.pass_s(30)
    assert [m.chat_id for m in watched.messenger.messages] == [GROUP]
    assert (Thread(ANN) in watched.table.games.watched) == isinstance(refusal, DeliveryRefused)
