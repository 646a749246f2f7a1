"""Answers streamed into chats behind a flood budget, in virtual time, and what their readers see.

The real editor and limiter; the server refuses what the strict Bot API server's rate model refuses.
"""

import asyncio
from collections.abc import Awaitable, Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from telegram.error import RetryAfter

from bot.errors import DeliveryPostponed
from bot.handlers.rate_limiter import COSMETIC, SIGN, CallDropped, FloodRateLimiter
from bot.models.chat import Keyboard, StyledText
from bot.playground.server.api_error import BotApiError
from bot.playground.server.rate_limits import RateLimits
from bot.ports.flood_budget import FloodBudget
from bot.streaming.editor import StreamEditor
from tests.fakes.chat import FakeReply

TOKENS_PER_S = 30
TOKEN = "字，"


class Server:
    """Takes calls through the limiter; `times`: when each arrived; `refused`: answered with 429."""

    def __init__(self, budget: FloodBudget, call_s: float = 0) -> None:
        self.budget = budget
        self.call_s = call_s
        self.times: list[float] = []
        self.refused = 0
        self._limiter = FloodRateLimiter(budget)
        self._rates = RateLimits(asyncio.get_running_loop().time)

    async def call(self, chat_id: int, *, cosmetic: bool = False, sign: bool = False) -> bool:
        """False where the limiter dropped the call."""

        async def callback() -> bool:
            self.times.append(asyncio.get_running_loop().time())
            try:
                self._rates.check(chat_id)
            except BotApiError as error:
                self.refused += 1
                raise RetryAfter(error.parameters["retry_after"]) from error
            await asyncio.sleep(self.call_s)
            return True

        mark = SIGN if sign else COSMETIC if cosmetic else None
        data: dict[str, Any] = {"chat_id": chat_id}
        try:
            await self._limiter.process_request(callback, (), {}, "editMessageText", data, mark)
        except CallDropped:
            return False
        return True


class BudgetedReply(FakeReply):
    """A chat on that server; notes how many characters it showed when."""

    def __init__(self, server: Server, chat_id: int) -> None:
        super().__init__()
        self._server, self._chat_id = server, chat_id
        self.shown: list[tuple[float, int]] = []
        self.dropped = 0

    @contextmanager
    def growing(self) -> Iterator[None]:
        with self._server.budget.growing(self._chat_id):
            yield

    @property
    def pause_s(self) -> float:
        return self._server.budget.pause_s(self._chat_id)

    @pause_s.setter
    def pause_s(self, _: float) -> None: ...

    async def show_typing(self) -> bool:
        is_shown = await self._server.call(self._chat_id, sign=True)
        if is_shown:
            await super().show_typing()
        return is_shown

    async def send_now(self, text: str | StyledText, *, sign: bool = False, **options: Any) -> int:
        if not await self._server.call(self._chat_id, sign=sign):
            raise DeliveryPostponed
        message_id = await super().send_now(text, **options)
        self._note()
        return message_id

    async def edit(
        self,
        message_id: int,
        text: str | StyledText,
        *,
        keyboard: Keyboard = (),
        cosmetic: bool = False,
    ) -> bool:
        if not await self._server.call(self._chat_id, cosmetic=cosmetic):
            self.dropped += 1
            return False
        is_done = await super().edit(message_id, text, keyboard=keyboard)
        self._note()
        return is_done

    def _note(self) -> None:
        self.shown.append((asyncio.get_running_loop().time(), sum(map(len, self.texts))))


@dataclass(frozen=True, slots=True)
class SeenAnswer:
    """What the reader of one answer sees.

    Args:
        first_s: until the first text.
        mean_delay_s: of a character, from being written to being shown.
        late_s: how long after the last character the whole answer was there.
        calls: made for it.
        dropped: cosmetic edits that were not made.
    """

    first_s: float
    mean_delay_s: float
    late_s: float
    calls: int
    dropped: int


Writer = Callable[[BudgetedReply, int], Awaitable[None]]


async def stream(reply: BudgetedReply, tokens: int) -> None:
    """The bot's way."""
    async with StreamEditor(reply) as editor:
        for _ in range(tokens):
            editor.append(TOKEN)
            await asyncio.sleep(1 / TOKENS_PER_S)
        await editor.finish()


async def answers_at_once(
    server: Server, chat_ids: Sequence[int], seconds: float, write: Writer = stream
) -> list[SeenAnswer]:
    """Write an answer of so many seconds into each chat, all at once."""
    replies = [BudgetedReply(server, chat_id) for chat_id in chat_ids]
    tokens = int(seconds * TOKENS_PER_S)
    started = asyncio.get_running_loop().time()
    await asyncio.gather(*(write(reply, tokens) for reply in replies))
    return [_seen(reply, tokens, started) for reply in replies]


def _seen(reply: BudgetedReply, tokens: int, started: float) -> SeenAnswer:
    delays = []
    for index in range(tokens * len(TOKEN)):
        written = started + (index // len(TOKEN)) / TOKENS_PER_S
        seen = next(at for at, count in reply.shown if count > index and at >= written)
        delays.append(seen - written)
    return SeenAnswer(
        first_s=next(at for at, count in reply.shown if count > 1) - started,
        mean_delay_s=sum(delays) / len(delays),
        late_s=reply.shown[-1][0] - started - tokens / TOKENS_PER_S,
        calls=len(reply.shown),
        dropped=reply.dropped,
    )
