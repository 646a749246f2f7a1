"""Work items of a leased queue: the lease on one, how much a worker takes, how an attempt ended."""

from dataclasses import dataclass, field
from typing import Literal, NamedTuple

OutcomeKind = Literal["done", "retry", "requeue", "park", "dead_letter"]


@dataclass(frozen=True, slots=True)
class Outcome:
    """How an attempt at an item ended.

    `retry`: it failed and is due again after `delay_ms`; the attempt counts. `requeue`: the same,
    but the attempt does not count. `park`: the same, and others of its share may pass; those that are
    parked go on one after the other. An item without a share is parked with those of its lane that
    wait for the same (`waits_for`), until it is given back otherwise. `dead_letter`: it is given up
    for `reason`.
    """

    kind: OutcomeKind = "done"
    delay_ms: int = 0
    reason: str = ""
    waits_for: str = ""


@dataclass(slots=True)
class Lease:
    """The right to work on one item until it runs out.

    `token` is the fencing token: void as soon as another worker has claimed the item. The worker
    replaces it when it claims an item again whose attempt still runs here, so the attempt always
    holds the valid one. `attempts` counts claims, this one included. `queue` is the one that has the item.
    """

    item: str
    token: int
    attempts: int = 1
    is_priority: bool = False
    queue: str = field(default="", compare=False)


class Capacity(NamedTuple):
    """How many items a worker has room for; priority items have room of their own."""

    normal: int
    priority: int
