"""Logs one line for each update that was handled: who, where, what and how long, never a text.

What nobody asked the bot for, such as talk in a group, is logged at DEBUG.
"""

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable

from bot.logs import request_fields
from bot.models.inbox import ClaimedUpdate
from bot.models.work import Outcome

log = logging.getLogger(__name__)


def logged(
    handle: Callable[[ClaimedUpdate], Awaitable[Outcome]],
) -> Callable[[ClaimedUpdate], Awaitable[Outcome]]:
    """`handle`, with the update's ids in each line that it logs and with a line at its end.

    The gate adds the chat and the person, the routes `what` was wanted, the error handler an `error`.
    """

    async def handle_logged(claimed: ClaimedUpdate) -> Outcome:
        with request_fields(update_id=claimed.update_id) as fields:
            if claimed.lease.attempts > 1:
                fields["attempt"] = claimed.lease.attempts
            began, ended = time.monotonic(), "failed"
            try:
                result = await handle(claimed)
                ended = result.kind
            except asyncio.CancelledError:
                ended = "cancelled"
                raise
            finally:
                if claimed.outbox:
                    fields.setdefault("what", "stored reply")
                level = logging.INFO if "what" in fields or ended != "done" else logging.DEBUG
                fields |= {"ended": ended, "took_ms": round((time.monotonic() - began) * 1000)}
                log.log(level, "An update was handled.", extra=fields)
            return result

    return handle_logged
