"""A cache of verdicts in front of a censor: each call costs quota, and texts are often sent again.

A personal account of Baidu has 5,000 calls in all (cloud.baidu.com/doc/ANTIPORN/s/akp5jtduq).
"""

import asyncio
import hashlib
import json
from bisect import bisect_left
from dataclasses import asdict, dataclass, field, replace

from bot.models.post import CensorHit, CensorVerdict
from bot.moderation.text_normaliser import NormalisedText, normalise
from bot.ports.llm import Cache
from bot.ports.posts import Censor

KEPT_S = 24 * 3600


@dataclass(frozen=True, slots=True)
class VerdictCache:
    """Asks `censor` once a day about texts with the same normalised form; failures are not cached.

    The key is a hash of the normalised text, never the text. Hits are stored by their positions in
    the normalised text, so they fit every text with that form. One text is looked up at a time, so that
    those that are asked about keep their order.

    Args:
        censor: judges.
        cache: shared by all replicas.
        name: of the censor, whose verdicts these are.
    """

    censor: Censor
    cache: Cache
    name: str
    _looking: asyncio.Lock = field(default_factory=asyncio.Lock, init=False, repr=False)

    async def check(self, text: str) -> CensorVerdict:
        """Judge `text`; raises a `errors.CensorError`."""
        plain = normalise(text)
        digest = hashlib.sha256(plain.text.encode("utf-8", "replace")).hexdigest()
        key = f"verdict:{self.name}:{digest}"
        async with self._looking:
            known = await self.cache.get(key)
        if known is not None:
            return _from_json(known, plain)
        verdict = await self.censor.check(text)
        await self.cache.set(key, _to_json(verdict, plain), KEPT_S)
        return verdict


def _to_json(verdict: CensorVerdict, plain: NormalisedText) -> str:
    hits = tuple(
        replace(
            hit,
            start=bisect_left(plain.origins, hit.start),
            end=bisect_left(plain.origins, hit.end),
        )
        for hit in verdict.hits
    )
    return json.dumps(asdict(replace(verdict, hits=hits)))


def _from_json(line: str, plain: NormalisedText) -> CensorVerdict:
    value = json.loads(line)
    hits = (CensorHit(**hit) for hit in value["hits"])
    return CensorVerdict(
        kind=value["kind"],
        provider=value["provider"],
        labels=tuple(value["labels"]),
        hits=tuple(
            CensorHit(*plain.span(hit.start, hit.end), hit.label)
            for hit in hits
            if hit.start < hit.end
        ),
    )
