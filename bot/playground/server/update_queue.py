"""The queue of updates: long polling, offsets and allowed_updates (Bot API: getUpdates)."""

import asyncio
from collections.abc import Callable

from bot.playground.server.api_error import BotApiError, conflict
from bot.playground.server.state import Json, ServerState

MAX_POLL_S = 50
_OPT_IN_KINDS = frozenset({"chat_member", "message_reaction", "message_reaction_count"})
"""Kinds that only a bot gets which names them in allowed_updates."""


class UpdateQueue:
    """Hands out updates to one poller or to the webhook.

    Args:
        state: holds the updates, so that a snapshot contains them.
    """

    def __init__(self, state: ServerState) -> None:
        self._state = state
        self._poll: asyncio.Future[None] | None = None
        self._listeners: list[Callable[[], None]] = []

    @property
    def is_polled(self) -> bool:
        """Does a getUpdates call wait for updates?"""
        return self._poll is not None

    def subscribe(self, listener: Callable[[], None]) -> None:
        """Call `listener` at each new update."""
        self._listeners.append(listener)

    def add(self, kind: str, content: Json) -> int | None:
        """Queue an update; returns its id, None where the bot did not ask for this kind."""
        allowed = self._state.allowed_updates
        if kind not in allowed if allowed else kind in _OPT_IN_KINDS:
            return None
        update_id = self._state.next_id()
        self._state.pending_updates.append({"update_id": update_id, kind: content})
        self._end_poll(None)
        for listener in self._listeners:
            listener()
        return update_id

    async def poll(self, offset: int, limit: int, timeout_s: float) -> list[Json]:
        """The updates from `offset` on, at once or as soon as one arrives.

        A second poll ends the first one with 409; with a webhook there is no polling.
        """
        if self._state.webhook is not None:
            raise conflict(
                "can't use getUpdates method while webhook is active; "
                "use deleteWebhook to delete the webhook first"
            )
        self._end_poll(
            conflict(
                "terminated by other getUpdates request; "
                "make sure that only one bot instance is running"
            )
        )
        self._confirm(offset)
        if not self._state.pending_updates and timeout_s > 0:
            await self._wait(min(timeout_s, MAX_POLL_S))
        return self._state.pending_updates[: limit if 1 <= limit <= 100 else 100]

    def drop(self, update_id: int) -> None:
        """Remove this update and those before it."""
        pending = self._state.pending_updates
        self._state.pending_updates = [u for u in pending if u["update_id"] > update_id]
        self._state.is_unsaved = True

    def close(self) -> None:
        """End a waiting poll without updates."""
        self._end_poll(None)

    def _confirm(self, offset: int) -> None:
        if offset < 0:
            self._state.pending_updates = self._state.pending_updates[offset:]
        elif offset > 0:
            self.drop(offset - 1)

    async def _wait(self, timeout_s: float) -> None:
        poll = asyncio.get_running_loop().create_future()
        self._poll = poll
        try:
            await asyncio.wait_for(poll, timeout_s)
        except TimeoutError:
            return
        finally:
            if self._poll is poll:
                self._poll = None

    def _end_poll(self, error: BotApiError | None) -> None:
        poll, self._poll = self._poll, None
        if poll is None or poll.done():
            return
        if error is None:
            poll.set_result(None)
        else:
            poll.set_exception(error)
