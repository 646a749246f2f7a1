"""Sends the answers to moves that a busy group could not get one by one, several in a message.

A group may get 20 calls a minute. The first answers go at once, further ones at a distance that the
budget allows, and what comes between them waits and goes together (docs/decisions/0035).
"""

import asyncio
import logging
from typing import TypedDict

from bot.commands.idiom.renderer import buttons
from bot.errors import ChatGone, DeliveryError
from bot.models.chat import Thread
from bot.models.game import WaitingAnswer
from bot.ports.chat import Messenger
from bot.ports.games import AnswerQueue
from bot.streaming.bold import with_bold

_log = logging.getLogger(__name__)

WINDOW_S = 60.0
_TICK_S = 1.0
_MAX_CHARS = 3500
"""Of a message (Bot API: 4,096), its marks of bold text included."""


class Pace(TypedDict):
    """So many answers in `window_s` go at once; between further ones there are `gap_s`."""

    at_once: int
    window_s: float
    gap_s: float


def pace_of(calls_per_min: int) -> Pace:
    """A pace that leaves a group something of its budget for other calls.

    Of 20 calls a minute, 4 answers and then one each 4 s take 18.

    >>> pace_of(20)
    {'at_once': 4, 'window_s': 60.0, 'gap_s': 4.0}
    """
    at_once = max(1, calls_per_min // 5)
    return Pace(at_once=at_once, window_s=WINDOW_S, gap_s=80 / calls_per_min)


class PacedAnswers:
    """Sends what waits, when it may go.

    Args:
        queue: the answers that wait.
        messenger: sends to the group.
    """

    def __init__(self, queue: AnswerQueue, messenger: Messenger) -> None:
        self._queue = queue
        self._messenger = messenger
        self._sending: dict[Thread, asyncio.Task[None]] = {}

    async def tick(self) -> None:
        """Send what may go now; a group that cannot be called holds up no other."""
        for thread in await self._queue.waiting():
            if thread not in self._sending:
                self._sending[thread] = asyncio.create_task(self._send_waiting(thread))
        if self._sending:
            await asyncio.wait(self._sending.values(), timeout=_TICK_S)
        for thread, task in list(self._sending.items()):
            if task.done():
                del self._sending[thread]
                await task

    async def _send_waiting(self, thread: Thread) -> None:
        answers = await self._queue.take(thread)
        if answers:
            await self._send(thread, answers)

    async def _send(self, thread: Thread, answers: list[WaitingAnswer]) -> None:
        together = _first_that_fit(answers)
        newest, count = together[-1], 0
        try:
            await self._messenger.send(
                thread.chat_id,
                with_bold("\n".join(answer.text for answer in together)),
                topic_id=thread.topic_id,
                keyboard=buttons(newest, newest.language),
            )
            count = len(together)
        except ChatGone:
            count = len(answers)
        except DeliveryError as error:
            _log.warning("Answers to moves in %s wait on: %s", thread.key, error)
        await self._queue.sent(thread, count)


def _first_that_fit(answers: list[WaitingAnswer]) -> list[WaitingAnswer]:
    """As many as a message holds, at least one."""
    chars, count = 0, 0
    for answer in answers:
        chars += len(answer.text) + 1
        if count and chars > _MAX_CHARS:
            break
        count += 1
    return answers[:count]
