"""Long documents whose senders were asked whether to go on."""

import json
import secrets
from dataclasses import asdict

from bot.models.chat import FileRef
from bot.models.summary_offer import SummaryOffer
from bot.storage import keys
from bot.storage.connection import Redis
from bot.storage.known_fields import known


class RedisSummaryOffers:
    """Implements `ports.summary_offers.SummaryOffers`."""

    def __init__(self, redis: Redis) -> None:
        self._redis = redis

    async def put(self, offer: SummaryOffer) -> str:
        """Keep an offer for a day; return its id."""
        offer_id = secrets.token_hex(6)
        row = json.dumps(asdict(offer), ensure_ascii=False)
        await self._redis.set(keys.summary_offer(offer_id), row, ex=keys.SUMMARY_OFFER_S)
        return offer_id

    async def get(self, offer_id: str) -> SummaryOffer | None:
        """The offer, if it is still kept."""
        row = await self._redis.get(keys.summary_offer(offer_id))
        if row is None:
            return None
        fields = json.loads(row)
        file = known(FileRef, fields["file"]) if fields["file"] else None
        return known(SummaryOffer, fields | {"file": file})

    async def take(self, offer_id: str, update_id: int) -> bool:
        """Let an update answer it; the same update may take it again, after a crash."""
        key = keys.summary_offer(offer_id, "taken")
        await self._redis.set(key, update_id, nx=True, ex=keys.SUMMARY_OFFER_S)
        return await self._redis.get(key) == str(update_id)
