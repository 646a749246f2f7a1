"""Long documents whose senders were asked whether to go on."""

from typing import Protocol

from bot.models.summary_offer import SummaryOffer


class SummaryOffers(Protocol):
    """Keeps offers for a day; every method raises `errors.StorageDown`."""

    async def put(self, offer: SummaryOffer) -> str:
        """Keep an offer; return its id, for the buttons."""

    async def get(self, offer_id: str) -> SummaryOffer | None:
        """The offer; None where it is older than a day or never was."""

    async def take(self, offer_id: str, update_id: int) -> bool:
        """Let an update answer it; False where another one did."""
