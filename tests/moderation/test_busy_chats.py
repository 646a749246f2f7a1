"""Posts, cards and notifications while the flood budget of one chat is spent."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from telegram.ext import ExtBot

from bot.app.posts import CAPACITY, post_worker
from bot.errors import CensorClosed, DeliveryPostponed
from bot.handlers.messenger import TelegramMessenger
from bot.handlers.rate_limiter import FloodRateLimiter
from bot.models.post import PostDraft
from bot.moderation.notifications import Notifications
from bot.moderation.processor import PostProcessor
from bot.moderation.publisher import Publisher
from bot.moderation.reminders import Reminders
from bot.moderation.retries import postponed
from bot.moderation.targets import PublishTargets
from bot.storage.connection import Redis
from bot.storage.flood.local_flood_budget import LocalFloodBudget
from bot.texts import censor as censor_texts
from bot.texts import post as texts
from tests.fakes.botapi import RecordingRequest
from tests.fakes.chat import FakeChatMigrations
from tests.moderation.post_scenario import ALICE, BOB, CHANNEL, GROUP, REVIEW_CHAT, PostScenario

BUSY, QUIET = -71, -72
SPENT_S = 60


class BusyGroup:
    """The bot's worker of posts, its calls on a wire; the budget of one group is spent for a minute."""

    def __init__(self, scenario: PostScenario, wire: RecordingRequest, limiter: FloodRateLimiter):
        self.scenario, self.wire = scenario, wire
        bot: ExtBot[Any] = ExtBot("1:token", request=wire, rate_limiter=limiter)
        messenger = TelegramMessenger(bot, limiter, FakeChatMigrations(), wire.download)
        queue = scenario.queue
        notifications = Notifications(
            *(queue, scenario.posts, scenario.posts, messenger, scenario.chat_settings),
            (REVIEW_CHAT,),
        )
        publisher = Publisher(queue, messenger, PublishTargets(scenario.chat_settings, messenger))
        processor = PostProcessor(
            queue, scenario.censor, publisher, notifications.alert, "baidu", None
        )
        self.worker = post_worker(queue, processor, notifications, lease_s=60)

    async def submit(self, text: str, author_id: int, chat_id: int) -> None:
        number = self.scenario.posted = self.scenario.posted + 1
        draft = PostDraft(author_id, f"作者{author_id}", "zh", chat_id, None, number, text)
        await self.scenario.posts.submit(draft, per_hour=0)

    def said_in(self, chat_id: int) -> list[str]:
        return [call["text"] for call in self.wire.of("sendMessage") if call["chat_id"] == chat_id]

    async def until(self, is_so: Callable[[], bool | Awaitable[bool]]) -> None:
        async with asyncio.timeout(5):
            while not is_so():
                self.worker.wake()
                await asyncio.sleep(0.01)


@asynccontextmanager
async def _busy_group(redis: Redis) -> AsyncIterator[BusyGroup]:
    budget = LocalFloodBudget(None)
    await budget.penalise(BUSY, SPENT_S)
    group = BusyGroup(PostScenario.on(redis), RecordingRequest(), FloodRateLimiter(budget))
    group.worker.start()
    try:
        yield group
    finally:
        await group.worker.close()


@pytest.fixture
async def busy(redis: Redis) -> AsyncIterator[BusyGroup]:
    async with _busy_group(redis) as group:
        yield group


async def test_posts_of_other_chats_are_published_and_cards_shown_meanwhile(busy: BusyGroup):
    for author in range(1, 2 * CAPACITY.normal):
        await busy.submit(f"忙{author}", author, BUSY)
        await busy.submit(
            f"坏{author}", 100 + author, BUSY
        )  # its author is told, in the busy group
    await busy.submit("闲", 500, QUIET)
    await busy.submit("疑", 501, QUIET)
    await busy.until(lambda: "闲" in busy.said_in(QUIET) and bool(busy.said_in(REVIEW_CHAT)))
    assert busy.said_in(BUSY) == []


async def test_of_those_that_wait_for_a_chat_one_comes_back_and_the_others_cost_nothing(
    busy: BusyGroup, redis: Redis
):
    for author in range(1, 30):
        await busy.submit(f"忙{author}", author, BUSY)
    await busy.until(lambda: not busy.worker.is_busy())
    parked = f"{{posts}}:parked:ready:{BUSY}"

    async def all_wait() -> None:
        while await redis.llen(parked) < 29:
            busy.worker.wake()
            await asyncio.sleep(0.01)

    await asyncio.wait_for(all_wait(), 5)
    assert await redis.zcard("{posts}:ready") == 1


@pytest.fixture
def scenario(redis: Redis) -> PostScenario:
    return PostScenario.on(redis)


async def time_passes(redis: Redis) -> None:
    """Every delay and every lease has passed."""
    for lane in ("{posts}:ready", "{posts}:priority"):
        for item in await redis.zrange(lane, 0, -1):
            await redis.zadd(lane, {str(item): 1})


