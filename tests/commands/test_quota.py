"""/quota, as people see it."""

from typing import Any

import pytest

from bot.commands.quota import QuotaCommand
from bot.models.chat import Person, QuotedMessage
from bot.models.chat_settings import ChatSettings
from bot.models.usage import UsageLimits
from tests.fakes.chat import FakePermissions, FakeReply, said
from tests.fakes.usage import FakeUsage, FakeUsernames, caller

ADMIN, ALICE, BOB = 9, 1, 2
OF_ALICE = QuotedMessage(5, "你好", None, ALICE, by_bot=False)
OF_THE_BOT = QuotedMessage(5, "答", None, 700, by_bot=True)


class Scenario:
    """Alice made two requests and used 1,500 tokens in a group."""

    def __init__(self) -> None:
        self.usage = FakeUsage(UsageLimits(40, 300, 10_000, 20_000, None))
        self.command = QuotaCommand(
            self.usage,
            self.usage,
            FakeUsernames({"alice": ALICE}),
            FakePermissions(reviewers=frozenset({ADMIN})),
            "Asia/Shanghai",
        )

    async def open(self) -> "Scenario":
        for request in ("1", "2"):
            await self.usage.begin_call(caller(request, person_id=ALICE, chat_id=-5))
        await self.usage.add_tokens(caller(person_id=ALICE, chat_id=-5), "a", 1500)
        return self

    async def says(self, text: str = "", sender_id: int = ADMIN, **more: Any) -> str:
        reply = FakeReply()
        await self.command.quota(said(text, sender_id=sender_id, chat_id=-5, **more), reply)
        return reply.text

    async def limit(self) -> int | None:
        return (await self.usage.use_of(ALICE, -5)).requests_per_day


@pytest.fixture
async def scenario() -> Scenario:
    return await Scenario().open()


async def test_a_member_sees_their_own_use_and_that_of_the_chat(scenario):
    assert await scenario.says(sender_id=ALICE) == (
        "你今天用了：请求 2/300，token 1,500/10,000\n"
        "这里今天用了：token 1,500/20,000\n"
        "0 点（北京时间）重新计算。"
    )


@pytest.mark.parametrize("text", ["@alice 5", "1 5", "1"])
async def test_a_member_who_names_somebody_sees_and_changes_nothing_of_theirs(scenario, text):
    shown = await scenario.says(text, sender_id=BOB, quoted=OF_ALICE)
    assert shown.startswith("你今天用了：请求 0/300")
    assert await scenario.limit() == 300


@pytest.mark.parametrize(
    ("text", "quoted", "who"),
    [("@Alice", None, "@Alice（1）"), ("1", None, "1"), ("", OF_ALICE, "1")],
    ids=["name", "id", "reply"],
)
async def test_an_admin_sees_the_use_of_another(scenario, text, quoted, who):
    shown = await scenario.says(text, quoted=quoted)
    assert shown == f"{who} 今天用了：请求 2/300，token 1,500/10,000"


@pytest.mark.parametrize(
    ("text", "quoted"),
    [("@alice 50", None), ("1 50", None), ("50", OF_ALICE), ("1 50", OF_THE_BOT)],
    ids=["name", "id", "reply", "id in a reply to the bot"],
)
async def test_an_admin_changes_how_many_requests_a_day_somebody_has(scenario, text, quoted):
    shown = await scenario.says(text, quoted=quoted)
    assert shown.endswith(" 每天的请求数改为 50，立即生效。")
    assert await scenario.limit() == 50


@pytest.mark.parametrize("word", ["default", "默认"])
async def test_an_admin_takes_a_limit_back(scenario, word):
    await scenario.says("@alice 50")
    assert "恢复默认" in await scenario.says(f"@alice {word}")
    assert await scenario.limit() == 300


async def test_a_name_that_was_not_seen_is_said_to_be_unknown(scenario):
    assert "我没见过 @nobody" in await scenario.says("@nobody 5")


async def test_an_admin_sees_the_use_of_the_bot_and_that_calls_are_paused(scenario):
    await scenario.usage.pause(Person(9, "阿杰"))
    shown = await scenario.says()
    assert "机器人今天用了：token 1,500（不限）" in shown
    assert "阿杰 已暂停大模型" in shown
    assert "/quota @" in shown


@pytest.mark.parametrize("text", ["many", "@alice many", "1 2 3", "-1 x"])
async def test_an_admin_who_writes_something_else_is_told_how(scenario, text):
    assert "/quota @" in await scenario.says(text)


async def test_the_answer_is_in_the_language_of_the_group(scenario):
    shown = await scenario.says(sender_id=ALICE, settings=ChatSettings(language="en"))
    assert shown.startswith("You used today: 2 of 300 requests")
