"""Updates on their way from the platform to a worker."""

from dataclasses import dataclass

from bot.models.chat import Thread
from bot.models.work import Lease


@dataclass(frozen=True, slots=True)
class IncomingUpdate:
    """An update as the platform wrote it, and what it waits behind.

    Args:
        update_id: the platform's.
        raw: JSON.
        sender: ordering key: chat, topic and person.
        is_priority: it waits behind nothing.
        in_group: others may write into the same thread.
        game: while a game is on in this thread, it is ordered with everybody's messages there.
    """

    update_id: int
    raw: str
    sender: str
    is_priority: bool = False
    in_group: bool = False
    game: Thread | None = None


@dataclass(frozen=True, slots=True)
class ClaimedUpdate:
    """An update in the hands of one worker.

    `lease.attempts` counts attempts, this one included; an attempt that came further than the ones
    before it counts as the first. `sent` are the messages that earlier attempts sent for it: number
    and message id of each.
    """

    update_id: int
    raw: str
    lease: Lease
    sent: tuple[tuple[int, int], ...] = ()
