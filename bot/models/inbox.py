"""Updates on their way from the platform to a worker."""

from dataclasses import dataclass, field

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
        chat_id: where it comes from; of one chat only so many updates are worked on at once.
        person_id: who sent it; of one person only so many updates may wait. 0: nobody.
        album: the media group that its message is a part of; empty: none.
    """

    update_id: int
    raw: str
    sender: str
    is_priority: bool = False
    in_group: bool = False
    game: Thread | None = None
    chat_id: int = 0
    person_id: int = 0
    album: str = ""


@dataclass(frozen=True, slots=True)
class ClaimedUpdate:
    """An update in the hands of one worker.

    Args:
        update_id: the platform's.
        raw: JSON.
        lease: `lease.attempts` counts the attempts that failed or ended their process, and this one.
        sent: the messages that earlier attempts sent for it: number and message id of each.
        share: whose share of the workers it uses: its chat's, or that of its chat's priority updates.
        outbox: replies that an earlier attempt left to be sent when the chat may be called; see
            `handlers/outbox.py`.
        parked_s: how long it was parked; None: it was not.
        parked_before: how many others of its chat were parked when it was claimed.
        refused: it is not handled, since so many of its sender wait; the sender is told.
        waited_s: since it was stored.
    """

    update_id: int
    raw: str
    lease: Lease
    sent: tuple[tuple[int, int], ...] = ()
    share: str = ""
    outbox: str = ""
    parked_s: float | None = None
    parked_before: int = 0
    refused: int = 0
    waited_s: float = field(default=0.0, compare=False)


@dataclass(frozen=True, slots=True)
class DeadUpdate:
    """An update that was given up: when (Unix time), and why."""

    update_id: int
    at_s: float
    reason: str