async def test_posts_that_waited_come_out_once_and_in_their_authors_order(scenario, redis):
    scenario.messenger.busy_s[CHANNEL] = SPENT_S
    for number in range(3):
        await scenario.submit(f"甲{number}", ALICE)
        await scenario.submit(f"乙{number}", BOB)
    await scenario.run()
    assert scenario.messenger.texts(CHANNEL) == []
    for _ in range(25):  # more than the attempts at a delivery that is refused
        await time_passes(redis)
        await scenario.run()
    scenario.messenger.busy_s.clear()
    await time_passes(redis)
    await scenario.run()
    said = scenario.messenger.texts(CHANNEL)
    assert [text for text in said if text[0] == "甲"] == ["甲0", "甲1", "甲2"]
    assert [text for text in said if text[0] == "乙"] == ["乙0", "乙1", "乙2"]
    assert await redis.keys("{posts}:parked:*") == []
    assert await redis.keys("{posts}:item:*") == []


async def test_a_worker_that_dies_while_a_post_waits_leaves_no_doubt_about_it(scenario, redis):
    scenario.messenger.busy_s[CHANNEL] = SPENT_S
    post_id = await scenario.submit("你好")
    await scenario.run()
    post = await scenario.post(post_id)
    assert (post.state, post.delivery_started) == ("sending", False)


async def test_a_post_that_is_refused_after_it_waited_holds_up_no_other(scenario, redis):
    scenario.messenger.busy_s[CHANNEL] = SPENT_S
    await scenario.submit("一", ALICE)
    await scenario.submit("二", BOB)
    await scenario.run()
    scenario.messenger.busy_s.clear()
    scenario.messenger.refusals[CHANNEL] = [DeliveryPostponed(reason="Bad Gateway")]
    scenario.retries = type(scenario.retries)()  # with pauses
    await time_passes(redis)
    await scenario.run()
    assert scenario.messenger.texts(CHANNEL) == ["二"]
    await time_passes(redis)
    await scenario.run()
    assert scenario.messenger.texts(CHANNEL) == ["二", "一"]


async def test_a_reviewer_whose_chat_is_busy_gets_the_card_later_and_the_others_only_once(
    scenario, redis
):
    scenario.review_chats = (11, 12)
    scenario.messenger.busy_s[11] = SPENT_S
    await scenario.submit("可疑")
    await scenario.run()
    await time_passes(redis)
    await scenario.run()
    scenario.messenger.busy_s.clear()
    await time_passes(redis)
    await scenario.run()
    assert [len(scenario.messenger.texts(chat)) for chat in (11, 12)] == [1, 1]


async def test_an_author_whose_chat_is_busy_is_told_later(scenario, redis):
    scenario.messenger.busy_s[GROUP] = SPENT_S
    post_id = await scenario.submit("你好")
    await scenario.run()
    assert scenario.messenger.texts(GROUP) == []
    scenario.messenger.busy_s.clear()
    await time_passes(redis)
    await scenario.run()
    assert scenario.messenger.texts(GROUP) == [texts.TELL_PUBLISHED.to("zh", id=post_id)]


async def test_a_card_shows_the_decision_later_where_its_chat_is_busy(scenario, redis):
    post_id = await scenario.submit("可疑")
    await scenario.run()
    scenario.messenger.busy_s[REVIEW_CHAT] = SPENT_S
    await scenario.approve(post_id)
    await scenario.run()
    assert scenario.messenger.message(REVIEW_CHAT, 1).keyboard
    scenario.messenger.busy_s.clear()
    await time_passes(redis)
    await scenario.run()
    assert not scenario.messenger.message(REVIEW_CHAT, 1).keyboard


async def test_the_parts_of_a_card_follow_each_other_though_each_waits_a_little(scenario, redis):
    """Begun anew for each of them, it would send the first one again and again."""
    post_id = await scenario.submit("疑" * 4096)
    await scenario.run()
    post = await scenario.post(post_id)
    scenario.messenger.busy_s[BOB] = 3
    with pytest.raises(DeliveryPostponed):
        await scenario.cards.show(post, BOB)
    send = scenario.messenger.send

    async def then_busy(chat_id: int, *args: Any, **options: Any) -> int:
        message_id: int = await send(chat_id, *args, **options)
        scenario.messenger.busy_s[BOB] = 3
        return message_id

    scenario.messenger.busy_s.clear()
    scenario.messenger.send = then_busy
    await scenario.cards.show(post, BOB)
    assert len(scenario.messenger.texts(BOB)) == 2


async def test_reminders_and_alerts_wait_for_the_next_time(scenario, redis):
    post_id = await scenario.submit("可疑")
    await scenario.run()
    await redis.zincrby("{posts}:state:review", -2 * 3600 * 1000, str(post_id))
    scenario.messenger.busy_s[REVIEW_CHAT] = SPENT_S
    said_before = len(scenario.messenger.texts(REVIEW_CHAT))
    reminders = Reminders(
        *(scenario.posts, scenario.queue, scenario.cards, (REVIEW_CHAT,)), ZoneInfo("UTC")
    )
    closed = CensorClosed(censor_texts.QUOTA_ALL)
    for _ in range(2):
        await reminders.remind()
        await scenario.notifications.alert(closed)
        scenario.messenger.busy_s.clear()
    assert len(scenario.messenger.texts(REVIEW_CHAT)) == said_before + 2


def test_what_waits_comes_back_about_when_the_chat_may_be_called():
    outcomes = [postponed(DeliveryPostponed(30, BUSY)) for _ in range(50)]
    assert {outcome.delay_ms for outcome in outcomes} == {29_000, 30_000}
    assert {(outcome.kind, outcome.waits_for) for outcome in outcomes} == {("park", str(BUSY))}
    assert postponed(DeliveryPostponed(1, BUSY)).delay_ms >= 500
