"""The messages that grow in this process, and how long each pauses before its next edit."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from bot.models.flood import ChatRoom, FloodLimits


@dataclass(slots=True)
class _Growing:
    """How many messages grow in one chat, and how its last call ended."""

    count: int = 0
    wait_s: float = 0
    room: ChatRoom | None = None


class GrowingMessages:
    """Divides a chat's budget, and the overall one, between the growing messages of this process.

    Those of other replicas are not counted; the calls they take are missing in what the chat has left.
    """

    def __init__(self, limits: FloodLimits) -> None:
        self._limits = limits
        self._chats: dict[int | str, _Growing] = {}
        self._count = 0

    @contextmanager
    def growing(self, chat_id: int | str) -> Iterator[None]:
        """Inside the block one message more grows in the chat."""
        chat = self._chats.setdefault(chat_id, _Growing())
        chat.count += 1
        self._count += 1
        try:
            yield
        finally:
            chat.count -= 1
            self._count -= 1
            if not chat.count:
                del self._chats[chat_id]

    def count(self, chat_id: int | str) -> int:
        """How many messages grow in the chat."""
        chat = self._chats.get(chat_id)
        return chat.count if chat else 0

    def note(self, chat_id: int | str, wait_s: float, room: ChatRoom) -> None:
        """Remember the chat's last call: in how many seconds to ask again (0: granted), and what is left."""
        chat = self._chats.get(chat_id)
        if chat is not None:
            chat.wait_s, chat.room = wait_s, room

    def pause_s(self, chat_id: int | str) -> float:
        """How long each growing message of the chat pauses before its next edit."""
        chat = self._chats.get(chat_id)
        if chat is None or chat.room is None:
            return 0
        if chat.wait_s:
            return chat.wait_s
        pause_s = self._limits.of(chat_id).pause_s(chat.room, chat.count)
        return max(pause_s, self._limits.overall.pause_s(self._count))
