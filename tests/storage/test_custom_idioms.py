"""Idioms that members teach, in Redis."""

import asyncio
from dataclasses import replace

import pytest

from bot.models.chat import Person, Thread
from bot.models.custom_idiom import CustomIdiom, IdiomDraft, Proposal, ProposalResult
from bot.models.post import CardMessage
from bot.storage import keys
from bot.storage.connection import Redis
from bot.storage.custom_idioms.custom_idioms import RedisCustomIdioms

MING = Person(7, '小明 "x"', "en", None)
DRAFT = IdiomDraft("躺平摆烂", "tang3 ping2 bai3 lan4", MING, Thread(-100, 3))


@pytest.fixture
def lessons(redis: Redis) -> RedisCustomIdioms:
    return RedisCustomIdioms(redis)


async def propose(
    lessons: RedisCustomIdioms, draft: IdiomDraft = DRAFT, update_id: int = 1, per_day: int = 5
) -> ProposalResult:
    return await lessons.propose(draft, update_id, per_day=per_day, at_most=3)


def another(word: str, person: int = 7) -> IdiomDraft:
    return replace(DRAFT, word=word, author=replace(MING, id=person))


async def test_a_proposal_is_found_as_it_was_made(lessons: RedisCustomIdioms):
    assert await propose(lessons) == ProposalResult("new", 1)
    assert await lessons.get(1) == Proposal(1, DRAFT)
    assert await lessons.pending(5) == (1, [Proposal(1, DRAFT)])
    assert await lessons.all() == (0, [])


async def test_the_same_update_proposes_once(lessons: RedisCustomIdioms):
    await propose(lessons)
    assert await propose(lessons) == ProposalResult("new", 1)
    assert (await lessons.pending(5))[0] == 1


async def test_an_idiom_waits_once_whoever_proposes_it(lessons: RedisCustomIdioms):
    await propose(lessons)
    assert await propose(lessons, another(DRAFT.word, 8), 2) == ProposalResult("pending", 1)


async def test_an_update_finds_what_it_filed_and_a_reviewers_what_it_met(
    lessons: RedisCustomIdioms,
):
    assert await lessons.proposal_of_update(1) is None
    await propose(lessons)
    await propose(lessons, another(DRAFT.word, 8), 2)
    await propose(lessons, another(DRAFT.word, 9), 3, per_day=0)
    assert [await lessons.proposal_of_update(update_id) for update_id in (1, 2, 3)] == [1, None, 1]


async def test_a_person_proposes_only_so_many_within_a_day(
    lessons: RedisCustomIdioms, redis: Redis
):
    assert (await propose(lessons, another("一一一"), 1, per_day=1)).kind == "new"
    assert (await propose(lessons, another("二二二"), 2, per_day=1)).kind == "too_many"
    assert (await propose(lessons, another("二二二", 8), 3, per_day=1)).kind == "new"
    assert (await propose(lessons, another("三三三"), 4, per_day=0)).kind == "new"
    assert 0 < await redis.ttl(keys.custom_idioms("day", 7)) <= 24 * 3600


async def test_only_so_many_wait(lessons: RedisCustomIdioms):
    for i, word in enumerate(("一一一", "二二二", "三三三")):
        await propose(lessons, another(word, i), i)
    assert (await propose(lessons, another("四四四"), 9)).kind == "full"


@pytest.mark.parametrize(("state", "bot_plays"), [("approved", False), ("bot_plays", True)])
async def test_what_is_taken_is_a_lesson_with_its_author(
    lessons: RedisCustomIdioms, state, bot_plays
):
    await propose(lessons)
    assert await lessons.decide(1, state, by="阿姐", update_id=5)
    found = CustomIdiom(DRAFT.word, DRAFT.pinyin, MING.name, bot_plays)
    assert await lessons.all() == (1, [found])
    assert await lessons.version() == 1
    assert await lessons.get(1) == Proposal(1, DRAFT, state, "阿姐")
    assert (await lessons.pending(5)) == (0, [])
    assert (await propose(lessons, update_id=2)).kind == "known"


