"""What the parts of the server share: one world and those who act in it."""

import time
from collections import deque
from dataclasses import dataclass, field

from bot.playground.server.faults import Faults
from bot.playground.server.limits import RateModel
from bot.playground.server.people import People
from bot.playground.server.places import Places
from bot.playground.server.updates import Updates
from bot.playground.server.webhook import WebhookSender
from bot.playground.server.world import Json, World

CALLS_KEPT = 10_000


@dataclass(slots=True)
class Service:
    """One server: its world, its bot's token, its rate model (None: no limits)."""

    world: World
    token: str
    limits: RateModel | None = None
    faults: Faults = field(default_factory=Faults)
    calls: deque[Json] = field(default_factory=lambda: deque(maxlen=CALLS_KEPT))
    updates: Updates = field(init=False)
    people: People = field(init=False)
    places: Places = field(init=False)
    webhook: WebhookSender = field(init=False)

    def __post_init__(self) -> None:
        self.updates = Updates(self.world)
        self.people = People(self.world, self.updates)
        self.places = Places(self.world, self.updates)
        self.webhook = WebhookSender(self.world, self.updates)

    def record(self, method: str, params: Json, error: str | None, began_s: float) -> None:
        """Keep a call for the log; `began_s` is seconds of the epoch."""
        self.calls.append(
            {
                "time_ms": round(began_s * 1000, 3),
                "took_ms": round((time.time() - began_s) * 1000, 3),
                "method": method,
                "params": params,
                "ok": error is None,
                "error": error,
            }
        )
