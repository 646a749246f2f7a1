"""Media groups (albums): messages that were sent together and arrive as separate updates."""

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class CollectedGroup:
    """What the update of one part of a media group has to do.

    `wait`: come back after `wait_ms`; parts may be under way still. `lead`: the group is complete, and
    this update is handled for all of it, also by a further attempt. `follow`: another update is.
    `single`: it is handled alone, since it came after the group was complete, or the group is not known.

    `parts`: for the one that leads, the raw updates of the whole group in their order, its own included.
    """

    role: Literal["wait", "lead", "follow", "single"]
    wait_ms: int = 0
    parts: tuple[str, ...] = ()
