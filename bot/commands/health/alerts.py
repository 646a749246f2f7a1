"""Tells the review chat what is wrong, once, and when it is over; one replica of all tells."""

import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from bot.commands.health.conditions import HealthSnapshot, Thresholds, conditions, sentence_of
from bot.commands.health.durations import say_duration
from bot.errors import DeliveryError, DeliveryPostponed
from bot.models.chat import Language
from bot.models.health import ActiveAlert, AlertKind, CensorState
from bot.ports.chat import Messenger
from bot.ports.health import AlertMarks
from bot.texts import health as texts

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class HealthAlerts:
    """Checks the conditions and sends what changed.

    Args:
        take_snapshot: reads what conditions are decided from.
        marks: which alerts were told.
        censor: what this process knows of the censor.
        messenger: sends.
        chats: who is told: the review chat, or each admin in private.
        language_in: the language of such a chat.
        limits: from where on something is wrong.
    """

    take_snapshot: Callable[[], Awaitable[HealthSnapshot]]
    marks: AlertMarks
    censor: CensorState
    messenger: Messenger
    chats: tuple[int, ...]
    language_in: Callable[[int], Awaitable[Language]]
    limits: Thresholds

    async def check(self) -> None:
        """Check once. Called by the scheduler, in every replica; raises `errors.StorageDown`."""
        before = {alert.kind: alert for alert in await self.marks.active()}
        snapshot = await self.take_snapshot()
        found = conditions(snapshot, self.limits)
        if self.censor.is_closed is not None:
            found["censor_closed"] = self.censor.is_closed
        for kind, is_wrong in found.items():
            age_s = self.censor.age_s if kind == "censor_closed" else 0.0
            if is_wrong == (kind in before):
                continue
            if await self.marks.change(kind, is_wrong=is_wrong, age_s=age_s):
                log.warning("Alert %s: %s.", "begins" if is_wrong else "ends", kind)
                await self._tell(kind, snapshot, None if is_wrong else before[kind])

    async def _tell(
        self, kind: AlertKind, snapshot: HealthSnapshot, ended: ActiveAlert | None
    ) -> None:
        """Tell every chat; a begin that was put off for all of them is told at the next check."""
        is_put_off = is_told = False
        for chat_id in self.chats:
            language = await self.language_in(chat_id)
            sentence = _over(ended, language) if ended else sentence_of(snapshot, kind, language)
            if not sentence:
                return
            try:
                await self.messenger.send(chat_id, sentence)
                is_told = True
            except DeliveryError as error:
                is_put_off |= isinstance(error, DeliveryPostponed)
                log.warning("Chat %s could not be alerted.", chat_id)
        if is_put_off and not is_told and ended is None:
            await self.marks.forget(kind)


def _over(alert: ActiveAlert, language: Language) -> str:
    what, lasted = texts.NAMES[alert.kind], say_duration(alert.age_s, language)
    return texts.ENDED.to(language, what=what.to(language), lasted=lasted)
