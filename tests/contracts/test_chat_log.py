"""What every log of chats, and every list of daily digests, does: the Redis stores, and the fakes."""

import pytest

from bot.models.chat import Person
from bot.models.chat_settings import AS_CONFIGURED, ChatSettings, GroupDigest
from bot.ports.chat_log import ChatLog, DailyDigests
from bot.ports.chat_settings import ChatSettingsStore
from bot.storage.chat_log.chat_log import RedisChatLog
from bot.storage.chat_log.daily_digests import RedisDailyDigests
from bot.storage.chat_settings.chat_settings import RedisChatSettings
from bot.storage.connection import Redis
from tests.fakes.chat_log import FakeChatLog, FakeDailyDigests, wrote
from tests.fakes.chat_settings import FakeChatSettings

GROUP, ELSEWHERE, ALICE, BOB = -100, -200, 1, 2
ADMIN = Person(9, "阿杰")


@pytest.fixture(params=["fake", "redis"])
async def settings(request: pytest.FixtureRequest, redis: Redis) -> ChatSettingsStore:
    """In both groups the digest is on."""
    if request.param == "fake":
        store: ChatSettingsStore = FakeChatSettings()
    else:
        store = RedisChatSettings(redis)
    for chat_id in (GROUP, ELSEWHERE):
        await store.change(chat_id, AS_CONFIGURED, ChatSettings(digest=GroupDigest()), by=ADMIN)
    return store


@pytest.fixture
def log(settings: ChatSettingsStore, redis: Redis) -> ChatLog:
    if isinstance(settings, FakeChatSettings):
        return FakeChatLog(settings)
    return RedisChatLog(redis)


async def test_messages_are_read_in_their_order_each_once_with_all_that_is_known(log):
    first = wrote(5, "周三开会", BOB, at_s=1.5, topic_id=7, reply_to=3)
    await log.add(GROUP, first)
    await log.add(GROUP, wrote(4))
    await log.add(GROUP, wrote(4, "再来一次"))
    await log.add(ELSEWHERE, wrote(9))
    assert await log.read(GROUP) == [wrote(4), first]


async def test_where_the_digest_is_off_nothing_is_kept(log, settings):
    on = ChatSettings(digest=GroupDigest())
    await settings.change(GROUP, on, AS_CONFIGURED, by=ADMIN)
    await log.add(GROUP, wrote(1))
    assert await log.read(GROUP) == []


async def test_an_edit_replaces_a_text_in_its_place_and_adds_none(log):
    for number in (1, 2, 3):
        await log.add(GROUP, wrote(number))
    await log.edit(GROUP, 2, "周四")
    await log.edit(GROUP, 3, "")
    await log.edit(GROUP, 9, "没有这条")
    await log.add(GROUP, wrote(2))  # the update of before, handled once more
    assert await log.read(GROUP) == [wrote(1), wrote(2, "周四")]


async def test_what_a_person_said_is_forgotten_in_that_chat_and_later_words_are_kept(log):
    for chat_id in (GROUP, ELSEWHERE):
        await log.add(chat_id, wrote(1, sender_id=ALICE))
        await log.add(chat_id, wrote(2, sender_id=BOB))
    await log.forget(GROUP, ALICE)
    await log.add(GROUP, wrote(3, sender_id=ALICE))
    assert [message.message_id for message in await log.read(GROUP)] == [2, 3]
    assert [message.message_id for message in await log.read(ELSEWHERE)] == [1, 2]


async def test_who_has_left_is_out_of_it_until_they_come_back(log):
    await log.add(GROUP, wrote(1, sender_id=ALICE))
    await log.leave(GROUP, ALICE)
    await log.add(GROUP, wrote(2, sender_id=ALICE))
    await log.clear(GROUP)
    await log.add(GROUP, wrote(3, sender_id=ALICE))
    await log.add(ELSEWHERE, wrote(3, sender_id=ALICE))
    assert await log.read(GROUP) == []
    assert await log.read(ELSEWHERE) != []
    assert await log.come_back(GROUP, ALICE)
    assert not await log.come_back(GROUP, ALICE)
    await log.add(GROUP, wrote(4, sender_id=ALICE))
    assert await log.read(GROUP) == [wrote(4, sender_id=ALICE)]


@pytest.fixture(params=["fake", "redis"])
def daily(request: pytest.FixtureRequest, redis: Redis) -> DailyDigests:
    if request.param == "fake":
        return FakeDailyDigests(1_700_000_000)
    return RedisDailyDigests(redis)


async def test_a_digest_that_is_due_is_claimed_once(daily):
    now_s = int(await daily.now_s())
    await daily.schedule(GROUP, now_s - 1)
    await daily.schedule(ELSEWHERE, now_s + 1000)
    assert await daily.due() == [(GROUP, now_s - 1)]
    assert await daily.claim(GROUP, now_s - 1, now_s + 500)
    assert not await daily.claim(GROUP, now_s - 1, now_s + 500)
    assert await daily.due() == []
    await daily.schedule(GROUP, None)
    assert not await daily.claim(GROUP, now_s + 500, now_s + 900)
