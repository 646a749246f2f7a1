"""What the review chat reads when something goes wrong, and when it is over."""

from bot.commands.health.alerts import HealthAlerts
from bot.commands.health.conditions import HealthSnapshot, Thresholds
from bot.errors import DeliveryPostponed
from bot.models.chat import Language
from bot.models.health import CensorState, Replica, StoreFigures
from bot.storage.connection import Redis
from bot.storage.health.alert_marks import RedisAlertMarks
from tests.fakes.posts import FakeMessenger

REVIEW_CHAT = -100


class Scenario:
    """Two replicas that see the same."""

    def __init__(self, redis: Redis) -> None:
        self.snapshot = HealthSnapshot(StoreFigures(), [])
        self.messenger = FakeMessenger()
        self.censors = [CensorState(), CensorState()]
        self.replicas = [
            HealthAlerts(
                self._take_snapshot,
                RedisAlertMarks(redis),
                censor,
                self.messenger,
                (REVIEW_CHAT,),
                self._language_in,
                Thresholds(),
            )
            for censor in self.censors
        ]

    async def _take_snapshot(self) -> HealthSnapshot:
        return self.snapshot

    async def _language_in(self, _: int) -> Language:
        return "zh"

    async def told(self, *replicas: int) -> list[str]:
        """What was said while the replicas looked, both twice by default."""
        before = len(self.messenger.messages)
        for number in replicas or (0, 1, 0, 1):
            await self.replicas[number].check()
        return [message.text for message in self.messenger.messages[before:]]


async def test_each_alert_is_told_once_and_so_is_its_end(redis):
    scenario = Scenario(redis)
    assert await scenario.told() == []
    scenario.snapshot = HealthSnapshot(
        StoreFigures(inbox_waiting=12, inbox_oldest_s=400, inbox_dead=2), []
    )
    assert await scenario.told() == [
        "⚠️ 收件箱积压：最老的一条已等了 6 分钟，共 12 条没处理完。/health 看详情。",
        "⚠️ 有没能处理的：消息 2 条，稿件 0 篇。/deadletter 和 /deadletter inbox 查看和重试。",
    ]
    scenario.snapshot = HealthSnapshot(StoreFigures(), [])
    assert await scenario.told() == [
        "✅ 已解除：收件箱积压（持续 0 秒）。",
        "✅ 已解除：有放弃处理的消息或稿件（持续 0 秒）。",
    ]
    scenario.snapshot = HealthSnapshot(StoreFigures(inbox_oldest_s=400), [])
    assert len(await scenario.told()) == 1


async def test_memory_quota_and_a_lost_process_are_told_with_figures(redis):
    scenario = Scenario(redis)
    store = StoreFigures(memory_bytes=85_000_000, memory_limit_bytes=100_000_000)
    lost = [Replica("a:1", 500, 1), Replica("b:2", 900, 60)]
    scenario.snapshot = HealthSnapshot(store, lost, tokens=95, token_limit=100)
    quota, memory, process = await scenario.told()
    assert "95%" in quota
    assert "85%（85 MB）" in memory
    assert "少了 1 个进程：b:2" in process


async def test_that_the_censor_is_open_again_is_told_by_whoever_sees_it(redis):
    scenario = Scenario(redis)
    scenario.censors[0].saw(is_closed=True)
    assert await scenario.told() == []  # the post that met it has told
    scenario.censors[1].saw(is_closed=False)
    assert await scenario.told() == ["✅ 已解除：内容审核停用（持续 0 秒）。"]


async def test_what_could_not_be_told_now_is_told_at_the_next_look(redis):
    scenario = Scenario(redis)
    scenario.snapshot = HealthSnapshot(StoreFigures(inbox_oldest_s=400), [])
    scenario.messenger.refusals[REVIEW_CHAT] = [DeliveryPostponed(5, reason="busy")]
    assert await scenario.told(0) == []
    assert len(await scenario.told()) == 1
