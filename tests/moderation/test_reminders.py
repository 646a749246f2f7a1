from zoneinfo import ZoneInfo

import pytest

from bot.errors import ChatGone
from bot.models.chat import Person
from bot.models.chat_settings import AS_CONFIGURED, ChatSettings, QuietHours
from bot.moderation.reminders import Reminders
from bot.storage.connection import Redis
from tests.moderation.post_scenario import BOB, REVIEW_CHAT, PostScenario

HOUR_MS = 3600 * 1000


@pytest.fixture
def scenario(redis: Redis) -> PostScenario:
    return PostScenario.on(redis)


async def in_review(scenario: PostScenario, text: str, author: int = 1) -> int:
    post_id = await scenario.submit(text, author)
    await scenario.run()
    return post_id


async def time_passes(scenario: PostScenario, hours: float) -> None:
    """Let every post have waited so much longer, and what was told be so much older."""
    for post in await scenario.posts.waiting("review", 100):
        await scenario.redis.zincrby("{posts}:state:review", -hours * HOUR_MS, str(post.id))
    for key in await scenario.redis.keys("{posts}:once:*"):
        left_ms = await scenario.redis.pttl(key) - int(hours * HOUR_MS)
        await scenario.redis.pexpire(key, max(left_ms, 0))


def reminders(scenario: PostScenario, hour: int = 12) -> Reminders:
    return Reminders(
        *(scenario.posts, scenario.queue, scenario.cards, scenario.review_chats),
        zone=ZoneInfo("UTC"),
        clock=lambda: hour * 3600.0,
    )


def told(scenario: PostScenario, chat_id: int = REVIEW_CHAT) -> list[str]:
    return [text for text in scenario.messenger.texts(chat_id) if text.startswith("⏰")]


async def test_after_an_hour_reviewers_are_reminded_once_and_then_daily(scenario):
    await in_review(scenario, "可疑")
    await time_passes(scenario, 0.9)
    await reminders(scenario).remind()
    assert told(scenario) == []
    await time_passes(scenario, 0.2)
    await reminders(scenario).remind()
    await reminders(scenario).remind()
    assert len(told(scenario)) == 1
    assert "1 篇" in told(scenario)[0]
    assert "#1" in told(scenario)[0]
    await time_passes(scenario, 23)
    await reminders(scenario).remind()
    assert len(told(scenario)) == 1
    await time_passes(scenario, 2)
    await reminders(scenario).remind()
    assert len(told(scenario)) == 2


async def test_in_quiet_hours_nobody_is_reminded_until_they_are_over(scenario):
    quiet = ChatSettings(quiet_hours=QuietHours(22, 8))
    await scenario.chat_settings.change(REVIEW_CHAT, AS_CONFIGURED, quiet, by=Person(1, "甲"))
    await in_review(scenario, "可疑")
    await time_passes(scenario, 1.1)
    await reminders(scenario, hour=23).remind()
    assert told(scenario) == []
    await reminders(scenario, hour=8).remind()
    assert len(told(scenario)) == 1


async def test_posts_that_are_due_together_are_one_reminder(scenario):
    await in_review(scenario, "可疑")
    await in_review(scenario, "也可疑", BOB)
    await time_passes(scenario, 2)
    await reminders(scenario).remind()
    assert "#1 #2" in told(scenario)[0]
    assert len(told(scenario)) == 1


async def test_a_decided_post_is_nothing_to_be_reminded_of(scenario):
    await in_review(scenario, "可疑")
    await time_passes(scenario, 2)
    await scenario.approve(1, version=1)
    await reminders(scenario).remind()
    assert told(scenario) == []


async def test_an_admin_who_blocked_the_bot_keeps_no_other_from_hearing(scenario):
    await in_review(scenario, "可疑")
    await time_passes(scenario, 2)
    scenario.review_chats = (11, 12)
    scenario.messenger.refusals[11] = [ChatGone()]
    await scenario.posts.set_language(12, "en")
    await reminders(scenario).remind()
    assert told(scenario, 12)[0].endswith("/pending shows them.")


async def test_a_reminder_that_reached_nobody_is_made_again(scenario):
    await in_review(scenario, "可疑")
    await time_passes(scenario, 2)
    scenario.messenger.refusals[REVIEW_CHAT] = [ChatGone()]
    await reminders(scenario).remind()
    await reminders(scenario).remind()
    assert len(told(scenario)) == 1


async def test_of_many_that_wait_none_is_left_out(scenario):
    for author in range(1, 42):
        await in_review(scenario, f"可疑{author}", author)
    await time_passes(scenario, 2)
    await reminders(scenario).remind()
    assert "#41" in told(scenario)[0]
