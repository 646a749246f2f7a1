"""Updates: kept until the bot has confirmed them (Bot API: getUpdates)."""

import asyncio
from collections.abc import Callable

from bot.playground.server.refusals import Refusal, conflict
from bot.playground.server.world import Json, World

MAX_POLL_S = 50
_ASKED_FOR_ONLY = frozenset({"chat_member", "message_reaction", "message_reaction_count"})
"""Kinds that come only to a bot that names them in allowed_updates."""


class Updates:
    """The queue of updates, drained by one poller or by the webhook.

    Args:
        world: keeps the queue itself, so that a snapshot has it.
    """

    def __init__(self, world: World) -> None:
        self._world = world
        self._waiting: asyncio.Future[None] | None = None
        self._news: list[Callable[[], None]] = []

    def on_news(self, tell: Callable[[], None]) -> None:
        """Call `tell` at each new update."""
        self._news.append(tell)

    def add(self, kind: str, content: Json) -> int | None:
        """Queue an update; return its id, or None where the bot did not ask for its kind."""
        allowed = self._world.allowed_updates
        if kind not in allowed if allowed else kind in _ASKED_FOR_ONLY:
            return None
        update_id = self._world.next_id()
        self._world.pending.append({"update_id": update_id, kind: content})
        self._end_waiting(None)
        for tell in self._news:
            tell()
        return update_id

    async def poll(self, offset: int, limit: int, timeout_s: float) -> list[Json]:
        """The updates from `offset` on, at once or as soon as one comes.

        A second poll ends the first one with 409; where a webhook is set there is no polling.
        """
        if self._world.webhook is not None:
            raise conflict(
                "can't use getUpdates method while webhook is active; "
                "use deleteWebhook to delete the webhook first"
            )
        self._end_waiting(
            conflict(
                "terminated by other getUpdates request; "
                "make sure that only one bot instance is running"
            )
        )
        self._confirm(offset)
        if not self._world.pending and timeout_s > 0:
            await self._wait(min(timeout_s, MAX_POLL_S))
        return self._world.pending[: limit if 1 <= limit <= 100 else 100]

    def drop(self, update_id: int) -> None:
        """Forget this update and those before."""
        self._world.pending = [u for u in self._world.pending if u["update_id"] > update_id]
        self._world.has_changed = True

    def close(self) -> None:
        """End a waiting poll without updates."""
        self._end_waiting(None)

    def _confirm(self, offset: int) -> None:
        if offset < 0:
            self._world.pending = self._world.pending[offset:]
        elif offset > 0:
            self.drop(offset - 1)

    async def _wait(self, timeout_s: float) -> None:
        waiting = asyncio.get_running_loop().create_future()
        self._waiting = waiting
        try:
            await asyncio.wait_for(waiting, timeout_s)
        except TimeoutError:
            return
        finally:
            if self._waiting is waiting:
                self._waiting = None

    def _end_waiting(self, error: Refusal | None) -> None:
        waiting, self._waiting = self._waiting, None
        if waiting is None or waiting.done():
            return
        if error is None:
            waiting.set_result(None)
        else:
            waiting.set_exception(error)
