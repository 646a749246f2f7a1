"""The job that posts the daily digest of a group at the hour that it has set.

A digest is claimed before it is made, so of several processes one posts it. What fails before
anything was sent, or whose process ends, is tried again for two hours.
"""

import asyncio
import logging
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from bot.commands.digest.commands import header
from bot.commands.digest.links import citing
from bot.commands.digest.spans import last_hours
from bot.commands.digest.switch import next_time
from bot.errors import ChatGone, DeliveryError, DeliveryPostponed, ModelError
from bot.models.chat import StyledText
from bot.models.chat_settings import may_write_unasked
from bot.models.language import Language
from bot.models.llm import Chunk
from bot.models.usage import Caller
from bot.ports.chat import GroupFacts, Messenger
from bot.ports.chat_log import ChatLog, DailyDigests
from bot.ports.chat_settings import ChatSettingsStore
from bot.ports.llm import Digester
from bot.streaming.growing_text import GrowingText

log = logging.getLogger(__name__)

_MIN_MESSAGES = 10
"""Fewer in a day people have read."""
_HOURS = 24
_AT_ONCE = 8
_AGAIN_S, _GIVEN_UP_AFTER_S = 900, 2 * 3600
_DAY_S = 24 * 3600
_SEND_WITHIN_S = 60


@dataclass(frozen=True, slots=True)
class DailyDigest:
    """Posts what is due; the calls count on the chat.

    Args:
        daily: what is due.
        settings: what the chats have set: the hour, quiet hours, the language.
        log: what was said.
        digester: writes.
        messenger: posts.
        facts: the group's name in links.
        zone: of the hours.
    """

    daily: DailyDigests
    settings: ChatSettingsStore
    log: ChatLog
    digester: Digester
    messenger: Messenger
    facts: GroupFacts
    zone: ZoneInfo

    async def tick(self) -> None:
        """Post every digest that is due; in quiet hours it waits for their end."""
        slots = asyncio.Semaphore(_AT_ONCE)

        async def run(chat_id: int, due_s: float) -> None:
            async with slots:
                await self._post_due(chat_id, due_s)

        await asyncio.gather(*(run(*each) for each in await self.daily.due()))

    async def _post_due(self, chat_id: int, due_s: float) -> None:
        settings = await self.settings.get(chat_id)
        hour = settings.digest.daily_hour if settings.digest else None
        if hour is None:
            await self.daily.schedule(chat_id, None)
            return
        now_s = await self.daily.now_s()
        if not may_write_unasked(settings, now_s, self.zone):
            return
        next_s = next_time(hour, now_s, self.zone)
        again_s = _again(now_s, next_s)
        if not await self.daily.claim(chat_id, due_s, again_s):
            return
        others = list[StyledText]()
        try:
            parts = await self._write(chat_id, now_s, settings.language or "zh")
            if parts:
                await self.messenger.send(chat_id, parts[0], wait_s=_SEND_WITHIN_S)
                others = parts[1:]
        except ChatGone:
            await self.daily.schedule(chat_id, None)
            await self.log.clear(chat_id)
            return
        except (ModelError, DeliveryPostponed) as error:
            log.info("The daily digest of %s was not made: %r", chat_id, error)
            return
        except DeliveryError as error:
            log.warning("The daily digest of %s was not sent: %r", chat_id, error)
        await self.daily.claim(chat_id, again_s, next_s)  # unless the hour was changed meanwhile
        await self._send_others(chat_id, others)

    async def _send_others(self, chat_id: int, others: list[StyledText]) -> None:
        """What follows the first message; its beginning was sent, so there is no other attempt."""
        for part in others:
            try:
                await self.messenger.send(chat_id, part, wait_s=_SEND_WITHIN_S)
            except DeliveryError as error:
                log.warning("The end of the digest of %s was not sent: %r", chat_id, error)

    async def _write(self, chat_id: int, now_s: float, language: Language) -> list[StyledText]:
        """The digest in messages; none where hardly anything was said."""
        span = last_hours(_HOURS, now_s)
        messages = span.of(await self.log.read(chat_id))
        if len(messages) < _MIN_MESSAGES:
            return []
        caller = Caller(chat_id, None, f"digest:{chat_id}:{int(now_s)}")
        await self.digester.check(caller)
        username = await self.facts.username(chat_id)
        text = GrowingText()
        text.append(header(span, messages, language) + "\n\n")
        digest = self.digester.digest(
            messages,
            cite=citing(chat_id, username, self.zone, language),
            zone=self.zone,
            caller=caller,
            language=language,
        )
        async for item in digest:
            if isinstance(item, Chunk):
                text.append(item.text)
        return text.final_parts()


def _again(now_s: float, next_s: float) -> float:
    """When a digest that is not made now is due: soon, or after two hours of that, the next one."""
    again_s = now_s + _AGAIN_S
    return again_s if again_s < next_s - _DAY_S + _GIVEN_UP_AFTER_S else next_s
