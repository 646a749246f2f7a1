"""What happens when the digest of a group is switched on or off, and when the bot leaves the group."""

from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.models.chat import ButtonPress, Person, Request
from bot.models.chat_log import LOGGED_HOURS, MAX_LOGGED
from bot.models.chat_settings import ChatSettings, GroupDigest
from bot.models.language import Language
from bot.models.model_service import ModelService
from bot.ports.chat import GroupFacts, Reply
from bot.ports.chat_log import ChatLog, DailyDigests
from bot.ports.chat_settings import ChatSettingsStore
from bot.texts import digest as texts


@dataclass(frozen=True, slots=True)
class DigestSwitch:
    """Tells the group, and deletes what was kept.

    Args:
        log: what was said.
        daily: when digests are posted.
        settings: what the chats have set.
        facts: whether the bot sees the messages of a group.
        service: who reads them.
        zone: of the hour of a daily digest.
    """

    log: ChatLog
    daily: DailyDigests
    settings: ChatSettingsStore
    facts: GroupFacts
    service: ModelService
    zone: ZoneInfo

    async def announce(
        self, cause: Request | ButtonPress, after: ChatSettings, reply: Reply
    ) -> None:
        """Tell the group before anything is kept; raises `DeliveryError` where it cannot be told."""
        before, now, language = cause.settings.digest, after.digest, cause.language
        if now is None or now == before:
            return
        if before is None:
            await reply.send(await self._notice(cause.thread.chat_id, now, language))
        elif now.daily_hour is None:
            await reply.send(texts.NOW_WHEN_ASKED.to(language))
        else:
            await reply.send(texts.NOW_DAILY.to(language, hour=now.daily_hour))

    async def chosen(self, cause: Request | ButtonPress, after: ChatSettings, reply: Reply) -> None:
        """Delete everything where it is off now; doing it twice does no harm."""
        chat_id, now = cause.thread.chat_id, after.digest
        hour = now.daily_hour if now else None
        now_s = await self.daily.now_s()
        due_s = None if hour is None else next_time(hour, now_s, self.zone)
        await self.daily.schedule(chat_id, due_s)
        if now is None:
            await self.log.clear(chat_id)
            if cause.settings.digest is not None:
                await reply.send(texts.SWITCHED_OFF.to(cause.language))

    async def left(self, chat_id: int, by: Person) -> None:
        """The bot was removed from a group: delete what was kept, and post nothing there.

        Should it come back, nothing is kept or posted until somebody switches it on again.
        """
        before = await self.settings.get(chat_id)
        after = replace(before, digest=None, puzzle_hour=None)
        await self.settings.change(chat_id, before, after, by=by)
        await self.daily.schedule(chat_id, None)
        await self.log.clear(chat_id)

    async def _notice(self, chat_id: int, digest: GroupDigest, language: Language) -> str:
        notice = texts.SWITCHED_ON.to(
            language,
            count=MAX_LOGGED,
            hours=LOGGED_HOURS,
            who_reads=who_reads(self.service, language),
        )
        if digest.daily_hour is not None:
            notice += texts.DAILY_FROM_NOW.to(language, hour=digest.daily_hour)
        if not await self.facts.hears_all(chat_id):
            notice += texts.PRIVACY_MODE.to(language)
        return notice


def who_reads(service: ModelService, language: Language) -> str:
    """Which service gets texts."""
    return texts.WHO_READS[service.provider].to(language, host=service.host, model=service.model)


def next_time(hour: int, now_s: float, zone: ZoneInfo) -> float:
    """When it is `hour` o'clock next.

    >>> next_time(21, 0, ZoneInfo("UTC")) / 3600
    21.0
    """
    now = datetime.fromtimestamp(now_s, zone)
    day = now.date() if now.hour < hour else now.date() + timedelta(days=1)
    return datetime.combine(day, time(hour), zone).timestamp()
