"""Games in which people move faster than the group's budget lets the bot answer."""

from collections import deque
from dataclasses import dataclass, field

from bot.commands.idiom.paced_answers import PacedAnswers, pace_of
from bot.errors import DeliveryUnknown
from bot.models.chat import Keyboard, StyledText
from bot.playground.server.rate_limits import GROUP_PER_MINUTE, RateLimits
from tests.fakes.chat import FakeReply
from tests.fakes.games import FakeAnswerQueue
from tests.fakes.idiom_game import ANN, BOB, GROUP, GameScenario, engine_with, idiom_commands
from tests.fakes.posts import FakeMessenger


@dataclass
class Clock:
    """Virtual time, the server's limits by it, and every text that the group was shown."""

    now_s: float = 0
    shown: list[tuple[float, str]] = field(default_factory=list)
    minute: deque[float] = field(default_factory=deque)
    limits: RateLimits = field(init=False)

    def __post_init__(self) -> None:
        self.limits = RateLimits(lambda: self.now_s)

    def call(self, text: str = "") -> None:
        """One call to the group; raises where Telegram would answer 429."""
        self.limits.check(GROUP)
        self.minute.append(self.now_s)
        while self.minute[0] <= self.now_s - 60:
            self.minute.popleft()
        assert len(self.minute) <= GROUP_PER_MINUTE
        if text:
            self.shown.append((self.now_s, text))


class LimitedReply(FakeReply):
    def __init__(self, clock: Clock) -> None:
        super().__init__()
        self.clock = clock

    async def send_now(
        self,
        text: str | StyledText,
        *,
        keyboard: Keyboard = (),
        force_reply: bool = False,
        sign: bool = False,
    ) -> int:
        message_id = await super().send_now(text, keyboard=keyboard, force_reply=force_reply)
        self.clock.call(self.messages[message_id].text)
        return message_id

    async def remove_keyboard(self, message_id: int) -> bool:
        self.clock.call()
        return await super().remove_keyboard(message_id)


class LimitedMessenger(FakeMessenger):
    clock: Clock

    async def send(
        self,
        chat_id: int,
        text: str | StyledText,
        *,
        topic_id: int | None = None,
        keyboard: Keyboard = (),
        wait_s: float = 1.0,
        reserved: bool = False,
    ) -> int:
        message_id = await super().send(chat_id, text, topic_id=topic_id, keyboard=keyboard)
        self.clock.call(text if isinstance(text, str) else text.text)
        return message_id


class Group:
    """A group with a game, by a clock."""

    def __init__(self) -> None:
        self.clock, self.messenger = Clock(), LimitedMessenger()
        self.messenger.clock = self.clock
        self.queue = FakeAnswerQueue(**pace_of(GROUP_PER_MINUTE))
        self.chat = GameScenario(GROUP, reply=LimitedReply(self.clock))
        self.chat.idiom = idiom_commands(self.chat.games, engine=engine_with(), answers=self.queue)
        self.paced = PacedAnswers(self.queue, self.messenger)

    async def pass_time(self, seconds: float) -> None:
        """With the ticks of the job."""
        for _ in range(int(seconds * 2)):
            self.clock.now_s += 0.5
            self.queue.now_s = self.clock.now_s
            await self.paced.tick()

    async def move(self, who: int) -> str:
        word = self.chat.right_answer()
        await self.chat.say_silently(word, who)
        return word

    def shown_at(self, word: str) -> float:
        return next(at_s for at_s, text in self.clock.shown if f"{word} ✓" in text)


async def test_a_move_a_second_for_two_minutes_waits_for_no_more_than_five_seconds():
    group, moved = Group(), dict[str, float]()
    group.chat.begin_with("画蛇添足")
    for turn in range(120):
        moved[await group.move((ANN, BOB)[turn % 2])] = group.clock.now_s
        await group.pass_time(1)
    await group.pass_time(10)
    assert len(moved) == 120
    waits = [group.shown_at(word) - at_s for word, at_s in moved.items()]
    assert max(waits) <= 5
    points = sum(score.points for score in group.chat.game.scores.values())
    assert points >= 120
    assert not await group.queue.waiting()


async def test_at_leisure_every_move_has_its_own_answer_and_old_buttons_go():
    group = Group()
    group.chat.begin_with("画蛇添足")
    for _ in range(20):
        await group.move(ANN)
        await group.pass_time(9)
    reply = group.chat.reply
    assert len(reply.messages) == 20
    assert [bool(shown.keyboard) for shown in reply.messages.values()] == [False] * 19 + [True]
    assert group.messenger.messages == []


async def test_answers_whose_sending_failed_are_sent_again():
    group = Group()
    group.chat.begin_with("画蛇添足")
    words = [await group.move(ANN) for _ in range(7)]
    group.messenger.refusals[GROUP] = [DeliveryUnknown(reason="timed out")]
    await group.pass_time(12)
    shown = [text for _, text in group.clock.shown]
    assert all(sum(f"{word} ✓" in text for text in shown) == 1 for word in words)
    assert len(shown) == 5  # four at once, three together
