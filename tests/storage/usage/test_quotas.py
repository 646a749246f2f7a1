"""Limits of single persons; tests/contracts/test_usage.py has what they do to calls."""

from zoneinfo import ZoneInfo

from bot.models.chat import Person
from bot.models.usage import UsageLimits
from bot.storage.posts.post_controls import RedisPostControls
from bot.storage.usage.usage import RedisUsage

AJIE = Person(9, "阿杰")


async def test_a_change_is_on_record_with_who_made_it_whom_it_is_about_and_what_was_before(redis):
    quotas = RedisUsage(redis, UsageLimits(), ZoneInfo("Asia/Shanghai"))
    await quotas.set_requests_per_day(5, 50, by=AJIE)
    await quotas.set_requests_per_day(5, 0, by=AJIE)
    await quotas.set_requests_per_day(5, None, by=AJIE)
    entries = await RedisPostControls(redis).orders(10)
    assert {(entry.order, entry.by.id) for entry in entries} == {("quota", 9)}
    assert [entry.about for entry in entries] == ["5 default → 50", "5 50 → 0", "5 0 → default"]
