"""The composition root: builds the whole bot from its settings."""

import hashlib
import logging
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager

from bot.app.alerts import build_alerts
from bot.app.chat_settings import build_settings_commands
from bot.app.commands import Services
from bot.app.core import Core, open_core
from bot.app.digest import DigestServices, build_digest_services
from bot.app.documents import build_document_answers, build_source_documents
from bot.app.group_bot import GroupBot
from bot.app.idiom import IdiomServices, build_idiom_services
from bot.app.posts import PostServices, open_post_services
from bot.app.routes import build_routes
from bot.app.traditional import to_traditional
from bot.app.usage import build_access, build_quota
from bot.commands.export import ExportCommand
from bot.commands.stoppable_answer import AnswerStreams
from bot.errors import StartError
from bot.handlers.application import TelegramApp, UpdateInbox
from bot.handlers.command_menu import register_menu
from bot.handlers.gate import Gate
from bot.handlers.group_recorder import GroupRecorder
from bot.handlers.permissions import TelegramPermissions
from bot.handlers.rate_limiter import FloodRateLimiter
from bot.handlers.routes import HandlerTable
from bot.handlers.webhook import ANNOUNCE_MS, WebhookAddress
from bot.models.flood import FloodLimits
from bot.ports.chat import ChatMigrations
from bot.ports.flood_budget import FloodBudget
from bot.ports.inbox import LeaderLease
from bot.settings import Settings
from bot.storage.answers import RedisAnswers
from bot.storage.awaited_inputs import RedisAwaitedInputs
from bot.storage.chat_migration import RedisChatMigrations
from bot.storage.chat_settings.chat_settings import RedisChatSettings
from bot.storage.connection import Redis
from bot.storage.flood.flood_budget import RedisFloodBudget
from bot.storage.flood.local_flood_budget import LocalFloodBudget
from bot.storage.history.running_summaries import RedisRunningSummaries
from bot.storage.inbox.inbox import RedisInbox
from bot.storage.inbox.partitions import PartitionedInbox, open_inbox
from bot.storage.leases.leader_lease import RedisLeaderLease
from bot.storage.media_groups.media_groups import RedisMediaGroups
from bot.storage.notices import RedisNotices
from bot.storage.persona_inputs import RedisPersonaInputs
from bot.storage.summary_offers import RedisSummaryOffers
from bot.storage.usernames import RedisUsernames
from bot.storage.webhook_secret import shared_secret
from bot.texts import use_traditional

log = logging.getLogger(__name__)


@asynccontextmanager
async def open_bot(settings: Settings) -> AsyncIterator[GroupBot]:
    """Build every part and connect; raises StartError where a part cannot start.

    What a model needs is imported here, before the first update is received.
    """
    use_traditional(to_traditional)
    token = settings.secrets.telegram_bot_token
    if token is None:
        raise StartError("TELEGRAM_BOT_TOKEN is not set.")
    async with AsyncExitStack() as stack:
        enter = stack.enter_async_context
        core = await enter(open_core(settings))
        redis, llm, history = core.redis, core.llm, core.history
        migrations = RedisChatMigrations(redis)
        inbox = await _inbox(settings, redis)
        telegram = _telegram_app(settings, token.get_secret_value(), redis, migrations, inbox)
        permissions = _permissions(settings, telegram, migrations)
        messenger = telegram.messenger
        posts = await enter(
            open_post_services(settings, redis, messenger, permissions, llm.polisher, inbox)
        )
        stack.push_async_callback(telegram.close)
        await telegram.connect()
        hears_groups = telegram.receives_group_messages
        idiom = build_idiom_services(
            *(settings, core, messenger, permissions, posts.review.cards.language_in),
            hears_groups=hears_groups,
        )
        streams = AnswerStreams(core.cancel_scopes, RedisAnswers(redis))
        digest = build_digest_services(settings, core, streams, telegram)
        services = Services(
            llm=llm,
            history=history,
            idiom=idiom,
            posts=posts,
            permissions=permissions,
            answer_streams=streams,
            documents=build_source_documents(settings, redis, core.documents),
            document_answers=build_document_answers(settings, llm),
            summary_offers=RedisSummaryOffers(redis),
            quota=build_quota(settings, redis, core.usage, permissions),
            export=ExportCommand(history, RedisRunningSummaries(redis), permissions, messenger),
            settings=build_settings_commands(
                settings, redis, permissions, hears_groups=hears_groups
            ),
            awaited_inputs=RedisAwaitedInputs(redis),
            notices=RedisNotices(redis),
            choices=settings.answer_choices,
            images=core.documents,
            persona_inputs=RedisPersonaInputs(redis),
            digest=digest,
            health=core.health,
        )
        _register_handlers(telegram, services, permissions, migrations)
        _gate(settings, redis, telegram, permissions, migrations).register(telegram.application)
        review_chat_id = await _current_review_chat(settings, migrations)
        await register_menu(telegram.bot, await permissions.reviewers(), review_chat_id)
        yield await _group_bot(settings, core, telegram, posts, idiom, digest)


