"""Custom idioms in Redis, beyond what tests/contracts/test_custom_idiom_repository.py asks."""

from bot.models.chat import Person, Thread
from bot.models.custom_idiom import IdiomDraft
from bot.storage import keys
from bot.storage.connection import Redis
from bot.storage.custom_idioms.custom_idioms import RedisCustomIdioms

DRAFT = IdiomDraft("躺平摆烂", "tang3 ping2 bai3 lan4", Person(7, "小明", "en"), Thread(-100, 3))


async def test_a_decided_proposal_is_deleted_in_time_and_the_custom_idiom_stays(redis: Redis):
    custom_idioms, proposal = RedisCustomIdioms(redis), keys.custom_idioms("proposal", 1)
    await custom_idioms.propose(DRAFT, 1, per_day=5, at_most=3)
    assert await redis.ttl(proposal) == -1
    await custom_idioms.decide(1, "approved", by="阿姐", update_id=5)
    assert 0 < await redis.ttl(proposal) <= keys.CUSTOM_IDIOM_DECIDED_S
    await redis.delete(proposal)
    assert await custom_idioms.remove(DRAFT.word, by="老王", update_id=6)
    assert await custom_idioms.get(1) is None
