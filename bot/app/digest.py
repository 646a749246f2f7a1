"""Builds the digests of groups, and /privacy, which says what is kept."""

from dataclasses import dataclass

from bot.app.core import Core
from bot.app.llm import model_service
from bot.commands.digest.commands import DigestCommand
from bot.commands.digest.daily import DailyDigest
from bot.commands.digest.membership import DigestMembership
from bot.commands.digest.switch import DigestSwitch
from bot.commands.privacy import PrivacyCommand
from bot.commands.stoppable_answer import AnswerStreams
from bot.handlers.application import TelegramApp
from bot.handlers.group_facts import TelegramGroupFacts
from bot.settings import Settings
from bot.storage.chat_log.chat_log import RedisChatLog
from bot.storage.chat_log.daily_digests import RedisDailyDigests
from bot.storage.chat_settings.chat_settings import RedisChatSettings
from bot.storage.summary_offers import RedisSummaryOffers


@dataclass(frozen=True, slots=True)
class DigestServices:
    """The parts of the digest that the rest of the bot uses."""

    log: RedisChatLog
    command: DigestCommand
    membership: DigestMembership
    switch: DigestSwitch
    daily: DailyDigest
    privacy: PrivacyCommand


def build_digest_services(
    settings: Settings, core: Core, streams: AnswerStreams, telegram: TelegramApp
) -> DigestServices:
    """Build the services."""
    redis, digester = core.redis, core.llm.digester
    facts, messenger = TelegramGroupFacts(telegram.bot), telegram.messenger
    log, daily, chat_settings = (
        RedisChatLog(redis),
        RedisDailyDigests(redis),
        RedisChatSettings(redis),
    )
    zone, service = settings.zone, model_service(settings)
    return DigestServices(
        log,
        DigestCommand(
            *(log, daily.now_s, digester, streams, facts, zone), RedisSummaryOffers(redis)
        ),
        DigestMembership(log),
        DigestSwitch(log, daily, chat_settings, facts, service, zone),
        DailyDigest(daily, chat_settings, log, digester, messenger, facts, zone),
        PrivacyCommand(
            service,
            exchanges=settings.memory.keep,
            document_hours=settings.documents.keep_hours,
            is_censored_by_baidu=settings.censor_provider == "baidu",
        ),
    )