async def _group_bot(
    settings: Settings,
    core: Core,
    telegram: TelegramApp,
    posts: PostServices,
    idiom: IdiomServices,
    digest: DigestServices,
) -> GroupBot:
    webhook = await _webhook(settings, core.redis)
    leader_lease = _leader_lease(core.redis, webhook, settings.telegram.takeover_s)
    alerts = build_alerts(settings, core.health, posts, telegram.messenger)
    return GroupBot(core, telegram, webhook, leader_lease, posts, idiom, digest, alerts)


def _telegram_app(
    settings: Settings, token: str, redis: Redis, migrations: ChatMigrations, inbox: UpdateInbox
) -> TelegramApp:
    return TelegramApp(
        token,
        settings.telegram.base_url,
        FloodRateLimiter(_flood_budget(settings, redis)),
        migrations,
        inbox,
        settings.telegram.takeover_s,
        RedisChatSettings(redis),
        RedisMediaGroups(redis),
    )


def _permissions(
    settings: Settings, telegram: TelegramApp, migrations: ChatMigrations
) -> TelegramPermissions:
    moderation = settings.moderation
    return TelegramPermissions(
        telegram.bot, moderation.admins, moderation.review_chat_id, migrations
    )


def _gate(
    settings: Settings,
    redis: Redis,
    telegram: TelegramApp,
    permissions: TelegramPermissions,
    migrations: ChatMigrations,
) -> Gate:
    access = build_access(settings, permissions, migrations)
    return Gate(access, RedisUsernames(redis), telegram.replies)


def _register_handlers(
    telegram: TelegramApp,
    services: Services,
    permissions: TelegramPermissions,
    migrations: ChatMigrations,
) -> None:
    """Give PTB the routes."""
    routes = build_routes(
        services,
        migrations.migrate,
        receives_group_messages=telegram.receives_group_messages,
    )
    table = HandlerTable(routes, telegram.replies, permissions)
    table.register(telegram.application)
    GroupRecorder(services.digest.log).register(telegram.application)
    telegram.edit_arrived = table.edit_arrived


async def _current_review_chat(settings: Settings, migrations: ChatMigrations) -> int | None:
    """The review chat as it is now; the log names the chats of the settings that have a new id."""
    moderation, current = settings.moderation, {}
    for key in ("review_chat_id", "publish_chat_id"):
        chat_id: int | None = getattr(moderation, key)
        current[key] = None if chat_id is None else await migrations.current(chat_id)
        if current[key] != chat_id:
            log.warning(
                "moderation.%s is %s, a group that became the supergroup %s: it is used in its place.",
                *(key, chat_id, current[key]),
            )
    return current["review_chat_id"]


async def _inbox(settings: Settings, redis: Redis) -> RedisInbox | PartitionedInbox:
    limit = settings.budget.person_waiting if settings.budget else None
    lease_ms = int(settings.telegram.takeover_s * 1000)
    return await open_inbox(redis, lease_ms=lease_ms, person_waiting=limit)


def _flood_budget(settings: Settings, redis: Redis) -> FloodBudget:
    limits = settings.telegram.limits
    if limits is None:
        return LocalFloodBudget(None)
    return RedisFloodBudget(redis, FloodLimits(**limits.model_dump()))


def _leader_lease(redis: Redis, webhook: WebhookAddress | None, takeover_s: float) -> LeaderLease:
    """The right to poll, or to call setWebhook."""
    if webhook is None:
        return RedisLeaderLease(redis, "polling", lease_ms=int(takeover_s * 2 / 3 * 1000))
    # A new URL or secret needs a new call, so it has a lease of its own.
    digest = hashlib.sha256(f"{webhook.url} {webhook.secret_token}".encode()).hexdigest()
    return RedisLeaderLease(redis, f"webhook:{digest[:16]}", lease_ms=ANNOUNCE_MS)


async def _webhook(settings: Settings, redis: Redis) -> WebhookAddress | None:
    webhook = settings.telegram.webhook
    if settings.telegram.mode == "polling" or webhook.url is None:
        return None
    secret = webhook.secret_token
    token = secret.get_secret_value() if secret else await shared_secret(redis)
    return WebhookAddress(webhook.listen, webhook.port, webhook.url, token)
