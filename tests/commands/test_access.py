"""Whom the bot serves."""

import pytest

from bot.commands.access import Access
from tests.fakes.chat import FakeChatMigrations, FakePermissions

ADMIN, ALICE, BOB, EVE = 1, 2, 3, 4
GROUP, OTHER, REVIEW = -10, -20, -30
BECAME, SUPERGROUP = -40, -1_000_000_000_040
PERMISSIONS = FakePermissions(reviewers=frozenset({ADMIN}))


def access(**lists: set[int]) -> Access:
    frozen = {name: frozenset(ids) for name, ids in lists.items()}
    migrations = FakeChatMigrations([(BECAME, SUPERGROUP)])
    return Access(PERMISSIONS, migrations, own_chats=frozenset({REVIEW}), **frozen)


async def test_without_lists_everybody_is_served():
    assert await access().allows(GROUP, BOB)
    assert await access().allows(BOB, BOB)


async def test_a_listed_chat_serves_all_its_members_and_others_nobody():
    lists = access(chats={GROUP})
    assert await lists.allows(GROUP, BOB)
    assert await lists.allows(GROUP, GROUP), "an anonymous administrator"
    assert not await lists.allows(OTHER, BOB)


async def test_a_listed_person_is_served_everywhere():
    lists = access(users={ALICE})
    assert await lists.allows(OTHER, ALICE)
    assert await lists.allows(ALICE, ALICE)
    assert not await lists.allows(OTHER, BOB)


async def test_a_private_chat_needs_the_list_of_users():
    assert not await access(chats={GROUP, BOB}).allows(BOB, BOB)


@pytest.mark.parametrize("chat_id", [GROUP, ALICE, REVIEW])
async def test_a_blocked_person_is_served_nowhere(chat_id):
    assert not await access(chats={GROUP}, users={ALICE}, blocked={ALICE}).allows(chat_id, ALICE)


async def test_a_blocked_chat_serves_nobody():
    assert not await access(chats={GROUP}, users={ALICE}, blocked={GROUP}).allows(GROUP, ALICE)


async def test_admins_and_the_chats_of_reviews_always_pass():
    lists = access(users={ALICE}, blocked={ADMIN, GROUP})
    assert await lists.allows(GROUP, ADMIN)
    assert await lists.allows(ADMIN, ADMIN)
    assert await lists.allows(REVIEW, BOB)


async def test_a_listed_group_stays_listed_as_a_supergroup():
    assert await access(chats={BECAME}).allows(SUPERGROUP, BOB)
    assert not await access(blocked={BECAME}).allows(SUPERGROUP, BOB)
