"""Updates on their way from the platform to a worker."""

from dataclasses import dataclass
from typing import Literal

from bot.models.chat import Thread


@dataclass(frozen=True, slots=True)
class IncomingUpdate:
    """An update as the platform wrote it, and what it waits behind.

    Args:
        update_id: the platform's.
        raw: JSON.
        sender: whose order it keeps: chat, topic and person.
        overtakes: it waits behind nothing.
        game: while a game is on in this thread, it is ordered with everybody's messages there.
    """

    update_id: int
    raw: str
    sender: str
    is_priority: bool = False
    game: Thread | None = None


@dataclass(frozen=True, slots=True)
class ClaimedUpdate:
    """An update in the hands of one worker.

    `token` fences: it is void as soon as another worker holds the update. `attempts` counts tries,
    this one included; a try that got further than those before it was no failed one. `sent` are
    the messages that earlier tries sent for it: by number, their ids.
    """

    update_id: int
    raw: str
    is_priority: bool
    token: int
    attempts: int
    sent: tuple[tuple[int, int], ...] = ()


Verb = Literal["done", "again", "back", "bury"]


@dataclass(frozen=True, slots=True)
class Outcome:
    """How the handling ended: done, to be tried again, given back untried, or buried."""

    verb: Verb = "done"
    delay_ms: int = 0
    reason: str = ""
