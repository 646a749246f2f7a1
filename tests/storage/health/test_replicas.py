"""What processes report of themselves."""

import json

from bot.storage import keys
from bot.storage.health.replicas import RedisReplicas


async def test_each_process_reports_until_it_leaves(redis):
    one, two = RedisReplicas(redis, "a:1"), RedisReplicas(redis, "b:2")
    await one.report("", [(30, "ModelCut")])
    await two.report("Telegram sends no updates (TimedOut)", [])
    first, second = await one.all()
    assert (first.name, first.trouble, second.trouble) == (
        "a:1",
        "",
        "Telegram sends no updates (TimedOut)",
    )
    [(age_s, name)] = first.errors
    assert name == "ModelCut"
    assert 29 < age_s < 40
    assert 0 <= first.runs_s < 5
    assert first.silent_s < 5
    await two.leave()
    assert [replica.name for replica in await one.all()] == ["a:1"]


async def test_one_that_has_not_reported_for_an_hour_is_forgotten(redis):
    replicas = RedisReplicas(redis, "a:1")
    await replicas.report("", [])
    row = json.loads(await redis.hget(keys.REPLICAS, "a:1"))
    await redis.hset(keys.REPLICAS, "a:1", json.dumps(row | {"seen": row["seen"] - 4000}))
    assert await replicas.all() == []
    assert not await redis.exists(keys.REPLICAS)
