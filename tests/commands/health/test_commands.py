"""/health and /stats, as admins read them."""

from typing import Any

import pytest

from bot.commands.health.command import HealthCommand
from bot.commands.health.conditions import HealthSnapshot
from bot.commands.health.use import StatsCommand
from bot.errors import PostError
from bot.models.health import Replica, StoreFigures
from bot.models.usage import ModelUse, Price
from bot.storage.health.alert_marks import RedisAlertMarks
from bot.storage.posts.post_controls import RedisPostControls
from tests.fakes.chat import FakePermissions, FakeReply, person, said
from tests.fakes.usage import FakeUsage, caller

ADMIN, MEMBER = 9, 1
PERMISSIONS = FakePermissions(reviewers=frozenset({ADMIN}))
SNAPSHOT = HealthSnapshot(
    StoreFigures(
        inbox_waiting=3,
        inbox_oldest_s=2,
        posts={"queued": 1, "review": 4, "published": 9, "dead": 1},
        posts_oldest_s=130,
        memory_bytes=12_000_000,
        memory_limit_bytes=100_000_000,
    ),
    [
        Replica("host-a:7", 7300, 3, errors=((130, "ModelUnavailable"),)),
        Replica("host-b:8", 90, 60),
        Replica("replaced:6", 900, 800),
        Replica("host-c:9", 190, 1, "Telegram sends no updates (TimedOut)"),
    ],
)


async def health(redis, sender_id: int = ADMIN, *, pauses: bool = False, **more: Any) -> str:
    marks, reply = RedisAlertMarks(redis), FakeReply()
    await marks.change("memory", is_wrong=True, age_s=600)

    async def take_snapshot() -> HealthSnapshot:
        return SNAPSHOT

    controls, switch = RedisPostControls(redis), FakeUsage()
    if pauses:
        await controls.pause(person("阿杰"))
    command = HealthCommand(take_snapshot, marks, controls, switch, PERMISSIONS)
    await command.health(said("", sender_id=sender_id, **more), reply)
    return reply.text


async def test_health_says_how_store_queues_and_processes_are(redis):
    assert await health(redis) == (
        "📋 运行状况\n"
        "存储：Redis 用了 12 MB，上限 100 MB（12%）\n"
        "收件箱：2 条在等，最老的等了 2 秒\n"
        "稿件：1 篇在处理，4 篇待审；最老的等了 2 分钟\n"
        "放弃的：消息 0 条，稿件 1 篇（/deadletter inbox、/deadletter）\n"
        "进程（2 个）：\n"
        "· host-a:7：已运行 2 小时，正常\n"
        "　2 分钟前：ModelUnavailable\n"
        "· host-b:8：已运行 90 秒，已有 60 秒没有消息\n"
        "· host-c:9：已运行 3 分钟，Telegram sends no updates (TimedOut)\n"
        "⚠️ 现在的问题：\n"
        "· Redis 内存快满（10 分钟）"
    )


async def test_health_says_that_posts_are_paused(redis):
    assert "⏸ 阿杰 已暂停检查和发布" in await health(redis, pauses=True)


async def test_health_is_for_reviewers_among_themselves(redis):
    for sender_id, chat_id in ((MEMBER, MEMBER), (ADMIN, -5)):
        with pytest.raises(PostError):
            await health(redis, sender_id, chat_id=chat_id)


class Review:
    """Counts posts."""

    async def counted(self, _: object) -> str:
        return "稿件统计"


async def stats(usage: FakeUsage) -> str:
    reply = FakeReply()
    command = StatsCommand(Review(), usage, {"qwen-plus": Price(0.8, 2)})  # type: ignore[arg-type]  # a part of it
    await command.stats(said("", sender_id=ADMIN), reply)
    return reply.text


async def test_stats_add_the_use_of_today_by_command_and_what_it_costs():
    usage = FakeUsage()
    assert await stats(usage) == "稿件统计\n\n今天还没有调用过模型。"
    for call, use in enumerate(
        (
            ModelUse("ask", "qwen-plus", 100_000, 50_000),
            ModelUse("ask", "qwen-plus", 20_000, 10_000),
            ModelUse("route", "qwen-flash", 900, 10),
        )
    ):
        await usage.add_tokens(caller(), str(call), use.read + use.written, use)
    assert (await stats(usage)).splitlines()[2:] == [
        "今天的模型用量：",
        "· 提问：2 次，读 120,000、写 60,000 token，费用 0.22",
        "· 判断意图：1 次，读 900、写 10 token",
        "· 合计：3 次，180,910 token，费用 0.22",
    ]
