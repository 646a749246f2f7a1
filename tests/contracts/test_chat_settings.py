"""What every store of settings by chat does: the Redis store, and the fake of the tests."""

from dataclasses import replace
from typing import TypeVar

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.models.chat import Person
from bot.models.chat_settings import (
    AS_CONFIGURED,
    FEATURES,
    HERE,
    MEMORY_KINDS,
    SPEAKS,
    TRUST_AFTER,
    ChannelTarget,
    ChatSettings,
    QuietHours,
)
from bot.models.game_rules import LEVELS, MODES
from bot.models.language import LANGUAGES
from bot.ports.chat_settings import ChatSettingsStore
from bot.storage import keys
from bot.storage.chat_settings.chat_settings import RedisChatSettings
from bot.storage.posts.post_controls import RedisPostControls
from tests.fakes.chat_settings import FakeChatSettings

GROUP, OTHER_GROUP, PRIVATE = -100123, -100124, 101
T = TypeVar("T")
ADMIN = Person(7, "阿杰")


def or_none(values: st.SearchStrategy[T]) -> st.SearchStrategy[T | None]:
    return st.none() | values


NAMES = st.text(min_size=1, max_size=10).filter(str.strip)
ANY_SETTINGS = st.builds(
    ChatSettings,
    language=or_none(st.sampled_from(LANGUAGES)),
    persona=or_none(NAMES),
    model=or_none(NAMES),
    temperature=or_none(st.floats(0, 2)),
    max_tokens=or_none(st.integers(1, 100_000)),
    memory_kind=or_none(st.sampled_from(MEMORY_KINDS)),
    window=or_none(st.integers(0, 100)),
    idiom_mode=or_none(st.sampled_from(MODES)),
    idiom_level=or_none(st.sampled_from(LEVELS)),
    speaks=or_none(st.sampled_from(SPEAKS)),
    admins_only=st.frozensets(st.sampled_from(FEATURES)),
    quiet_hours=or_none(st.builds(QuietHours, st.integers(0, 23), st.integers(0, 23))),
    trust_after=or_none(st.sampled_from(TRUST_AFTER)),
    trust_local=or_none(st.just(value=True)),
    publish_to=or_none(st.just(HERE) | st.builds(ChannelTarget, st.integers(max_value=-1), NAMES)),
)


@pytest.fixture(params=["fake", "redis"])
def store(request: pytest.FixtureRequest) -> ChatSettingsStore:
    if request.param == "fake":
        return FakeChatSettings()
    return RedisChatSettings(request.getfixturevalue("redis"))


async def test_a_chat_that_set_nothing_is_as_configured(store):
    assert await store.get(GROUP) == AS_CONFIGURED
    assert await store.last_change(GROUP) is None


async def test_each_chat_has_its_own(store):
    await store.change(GROUP, AS_CONFIGURED, ChatSettings(language="en"), by=ADMIN)
    await store.change(PRIVATE, AS_CONFIGURED, ChatSettings(persona="物理"), by=ADMIN)
    assert await store.get(GROUP) == ChatSettings(language="en")
    assert await store.get(PRIVATE) == ChatSettings(persona="物理")
    assert await store.get(OTHER_GROUP) == AS_CONFIGURED


async def test_two_admins_who_change_two_settings_both_succeed(store):
    await store.change(GROUP, AS_CONFIGURED, ChatSettings(language="en"), by=ADMIN)
    await store.change(GROUP, AS_CONFIGURED, ChatSettings(window=3), by=ADMIN)
    assert await store.get(GROUP) == ChatSettings(language="en", window=3)


async def test_a_setting_can_be_taken_back(store):
    chosen = ChatSettings(language="en", window=3)
    await store.change(GROUP, AS_CONFIGURED, chosen, by=ADMIN)
    await store.change(GROUP, chosen, replace(chosen, language=None), by=ADMIN)
    assert await store.get(GROUP) == ChatSettings(window=3)


async def test_the_last_change_is_told_with_who_made_it(store):
    await store.change(GROUP, AS_CONFIGURED, ChatSettings(language="en"), by=ADMIN)
    last = await store.last_change(GROUP)
    assert last is not None
    assert (last.setting, last.by) == ("language", "阿杰")
    assert last.at_s > 0


async def test_a_choice_that_changes_nothing_leaves_no_trace(store):
    await store.change(GROUP, AS_CONFIGURED, AS_CONFIGURED, by=ADMIN)
    assert await store.last_change(GROUP) is None


@settings(max_examples=30, deadline=None, suppress_health_check=list(HealthCheck))
@given(ones=ANY_SETTINGS, others=ANY_SETTINGS)
async def test_what_two_chats_set_is_what_each_gets_from_any_replica(store, ones, others):
    replica = RedisChatSettings(store._redis) if isinstance(store, RedisChatSettings) else store
    for chat, wanted in ((GROUP, ones), (PRIVATE, others)):
        await store.change(chat, await store.get(chat), wanted, by=ADMIN)
    assert (await replica.get(GROUP), await replica.get(PRIVATE)) == (ones, others)


async def test_changes_of_a_group_are_on_record_and_those_of_a_private_chat_are_not(redis):
    store = RedisChatSettings(redis)
    await store.change(PRIVATE, AS_CONFIGURED, ChatSettings(language="en"), by=ADMIN)
    await store.change(GROUP, AS_CONFIGURED, ChatSettings(language="en"), by=ADMIN)
    (entry,) = await RedisPostControls(redis).orders(10)
    assert (entry.order, entry.by.id, entry.about) == ("settings", 7, f"{GROUP} language - → en")


async def test_what_a_newer_version_wrote_counts_as_not_set(redis):
    row = {"language": "ja", "mood": "calm", "window": "3"}
    await redis.hset(keys.chat_settings(GROUP), mapping=row)
    assert await RedisChatSettings(redis).get(GROUP) == ChatSettings(window=3)
