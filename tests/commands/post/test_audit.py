"""What admins read in /audit."""

from dataclasses import fields

import pytest

from bot.commands.post.administration import AdministrationCommands
from bot.commands.post.audit import AuditCommands
from bot.errors import (
    PostError,
)
from bot.models.chat_settings import AS_CONFIGURED, ChatSettings
from bot.storage.chat_settings.chat_settings import RedisChatSettings
from bot.storage.connection import Redis
from bot.texts.settings import FIELDS
from tests.commands.post.administration_fixture import (
    administration_of,
    answer,
    audit_of,
)
from tests.commands.post.review_fixture import MEMBER
from tests.fakes.chat import FakeReply, person, said
from tests.moderation.post_scenario import BOB, GROUP, PostScenario


@pytest.fixture
def scenario(redis: Redis) -> PostScenario:
    return PostScenario.on(redis)


@pytest.fixture
def audit(scenario) -> AuditCommands:
    return audit_of(scenario)


@pytest.fixture
def administration(scenario) -> AdministrationCommands:
    return administration_of(scenario)


async def test_members_may_not_use_it(audit):
    with pytest.raises(PostError, match="管理员"):
        await audit.audit(said("1", sender_id=MEMBER), FakeReply())


async def test_the_audit_trail_tells_who_moved_a_post_where_and_why(audit, scenario):
    await scenario.submit("可疑")
    await scenario.run()
    await scenario.decisions.reject(await scenario.post(1), by=person("阿杰"), version=1)
    rejected = await scenario.post(1)
    await scenario.decisions.add_reason(rejected, "广告", by=person("阿杰"), version=2)
    lines = (await answer(audit.audit, "1")).splitlines()
    assert lines[0].startswith("#1")
    assert [line.split("  ")[1] for line in lines[1:]] == [
        "作者1（1）：投稿",
        "机器人：检查中 → 等管理员审核",
        "阿杰（9）：等管理员审核 → 未通过",
        "阿杰（9）：未通过（广告）",
    ]
    with pytest.raises(PostError, match="#9"):
        await answer(audit.audit, "9")
    with pytest.raises(PostError, match="私聊"):
        await answer(audit.audit, "1", chat_id=GROUP)


async def test_an_admin_who_is_called_like_the_bot_cannot_pass_as_it(audit, scenario):
    await scenario.submit("可疑")
    await scenario.run()
    await scenario.decisions.reject(await scenario.post(1), by=person("worker"), version=1)
    *_, line = (await answer(audit.audit, "1")).splitlines()
    assert "worker（9）：" in line
    assert "机器人" not in line


async def test_who_moved_a_post_is_read_from_entries_without_ids_too(audit, scenario, redis):
    await scenario.submit("可疑")
    await scenario.run()
    for by in ("worker", "阿杰"):
        old = {"from": "queued", "to": "review", "by": by, "reason": ""}
        await redis.xadd("{posts}:audit:1", old)
    *_, by_bot, by_person = (await answer(audit.audit, "1")).splitlines()
    assert "机器人：" in by_bot
    assert "阿杰：" in by_person


async def test_every_order_of_an_admin_is_on_record_with_name_and_id(
    audit, administration, scenario
):
    assert "还没有" in await answer(audit.audit)
    await answer(administration.pause)
    await answer(administration.resume)
    await answer(administration.ban, "7")
    await answer(administration.unban, "7")
    lines = (await answer(audit.audit)).splitlines()[1:]
    assert [line.split("  ")[1] for line in lines] == [
        *("阿杰（9）：/pause", "阿杰（9）：/resume", "阿杰（9）：/ban 7", "阿杰（9）：/unban 7"),
    ]
    with pytest.raises(PostError, match="私聊"):
        await answer(audit.audit, chat_id=GROUP)


async def test_a_change_of_a_setting_is_named_as_settings_names_it(audit, redis):
    settings = ChatSettings(language="en", trust_after=3)
    await RedisChatSettings(redis).change(GROUP, AS_CONFIGURED, settings, by=person("阿杰"))
    line = (await answer(audit.audit)).splitlines()[-1]
    assert line.endswith(f"/settings {GROUP} 语言 默认 → en, 老作者免审 默认 → 3")


async def test_every_setting_has_a_name_for_the_record():
    assert {field.name for field in fields(ChatSettings)} == set(FIELDS)


async def test_a_ban_by_the_button_of_a_card_is_on_record_too(audit, scenario):
    await scenario.submit("可疑", BOB)
    await scenario.run()
    post = await scenario.post(1)
    await scenario.decisions.reject(post, by=person("阿杰"), version=1, bans_author=True)
    assert f"阿杰（9）：/ban {BOB}" in await answer(audit.audit)
