"""The switch of model calls; tests/contracts/test_usage.py has what it does to calls."""

from bot.models.chat import Person
from bot.storage.posts.post_controls import RedisPostControls
from bot.storage.usage.model_switch import RedisModelSwitch

AJIE = Person(9, "阿杰")


async def test_orders_are_on_record_with_those_about_posts(redis):
    controls, switch = RedisPostControls(redis), RedisModelSwitch(redis)
    await controls.pause(AJIE)
    await switch.pause(AJIE)
    await switch.resume(AJIE)
    entries = await controls.orders(10)
    assert [(entry.order, entry.about, entry.by.id) for entry in entries] == [
        ("pause", "", 9),
        ("pause", "model", 9),
        ("resume", "model", 9),
    ]


async def test_posts_and_models_are_paused_apart(redis):
    controls, switch = RedisPostControls(redis), RedisModelSwitch(redis)
    await switch.pause(AJIE)
    assert await controls.paused_by() is None
    await controls.pause(AJIE)
    assert await switch.resume(AJIE)
    assert await switch.paused_by() is None
    assert not await switch.resume(AJIE)
    assert await controls.paused_by() == "阿杰"
