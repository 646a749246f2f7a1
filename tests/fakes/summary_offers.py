"""Offers to summarise long documents, in memory."""

from bot.models.summary_offer import SummaryOffer


class FakeSummaryOffers:
    """Implements `ports.summary_offers.SummaryOffers`; see tests/contracts."""

    def __init__(self) -> None:
        self.offers: dict[str, SummaryOffer] = {}
        self.taken: dict[str, int] = {}

    async def put(self, offer: SummaryOffer) -> str:
        offer_id = str(len(self.offers))
        self.offers[offer_id] = offer
        return offer_id

    async def get(self, offer_id: str) -> SummaryOffer | None:
        return self.offers.get(offer_id)

    async def take(self, offer_id: str, update_id: int) -> bool:
        return self.taken.setdefault(offer_id, update_id) == update_id
