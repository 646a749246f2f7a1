"""The reviewers' digest: once a morning, in each chat that gets cards."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from bot.models.chat_settings import ChatSettings, QuietHours
from bot.moderation.review_digest import ReviewDigest
from bot.storage.connection import Redis
from tests.moderation.post_scenario import BOB, REVIEW_CHAT, PostScenario

ZONE = ZoneInfo("Asia/Shanghai")
DAY_MS = 24 * 3600 * 1000


@pytest.fixture
def scenario(redis: Redis) -> PostScenario:
    return PostScenario.on(redis)


async def tomorrow(redis: Redis, hour: int) -> float:
    """That hour of the day after the server's."""
    now_s, _ = await redis.time()
    today = datetime.fromtimestamp(now_s, ZONE).replace(hour=hour, minute=5)
    return today.timestamp() + 24 * 3600


def digest(scenario: PostScenario, now_s: float, hour: int | None = 9) -> ReviewDigest:
    return ReviewDigest(
        *(scenario.posts, scenario.queue, scenario.cards, scenario.review_chats),
        *(hour, ZONE, lambda: now_s),
    )


def told(scenario: PostScenario) -> list[str]:
    return [text for text in scenario.messenger.texts(REVIEW_CHAT) if text.startswith("☀️")]


async def test_each_morning_reviewers_hear_once_what_waits_and_what_was_decided(scenario):
    for text, author in (("好", 1), ("很好", 1), ("很坏", 1), ("可疑", BOB)):
        await scenario.submit(text, author)
    await scenario.run()
    await scenario.redis.zincrby("{posts}:state:review", -5 * 3600 * 1000, "4")
    at_nine = await tomorrow(scenario.redis, 9)
    for hour in (None, 10, 2):
        await digest(scenario, at_nine, hour).send_due()
    assert told(scenario) == []
    for _replica in range(2):
        await digest(scenario, at_nine).send_due()
    [text] = told(scenario)
    assert text == (
        "☀️ 投稿早报：昨天发布 2 篇，未通过 1 篇。\n"
        "现在有 1 篇等审核，最久的是 #4，等了 5 小时。/pending 查看。"
    )
    await digest(scenario, at_nine + 24 * 3600).send_due()
    assert "昨天发布 0 篇" in told(scenario)[1]


async def test_in_quiet_hours_it_waits_and_on_a_quiet_day_there_is_none(scenario):
    await digest(scenario, await tomorrow(scenario.redis, 9)).send_due()
    assert told(scenario) == []
    await scenario.submit("可疑")
    await scenario.run()
    quiet = ChatSettings(quiet_hours=QuietHours(22, 11))
    scenario.chat_settings.settings[REVIEW_CHAT] = quiet
    in_two_days = 24 * 3600 + await tomorrow(scenario.redis, 9)
    await digest(scenario, in_two_days).send_due()
    assert told(scenario) == []
    await digest(scenario, in_two_days + 2 * 3600).send_due()
    assert len(told(scenario)) == 1
