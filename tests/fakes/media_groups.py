"""Media groups in memory."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from bot.models.inbox import IncomingUpdate
from bot.models.media_group import CollectedGroup


@dataclass
class _Group:
    person_id: int
    parts: dict[int, str] = field(default_factory=dict)
    at_ms: float = 0
    lead: int = 0
    members: tuple[int, ...] = ()


class FakeMediaGroups:
    """Implements `ports.media_groups.MediaGroups`; see tests/contracts. Nothing expires."""

    def __init__(
        self, *, complete_after_ms: int = 2000, now_ms: Callable[[], float] = lambda: 0
    ) -> None:
        self._complete_after_ms = complete_after_ms
        self._now_ms = now_ms
        self._groups: dict[tuple[int, str], _Group] = {}

    async def add(self, updates: Sequence[IncomingUpdate]) -> None:
        for update in updates:
            if not update.album:
                continue
            key = (update.chat_id, update.album)
            group = self._groups.setdefault(key, _Group(update.person_id))
            if update.update_id not in group.parts:
                group.parts[update.update_id] = update.raw
                group.at_ms = self._now_ms()

    async def collect(self, chat_id: int, album: str, update_id: int) -> CollectedGroup:
        group = self._groups.get((chat_id, album))
        if group is None or update_id not in group.parts:
            return CollectedGroup("single")
        if not group.lead:
            wait_ms = group.at_ms + self._complete_after_ms - self._now_ms()
            if wait_ms > 0:
                return CollectedGroup("wait", int(wait_ms))
            group.lead, group.members = update_id, tuple(sorted(group.parts))
        if update_id not in group.members:
            return CollectedGroup("single")
        if group.lead != update_id:
            return CollectedGroup("follow")
        return CollectedGroup("lead", parts=tuple(group.parts[part] for part in group.members))

    async def parts(self, chat_id: int, album: str) -> tuple[str, ...]:
        group = self._groups.get((chat_id, album))
        return tuple(group.parts[part] for part in sorted(group.parts)) if group else ()

    async def forget(self, chat_id: int, person_id: int) -> None:
        for key, group in list(self._groups.items()):
            if key[0] == chat_id and group.person_id == person_id:
                del self._groups[key]
