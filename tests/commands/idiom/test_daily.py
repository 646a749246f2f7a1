"""The daily puzzle: one attempt a day, six tries, a result that gives nothing away."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta

import pytest

from bot.commands.idiom.daily_posts import DailyPuzzlePosts
from bot.commands.input_requests import InputRequests
from bot.errors import ChatGone, DeliveryPostponed
from bot.idioms import shipped_dictionary
from bot.idioms.daily import TRIES, puzzle_of, solution, steps_left
from bot.models.chat import QuotedMessage, Thread
from bot.models.chat_settings import ChatSettings, QuietHours
from bot.models.daily import DailyPuzzle
from tests.fakes.chat import FakeReply, said
from tests.fakes.chat_settings import FakeChatSettings
from tests.fakes.daily_puzzles import FakeDailyPuzzles
from tests.fakes.idiom_game import ANN, GROUP, SHANGHAI, GameScenario
from tests.fakes.posts import FakeMessenger

NINE_S = 1_795_309_200  # 22 November 2026, 9:00 in Shanghai
DAY_S = 24 * 3600
TODAY = date(2026, 11, 22)
DRAWN = DailyPuzzle(326, "百里挑一", "大动干戈")


@pytest.fixture
def chat() -> GameScenario:
    return GameScenario(now_s=NINE_S)


def links(puzzle: DailyPuzzle, last: str) -> Iterator[str]:
    """Idioms that link but lead nowhere."""
    for idiom in shipped_dictionary().index("char").by_key[last[-1]]:
        if steps_left(puzzle, idiom.word) is None and len(idiom.word) == 4:
            yield idiom.word


async def test_the_puzzle_is_solved_and_its_result_can_be_shown_to_anybody(chat: GameScenario):
    shown = await chat.command("每日")
    assert shown.startswith("🧩 每日一题 #326\n百里挑一 → □□□□ → □□□□ → 大动干戈")
    first, second = solution(DRAWN, DRAWN.start)
    wrong = next(links(DRAWN, first))
    assert "🟩 更近了，最少还差 1 个" in await chat.command(f"每日 {first}")
    assert f"⬜ 「{wrong}」走不通" in await chat.command(f"每日 {wrong}")
    result = await chat.command(f"daily {second}")
    assert "连对 1 天" in chat.reply.texts[-2]
    assert "#326　3/6\n🟩⬜🟩\n百里挑一 → 大动干戈" in result
    assert not {first, second, wrong} & {result[i : i + 4] for i in range(len(result))}
    assert "今天的题你做过了" in await chat.command(f"每日 {second}")
    await chat.press("我的路线")
    assert chat.reply.popups[-1] == f"你的路线：百里挑一 → {first} → {second} → 大动干戈"
    await chat.press("我的路线", who=2)
    assert chat.reply.popups[-1] == "先自己做完今天的题，再看路线。"


async def test_what_is_no_try_costs_none_and_six_tries_end_it(chat: GameScenario):
    await chat.command("每日")
    for text, answer in (("天天大笑", "不扣次数"), ("画蛇添足", "接不上，不扣次数")):
        assert answer in await chat.command(f"每日 {text}")
    assert not chat.daily.kept[ANN].tries
    far = list(links(DRAWN, DRAWN.start))
    for word in far[: TRIES - 1]:
        await chat.command(f"每日 {word}")
    await chat.command(f"每日 {far[TRIES - 1]}")
    assert (
        "6 次用完了。可以这样走：百里挑一 → 一言不发 → 发扬光大 → 大动干戈" in chat.reply.texts[-2]
    )
    assert "X/6\n⬜⬜⬜⬜⬜⬜" in chat.reply.texts[-1]


async def test_an_update_that_comes_again_is_one_try_and_answered_again(chat: GameScenario):
    request = said("每日 一言不发", sender_id=ANN)
    for _ in range(2):
        await chat.idiom.play(request, chat.reply)
    assert len(chat.daily.kept[ANN].tries) == 1
    assert chat.reply.texts[0] == chat.reply.texts[1]


async def test_days_in_a_row_are_counted_and_a_missed_day_ends_them(chat: GameScenario):
    for _ in range(2):
        puzzle = puzzle_of(datetime.fromtimestamp(chat.now_s, SHANGHAI).date())
        for word in solution(puzzle, puzzle.start):
            await chat.command(f"每日 {word}")
        chat.now_s += DAY_S
    assert "做对 2 / 2 天，连对 2 天" in await chat.command("我的")
    chat.now_s += DAY_S
    assert "做对 2 / 2 天，连对 0 天，最多 2 天" in await chat.command("我的")


async def test_the_next_message_is_a_try_unless_it_is_about_something_else(chat: GameScenario):
    await chat.command("每日")
    chat.begin_with("画蛇添足")

    async def is_try(text: str) -> bool:
        return await chat.idiom.take_daily(said(text, sender_id=ANN), chat.reply)

    assert not await is_try("足智多谋")
    del chat.games.games[chat.thread]
    assert not await is_try("今天吃什么？")
    assert await is_try("足智多谋")
    assert await is_try("一言不发")
    assert [t.word for t in chat.daily.kept[ANN].tries] == ["一言不发"]
    assert await chat.idiom.daily.inputs.find(Thread(ANN), ANN, 10**9) == "daily"


async def test_the_puzzle_of_yesterday_is_not_mixed_with_that_of_today(chat: GameScenario):
    first, second = solution(DRAWN, DRAWN.start)
    await chat.command(f"每日 {first}")
    await chat.command(f"每日 {second}")
    chat.now_s += DAY_S
    await chat.press("我的路线")
    assert chat.reply.popups[-1] == f"你的路线：百里挑一 → {first} → {second} → 大动干戈"
    today = puzzle_of(TODAY + timedelta(1))
    [word, _] = solution(today, today.start)
    assert await chat.idiom.take_daily(said(word, sender_id=ANN), chat.reply)
    assert [t.word for t in chat.daily.kept[ANN].tries] == [word]


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("提示", "没有提示"),
        ("不会", "没有提示"),
        ("跳过", "没有提示"),
        ("认输", "放着就行"),
    ],
)
async def test_help_with_the_puzzle_is_refused_with_what_to_do(
    chat: GameScenario, text: str, answer: str
):
    await chat.command("每日")
    request = said(text, sender_id=ANN)
    assert await InputRequests(chat.idiom.daily.inputs).receive(request, chat.reply)
    assert await chat.idiom.take_daily(request, chat.reply)
    assert answer in chat.reply.texts[-1]
    assert not chat.daily.kept[ANN].tries


def test_puzzles_are_fair_and_differ():
    puzzles = [puzzle_of(TODAY + timedelta(days)) for days in range(60)]
    assert puzzles[0] == DRAWN
    assert [p for p in puzzles if steps_left(p, p.start) != 2] == []
    assert len({(p.start, p.goal) for p in puzzles}) == len(puzzles)


class Morning:
    """Nine o'clock in Shanghai; one group wants the puzzle now, another later."""

    def __init__(self) -> None:
        self.settings, self.messenger = FakeChatSettings(), FakeMessenger()
        self.settings.settings[GROUP] = ChatSettings(puzzle_hour=9)
        puzzles = FakeDailyPuzzles(hours={GROUP: 9, -101: 10})
        self.job = DailyPuzzlePosts(
            puzzles, self.settings, self.messenger, SHANGHAI, lambda: NINE_S
        )


