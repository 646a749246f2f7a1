"""What every store of offers to summarise does: the Redis store, and the fake of the tests."""

import pytest

from bot.models.chat import FileRef
from bot.models.summary_offer import SummaryOffer
from bot.ports.summary_offers import SummaryOffers
from bot.storage.summary_offers import RedisSummaryOffers
from tests.fakes.summary_offers import FakeSummaryOffers

FILE = SummaryOffer(1, 5, 40, "短一点", file=FileRef("f", "长.pdf", None))
LINK = SummaryOffer(1, 5, 40, "", url="https://example.org/a")
DIGEST = SummaryOffer(1, 5, 40, "今天", is_digest=True)


@pytest.fixture(params=["fake", "redis"])
def offers(request: pytest.FixtureRequest) -> SummaryOffers:
    if request.param == "fake":
        return FakeSummaryOffers()
    return RedisSummaryOffers(request.getfixturevalue("redis"))


@pytest.mark.parametrize("offer", [FILE, LINK, DIGEST], ids=["file", "link", "digest"])
async def test_an_offer_is_kept_as_it_is(offers, offer):
    assert await offers.get(await offers.put(offer)) == offer


async def test_an_unknown_offer_is_none(offers):
    assert await offers.get("ffff") is None


async def test_an_offer_is_taken_by_one_update_and_by_its_later_attempts(offers):
    offer_id = await offers.put(FILE)
    assert await offers.take(offer_id, 7)
    assert not await offers.take(offer_id, 8)
    assert await offers.take(offer_id, 7)
