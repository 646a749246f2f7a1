"""Which process tells of an alert."""

from bot.storage.health.alert_marks import RedisAlertMarks


async def test_of_two_processes_one_tells_the_begin_and_one_the_end(redis):
    one, two = RedisAlertMarks(redis), RedisAlertMarks(redis)
    assert not await one.change("memory", is_wrong=False)
    assert await one.change("memory", is_wrong=True, age_s=5)
    assert not await two.change("memory", is_wrong=True)
    [alert] = await two.active()
    assert (alert.kind, round(alert.age_s)) == ("memory", 5)
    assert await two.change("memory", is_wrong=False)
    assert not await one.change("memory", is_wrong=False)
    assert await one.active() == []


async def test_what_was_seen_before_the_last_change_changes_nothing(redis):
    """A process that met the closed censor an hour ago does not contradict one that works now."""
    marks = RedisAlertMarks(redis)
    assert await marks.change("censor_closed", is_wrong=True, age_s=10)
    assert await marks.change("censor_closed", is_wrong=False, age_s=5)
    assert not await marks.change("censor_closed", is_wrong=True, age_s=3600)
