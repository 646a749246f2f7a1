"""Signs that an answer is under way while it has no text (docs/decisions/0074).

"typing…" comes first, since it is no message; a line of progress follows where the text takes longer.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from bot.ports.chat import Reply
from bot.work.tasks import cancel_and_wait

TYPING_AFTER_S = 0.25
"""Later than most answers that need no model, earlier than a person wonders."""
STATUS_AFTER_S = 3.0
"""Until a line of progress is shown, with the stop button."""
SILENCE_S = 20.0
"""Without any progress, after which people are told, and again after as long: about a quarter of the
time after which a silent model is given up (llm.silence_s, 90 s by default)."""
_TYPING_AGAIN_S = 5.0
"""For so long clients show it (Bot API: sendChatAction)."""
_TRY_AGAIN_S = 1.0


@asynccontextmanager
async def typing(reply: Reply) -> AsyncIterator[None]:
    """Inside the block "typing…" is shown, once the request is 0.25 s old."""
    task = asyncio.create_task(_type(reply))
    try:
        yield
    finally:
        await cancel_and_wait([task])


async def _type(reply: Reply) -> None:
    await asyncio.sleep(TYPING_AFTER_S - reply.age_s)
    while True:
        is_shown = await reply.show_typing()
        await asyncio.sleep(_TYPING_AGAIN_S if is_shown else _TRY_AGAIN_S)
