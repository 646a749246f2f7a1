"""/deadletter inbox: reviewers look at updates that were given up, try one again, or forget them."""

from dataclasses import dataclass
from datetime import datetime, timedelta, timezone

from bot.errors import PostError
from bot.models.chat import Request
from bot.ports.chat import Reply
from bot.ports.inbox import DeadUpdates
from bot.texts import administration as texts

_SHOWN = 20
_BEIJING = timezone(timedelta(hours=8))


@dataclass(frozen=True, slots=True)
class DeadUpdateCommands:
    """The dead letter of the inbox; the caller has asked for the sender's right."""

    updates: DeadUpdates

    async def run(self, arguments: str, request: Request, reply: Reply) -> None:
        """Without arguments list them; `retry ID`: handle one again; `clear`: forget them."""
        verb, _, rest = arguments.partition(" ")
        if not verb:
            await self._list(request, reply)
        elif verb.lower() == "clear":
            count = await self.updates.clear_dead()
            await reply.send(texts.DEAD_UPDATES_CLEARED.to(request.language, count=count))
        elif verb.lower() == "retry" and rest.strip().isdecimal():
            await self._retry(int(rest), request, reply)
        else:
            raise PostError(texts.DEAD_UPDATES_USAGE)

    async def _list(self, request: Request, reply: Reply) -> None:
        dead = await self.updates.dead(_SHOWN)
        if not dead:
            await reply.send(texts.NO_DEAD_UPDATES.to(request.language))
            return
        count = await self.updates.count_dead()
        lines = [
            texts.DEAD_UPDATE_LINE.to(
                request.language,
                id=update.update_id,
                at=datetime.fromtimestamp(update.at_s, _BEIJING).strftime("%m-%d %H:%M:%S"),
                reason=update.reason,
            )
            for update in dead
        ]
        head = texts.DEAD_UPDATES.to(request.language, count=count)
        await reply.send("\n".join((head, *lines)))

    async def _retry(self, update_id: int, request: Request, reply: Reply) -> None:
        if not await self.updates.retry_dead(update_id):
            raise PostError(texts.NOT_A_DEAD_UPDATE, id=update_id)
        await reply.send(texts.DEAD_UPDATE_RETRIED.to(request.language, id=update_id))