@pytest.fixture
def morning() -> Morning:
    return Morning()


async def test_a_group_gets_the_puzzle_once_in_its_hour(morning: Morning):
    for _ in range(3):
        await morning.job.tick()
    [sent] = morning.messenger.messages
    assert sent.chat_id == GROUP
    assert "百里挑一 → □□□□ → □□□□ → 大动干戈" in sent.text


async def test_quiet_hours_come_before_the_hour_of_the_puzzle(morning: Morning):
    quiet = ChatSettings(puzzle_hour=9, quiet_hours=QuietHours(22, 10))
    morning.settings.settings[GROUP] = quiet
    await morning.job.tick()
    assert morning.messenger.messages == []


@pytest.mark.parametrize(("failure", "sent"), [(DeliveryPostponed(9), 1), (ChatGone(), 0)])
async def test_a_busy_group_gets_the_puzzle_later(morning: Morning, failure, sent):
    morning.messenger.refusals[GROUP] = [failure]
    for _ in range(2):
        await morning.job.tick()
    assert len(morning.messenger.messages) == sent


async def test_in_a_group_only_a_reply_to_the_puzzle_is_a_try(chat: GameScenario):
    inputs = InputRequests(chat.idiom.daily.inputs)
    await chat.idiom.daily.play("", said("", sender_id=ANN, chat_id=GROUP), chat.reply)
    puzzle = QuotedMessage(1, chat.reply.texts[-1], None, 0, by_bot=True)
    other = QuotedMessage(2, "我接：一心一意", None, 0, by_bot=True)
    for quoted, taken in ((puzzle, True), (other, False)):
        request = said("一言不发", sender_id=ANN, chat_id=GROUP, quoted=quoted)
        assert bool(await inputs.receive(request, FakeReply())) == taken
