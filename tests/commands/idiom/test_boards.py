"""Boards, titles, records and the picture of a chain."""

from io import BytesIO

import pytest
from PIL import Image

from bot.commands.idiom.boards import title_of
from bot.commands.idiom.recap import RecapCommands, draw_chain
from bot.errors import DeliveryPostponed
from bot.idioms import shipped_dictionary
from bot.idioms.chain_picture import drawable
from bot.models.game import Move, PlayerRecords, Recap, Score
from tests.fakes.chat import pressed
from tests.fakes.idiom_game import ANN, BOB, GROUP, GameScenario

WEEK_S = 7 * 24 * 3600


@pytest.fixture
def group() -> GameScenario:
    return GameScenario(GROUP)


async def test_the_boards_of_the_week_and_of_all_games_are_one_message(group: GameScenario):
    group.begin_with("画蛇添足")
    await group.say("足智多谋", ANN)
    group.games.now_s += WEEK_S
    group.reply.messages.clear()
    await group.command("排行")
    await group.press("📅 本周")
    assert group.reply.texts[0].startswith("📅 这周还没有人得分")
    await group.say(group.right_answer(), BOB)
    await group.press("🏆 总榜")
    await group.press("📅 本周")
    await group.press("🏆 总榜")
    assert group.reply.texts[0] == "🏆 总榜\n1. p1（童生）：1 分\n2. p2（童生）：1 分"
    await group.press("📅 本周")
    assert group.reply.texts[0] == "📅 本周榜\n1. p2（童生）：1 分"


async def test_the_end_of_a_game_names_new_records_and_a_title(group: GameScenario):
    group.games.kept_records[GROUP, ANN] = PlayerRecords(streak=1, best_game=2, longest_game=99)
    group.games._gain(GROUP, ANN, "p1", 48)
    group.begin_with("画蛇添足")
    for _ in range(3):
        await group.say(group.right_answer(), ANN)
    await group.say(group.right_answer(), BOB)
    group.games.games[group.thread] = group.game
    shown = await group.command("认输", ANN)
    shown = await group.command("认输", BOB) if group.is_game_on else shown
    assert "🏅 p1 的新纪录：连对 3 个、单局 3 分\n" in shown
    assert "🎓 p1 升为秀才了（累计 51 分）！" in shown
    assert "p2 的新纪录" not in shown


async def test_own_records_count_the_game_that_is_on(group: GameScenario):
    group.begin_with("画蛇添足")
    await group.say("足智多谋", ANN)
    assert await group.command("我的") == (
        "🎓 p1 · 童生\n"
        "本周 1 分，累计 1 分，再得 49 分就是秀才\n"
        "最长连对 1 个 · 单局最高 1 分 · 最长一局 3 个\n"
        "连续来玩 1 天，最多 1 天"
    )


def test_titles_go_up_with_points():
    named = [title_of(points).zh for points in (-1, 0, 50, 200, 500, 1000, 2000, 5000)]
    assert named == ["童生", "童生", "秀才", "举人", "进士", "探花", "榜眼", "状元"]


async def test_a_game_that_is_over_is_drawn_once(group: GameScenario):
    group.begin_with("画蛇添足")
    group.games.games[group.thread] = group.game
    await group.command("结束", ANN)
    group.messenger.refusals[GROUP] = [DeliveryPostponed(5)]
    with pytest.raises(DeliveryPostponed):
        await group.press("接龙图", BOB)
    for _ in range(2):
        await group.press("接龙图", BOB)
    [sent] = group.messenger.messages
    assert sent.text == "📜 这一局的接龙图：1 个成语"
    assert Image.open(BytesIO(sent.image)).format == "PNG"
    assert group.reply.popups[-1] == "这一局的图已经发过了。"


async def test_only_the_last_game_can_be_drawn(group: GameScenario):
    for _ in range(2):
        group.begin_with("画蛇添足")
        await group.command("结束", ANN)
    earlier = pressed("idiom:picture:1", message_id=1, chat_id=GROUP)
    await RecapCommands(group.games, group.messenger).pressed(earlier, group.reply)
    assert group.reply.popups[-1] == "这一局太久了，画不出来了。"


def test_a_very_long_chain_makes_a_picture_that_telegram_takes():
    words = [i.word for i in shipped_dictionary().idioms.values() if i.is_core][:5_000]
    chain = tuple(Move(word, at % 9) for at, word in enumerate(words))
    scores = {person: Score("🐉" * person, person) for person in range(1, 9)}
    width, height = Image.open(BytesIO(draw_chain(Recap(1, chain, scores), "zh"))).size
    assert width + height < 10_000


def test_the_font_has_the_characters_of_the_dictionary_and_their_traditional_forms():
    assert drawable("鰲魚脫卻金鉤去 ABC 🐉é") == "鰲魚脫卻金鉤去 ABC é"
    rare = "".join({char for word in shipped_dictionary().idioms for char in word})
    assert drawable(rare) == rare
