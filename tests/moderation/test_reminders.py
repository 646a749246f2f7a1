import asyncio

import pytest

from bot.errors import ChatGone
from bot.moderation.drain import PostDrain
from bot.moderation.reminders import Reminders
from bot.storage.connection import Redis
from tests.moderation.rig import BOB, REVIEWERS, Rig

HOUR_MS = 3600 * 1000


@pytest.fixture
def rig(redis: Redis) -> Rig:
    return Rig.on(redis)


async def in_review(rig: Rig, text: str, author: int = 1) -> int:
    post_id = await rig.submit(text, author)
    await rig.run()
    return post_id


async def time_passes(rig: Rig, hours: float) -> None:
    """Let every post have waited so much longer, and what was told be so much older."""
    for post in await rig.desk.waiting("review", 100):
        await rig.redis.zincrby("{posts}:in:review", -hours * HOUR_MS, str(post.id))
    for key in await rig.redis.keys("{posts}:once:*"):
        left_ms = await rig.redis.pttl(key) - int(hours * HOUR_MS)
        await rig.redis.pexpire(key, max(left_ms, 0))


def reminders(rig: Rig) -> Reminders:
    return Reminders(rig.line, rig.desk, rig.board, rig.reviewers)


def told(rig: Rig, chat_id: int = REVIEWERS) -> list[str]:
    return [text for text in rig.messenger.texts(chat_id) if text.startswith("⏰")]


async def test_after_an_hour_reviewers_are_reminded_once_and_then_daily(rig):
    await in_review(rig, "可疑")
    await time_passes(rig, 0.9)
    await reminders(rig).remind()
    assert told(rig) == []
    await time_passes(rig, 0.2)
    await reminders(rig).remind()
    await reminders(rig).remind()
    assert len(told(rig)) == 1
    assert "1 篇" in told(rig)[0]
    assert "#1" in told(rig)[0]
    await time_passes(rig, 23)
    await reminders(rig).remind()
    assert len(told(rig)) == 1
    await time_passes(rig, 2)
    await reminders(rig).remind()
    assert len(told(rig)) == 2


async def test_posts_that_are_due_together_are_one_reminder(rig):
    await in_review(rig, "可疑")
    await in_review(rig, "也可疑", BOB)
    await time_passes(rig, 2)
    await reminders(rig).remind()
    assert "#1 #2" in told(rig)[0]
    assert len(told(rig)) == 1


async def test_a_decided_post_is_nothing_to_be_reminded_of(rig):
    await in_review(rig, "可疑")
    await time_passes(rig, 2)
    await rig.decisions.approve(1, by="甲", version=1)
    await reminders(rig).remind()
    assert told(rig) == []


async def test_an_admin_who_blocked_the_bot_keeps_no_other_from_hearing(rig):
    await in_review(rig, "可疑")
    await time_passes(rig, 2)
    rig.reviewers = (11, 12)
    rig.messenger.refusals[11] = [ChatGone()]
    await rig.desk.remember_language(12, "en")
    await reminders(rig).remind()
    assert told(rig, 12)[0].endswith("/pending shows them.")


async def test_a_reminder_that_reached_nobody_is_made_again(rig):
    await in_review(rig, "可疑")
    await time_passes(rig, 2)
    rig.messenger.refusals[REVIEWERS] = [ChatGone()]
    await reminders(rig).remind()
    await reminders(rig).remind()
    assert len(told(rig)) == 1


async def test_of_many_that_wait_none_is_left_out(rig):
    for author in range(1, 42):
        await in_review(rig, f"可疑{author}", author)
    await time_passes(rig, 2)
    await reminders(rig).remind()
    assert "#41" in told(rig)[0]


async def test_the_pump_sees_to_reminders_but_not_at_every_beat(rig):
    await in_review(rig, "可疑")
    await time_passes(rig, 2)

    class Counted(Reminders):
        calls = 0

        async def remind(self) -> None:
            Counted.calls += 1
            await super().remind()

    counted = Counted(rig.line, rig.desk, rig.board, rig.reviewers)
    drain: PostDrain = rig.drain(reminders=counted)
    for _ in range(3):
        await drain.pump()
    await drain.stop(5)
    await asyncio.sleep(0)
    assert Counted.calls == 1
    assert len(told(rig)) == 1