async def test_what_is_refused_is_no_lesson_and_may_be_proposed_again(lessons: RedisCustomIdioms):
    await propose(lessons)
    assert await lessons.decide(1, "rejected", by="阿姐", update_id=5)
    assert await lessons.all() == (0, [])
    assert await propose(lessons, update_id=2) == ProposalResult("new", 2)


async def test_of_many_who_decide_at_once_one_is_first(redis: Redis):
    replicas = [RedisCustomIdioms(redis) for _ in range(4)]
    await propose(replicas[0])
    won = await asyncio.gather(
        *(
            replicas[i % 4].decide(
                1, "approved" if i % 2 else "rejected", by=f"a{i}", update_id=100 + i
            )
            for i in range(20)
        )
    )
    assert won.count(True) == 1
    [first] = [i for i, has_won in enumerate(won) if has_won]
    proposal = await replicas[0].get(1)
    assert proposal
    assert proposal.by == f"a{first}"
    assert await replicas[0].version() == first % 2


async def test_the_update_that_decided_is_told_so_again(lessons: RedisCustomIdioms):
    await propose(lessons)
    assert await lessons.decide(1, "approved", by="阿姐", update_id=5)
    assert await lessons.decide(1, "approved", by="阿姐", update_id=5)
    assert not await lessons.decide(1, "rejected", by="阿姐", update_id=6)
    assert await lessons.version() == 1


async def test_what_was_taken_may_be_offered_later_but_never_what_was_refused(
    lessons: RedisCustomIdioms,
):
    await propose(lessons)
    await propose(lessons, another("二二二"), 2)
    await lessons.decide(1, "approved", by="阿姐", update_id=5)
    await lessons.decide(2, "rejected", by="阿姐", update_id=6)
    assert await lessons.decide(1, "bot_plays", by="阿姐", update_id=7)
    assert not await lessons.decide(2, "bot_plays", by="阿姐", update_id=8)
    version, taught = await lessons.all()
    assert (version, [(lesson.word, lesson.bot_plays) for lesson in taught]) == (
        2,
        [("躺平摆烂", True)],
    )


async def test_a_lesson_is_dropped_once_and_its_old_card_cannot_bring_it_back(
    lessons: RedisCustomIdioms,
):
    await propose(lessons)
    await lessons.decide(1, "approved", by="阿姐", update_id=5)
    assert await lessons.remove(DRAFT.word, by="老王", update_id=6)
    assert await lessons.remove(DRAFT.word, by="老王", update_id=6)
    assert not await lessons.remove(DRAFT.word, by="老王", update_id=7)
    assert not await lessons.decide(1, "bot_plays", by="阿姐", update_id=8)
    assert await lessons.all() == (2, [])
    assert await lessons.get(1) == Proposal(1, DRAFT, "removed", "老王")


async def test_what_was_decided_is_forgotten_some_day_but_the_lesson_stays(
    lessons: RedisCustomIdioms, redis: Redis
):
    await propose(lessons)
    assert await redis.ttl(keys.custom_idioms("proposal", 1)) == -1
    await lessons.decide(1, "approved", by="阿姐", update_id=5)
    assert 0 < await redis.ttl(keys.custom_idioms("proposal", 1)) <= keys.CUSTOM_IDIOM_DECIDED_S
    await redis.delete(keys.custom_idioms("proposal", 1))
    assert await lessons.remove(DRAFT.word, by="老王", update_id=6)
    assert await lessons.get(1) is None


async def test_a_proposal_that_never_was_cannot_be_decided(lessons: RedisCustomIdioms):
    assert not await lessons.decide(99, "approved", by="阿姐", update_id=5)
    assert await lessons.all() == (0, [])


async def test_cards_are_remembered_once_each(lessons: RedisCustomIdioms):
    for card in (CardMessage(-200, 5), CardMessage(9, 6), CardMessage(-200, 5)):
        await lessons.add_card(1, card)
    assert set(await lessons.cards(1)) == {CardMessage(-200, 5), CardMessage(9, 6)}
