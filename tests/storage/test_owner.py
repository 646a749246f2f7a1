import asyncio

import pytest

from bot.errors import StartError
from bot.storage.owner import claim_store, store_owner


async def test_the_first_bot_owns_the_store_at_every_start(redis):
    assert await store_owner(redis) is None
    await claim_store(redis, 123)
    await claim_store(redis, 123)
    assert await store_owner(redis) == 123


async def test_another_bot_is_refused_in_a_sentence_that_names_both(redis):
    await claim_store(redis, 123)
    with pytest.raises(StartError, match=r"belongs to bot 123, and this is bot 456: give it"):
        await claim_store(redis, 456)
    assert await store_owner(redis) == 123


async def test_of_two_bots_that_start_at_once_one_owns_the_store(redis):
    claims = (claim_store(redis, bot_id) for bot_id in (123, 456))
    outcomes = await asyncio.gather(*claims, return_exceptions=True)
    assert [type(outcome) for outcome in outcomes if outcome] == [StartError]
