"""What every `CustomIdiomRepository` must do: the fake of the tests and the one in Redis."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace

import pytest

from bot.models.chat import Person, Thread
from bot.models.custom_idiom import (
    CustomIdiom,
    IdiomDraft,
    Proposal,
    ProposalResult,
    ProposalState,
)
from bot.models.post import CardMessage
from bot.ports.custom_idioms import CustomIdiomRepository
from bot.storage.connection import Redis
from bot.storage.custom_idioms.custom_idioms import RedisCustomIdioms
from tests.fakes.custom_idioms import DAY_S, FakeCustomIdioms

MING = Person(7, '小明 "x"', "en")
DRAFT = IdiomDraft("躺平摆烂", "tang3 ping2 bai3 lan4", MING, Thread(-100, 3), "彻底不努力了")
MAX_PENDING = 3


@dataclass
class Store:
    """A repository, and a way to let a day pass."""

    custom_idioms: CustomIdiomRepository
    pass_day: Callable[[], Awaitable[None]]

    async def propose(
        self, draft: IdiomDraft = DRAFT, update_id: int = 1, per_day: int = 5
    ) -> ProposalResult:
        return await self.custom_idioms.propose(
            draft, update_id, per_day=per_day, at_most=MAX_PENDING
        )

    async def decide(
        self, state: ProposalState, update_id: int, proposal_id: int = 1, by: str = "阿姐"
    ) -> bool:
        return await self.custom_idioms.decide(proposal_id, state, by=by, update_id=update_id)


@pytest.fixture(params=["fake", "redis"])
def store(request: pytest.FixtureRequest, redis: Redis) -> Store:
    if request.param == "fake":
        fake = FakeCustomIdioms()

        async def pass_fake_day() -> None:
            fake.now_s += DAY_S

        return Store(fake, pass_fake_day)

    async def pass_redis_day() -> None:
        for key in await redis.keys("*"):
            if 0 < await redis.ttl(key) <= DAY_S:
                await redis.delete(key)

    return Store(RedisCustomIdioms(redis), pass_redis_day)


def draft_of(word: str, person: int = 7) -> IdiomDraft:
    return replace(DRAFT, word=word, author=replace(MING, id=person))


async def test_a_proposal_is_found_as_it_was_made(store: Store):
    assert await store.propose() == ProposalResult("new", 1)
    assert await store.custom_idioms.get(1) == Proposal(1, DRAFT)
    assert await store.custom_idioms.pending(5) == (1, [Proposal(1, DRAFT)])
    assert await store.custom_idioms.all() == (0, [])
    assert await store.custom_idioms.get(2) is None


async def test_the_same_update_proposes_once(store: Store):
    await store.propose()
    assert await store.propose() == ProposalResult("new", 1)
    assert (await store.custom_idioms.pending(5))[0] == 1


async def test_a_word_is_pending_once_whoever_proposes_it(store: Store):
    await store.propose()
    assert await store.propose(draft_of(DRAFT.word, 8), 2) == ProposalResult("pending", 1)


async def test_an_update_finds_the_proposal_it_stored_or_met_as_a_reviewer(store: Store):
    find = store.custom_idioms.proposal_of_update
    assert await find(1) is None
    await store.propose()
    await store.propose(draft_of(DRAFT.word, 8), 2)
    await store.propose(draft_of(DRAFT.word, 9), 3, per_day=0)
    assert [await find(update_id) for update_id in (1, 2, 3)] == [1, None, 1]
    await store.pass_day()
    assert await find(1) is None


async def test_a_person_has_a_daily_limit_and_a_reviewer_has_none(store: Store):
    async def kind(word: str, update_id: int, person: int = 7, per_day: int = 1) -> str:
        return (await store.propose(draft_of(word, person), update_id, per_day)).kind

    assert await kind("一一一", 1) == "new"
    assert await kind("二二二", 2) == "too_many"
    assert await kind("二二二", 3, person=8) == "new"
    assert await kind("三三三", 4, per_day=0) == "new"
    await store.decide("rejected", 5)
    await store.pass_day()
    assert await kind("四四四", 6) == "new"
    assert await kind("五五五", 7) == "too_many"


async def test_pending_proposals_are_limited_except_for_reviewers(store: Store):
    for i, word in enumerate(("一一一", "二二二", "三三三")):
        await store.propose(draft_of(word, i), i)
    assert (await store.propose(draft_of("四四四"), 9)).kind == "full"
    assert (await store.propose(draft_of("四四四"), 10, per_day=0)).kind == "new"


async def test_the_oldest_pending_proposals_come_first(store: Store):
    for i, word in enumerate(("一一一", "二二二", "三三三")):
        await store.propose(draft_of(word, i), i)
    await store.decide("rejected", 9)
    count, oldest = await store.custom_idioms.pending(1)
    assert (count, [proposal.id for proposal in oldest]) == (2, [2])


@pytest.mark.parametrize(("state", "bot_plays"), [("approved", False), ("bot_plays", True)])
async def test_an_approved_proposal_is_a_custom_idiom(
    store: Store, state: ProposalState, bot_plays: bool
):
    await store.propose()
    assert await store.decide(state, 5)
    custom = CustomIdiom(DRAFT.word, DRAFT.pinyin, MING.name, bot_plays, DRAFT.meaning)
    assert await store.custom_idioms.all() == (1, [custom])
    assert await store.custom_idioms.version() == 1
    assert await store.custom_idioms.get(1) == Proposal(1, DRAFT, state, "阿姐")
    assert await store.custom_idioms.pending(5) == (0, [])
    assert (await store.propose(update_id=2)).kind == "known"


async def test_a_rejected_word_is_not_a_custom_idiom_and_can_be_proposed_again(store: Store):
    await store.propose()
    assert await store.decide("rejected", 5)
    assert await store.custom_idioms.all() == (0, [])
    assert await store.propose(update_id=2) == ProposalResult("new", 2)


async def test_of_many_decisions_at_once_the_first_counts(store: Store):
    await store.propose()
    states: list[ProposalState] = ["rejected", "approved"]
    decided = await asyncio.gather(
        *(store.decide(states[i % 2], 100 + i, by=f"a{i}") for i in range(20))
    )
    [first] = [i for i, is_first in enumerate(decided) if is_first]
    proposal = await store.custom_idioms.get(1)
    assert proposal
    assert (proposal.by, proposal.state) == (f"a{first}", states[first % 2])
    assert await store.custom_idioms.version() == first % 2


async def test_the_update_that_decided_has_decided_when_it_comes_again(store: Store):
    await store.propose()
    assert await store.decide("approved", 5)
    assert await store.decide("approved", 5)
    assert not await store.decide("rejected", 6)
    assert await store.custom_idioms.version() == 1


async def test_the_bot_may_be_allowed_later_to_play_an_approved_idiom_only(store: Store):
    await store.propose()
    await store.propose(draft_of("二二二"), 2)
    await store.decide("approved", 5)
    await store.decide("rejected", 6, proposal_id=2)
    assert await store.decide("bot_plays", 7)
    assert not await store.decide("bot_plays", 8, proposal_id=2)
    version, custom_idioms = await store.custom_idioms.all()
    assert (version, [(c.word, c.bot_plays) for c in custom_idioms]) == (2, [("躺平摆烂", True)])


async def test_a_removed_idiom_cannot_be_brought_back_by_its_old_card(store: Store):
    remove = store.custom_idioms.remove
    await store.propose()
    await store.decide("approved", 5)
    assert await remove(DRAFT.word, by="老王", update_id=6)
    assert await remove(DRAFT.word, by="老王", update_id=6)
    assert not await remove(DRAFT.word, by="老王", update_id=7)
    assert not await store.decide("bot_plays", 8)
    assert await store.custom_idioms.all() == (2, [])
    assert await store.custom_idioms.get(1) == Proposal(1, DRAFT, "removed", "老王")
    assert (await store.propose(update_id=9)).kind == "new"


async def test_an_unknown_proposal_cannot_be_decided(store: Store):
    assert not await store.decide("approved", 5, proposal_id=99)
    assert await store.custom_idioms.all() == (0, [])


async def test_cards_are_remembered_once_each(store: Store):
    cards = [CardMessage(-200, 5), CardMessage(9, 6)]
    for card in (*cards, cards[0]):
        await store.custom_idioms.add_card(1, card)
    found = await store.custom_idioms.cards(1)
    assert len(found) == 2
    assert set(found) == set(cards)
    assert await store.custom_idioms.cards(2) == []
