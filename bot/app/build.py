"""The composition root: builds the whole bot from its settings."""

import asyncio
import hashlib
from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass

from bot.app.idiom import build_engine, build_idiom_services
from bot.app.llm import open_llm
from bot.app.posts import PostServices, open_post_services
from bot.app.routes import Services, build_routes
from bot.app.scheduler import Job
from bot.app.store import open_store
from bot.commands.cancellation import CancelScopes
from bot.commands.idiom.turn_timer import TurnTimer
from bot.errors import StartError
from bot.handlers.application import TelegramApp
from bot.handlers.command_menu import register_menu
from bot.handlers.permissions import TelegramPermissions
from bot.handlers.rate_limiter import FloodRateLimiter
from bot.handlers.routes import HandlerTable
from bot.handlers.webhook import ANNOUNCE_MS, WebhookAddress
from bot.models.flood import FloodLimits
from bot.ports.flood_budget import FloodBudget
from bot.ports.inbox import LeaderLease
from bot.settings import Settings
from bot.storage.cancel_registry import RedisCancelRegistry
from bot.storage.chat_migration import move_chat
from bot.storage.connection import Redis
from bot.storage.flood.flood_budget import RedisFloodBudget
from bot.storage.flood.local_flood_budget import LocalFloodBudget
from bot.storage.history import RedisHistory
from bot.storage.inbox.inbox import RedisInbox
from bot.storage.leases.leader_lease import RedisLeaderLease
from bot.storage.webhook_secret import shared_secret

_FINAL_EDITS_S = 1.5
"""The part of the stop grace that stopped answers have for their closing sentence."""
_PUMP_S = 1
_TURN_CHECKS_S = 1
_REMINDERS_S = 60


@dataclass(frozen=True, slots=True)
class GroupBot:
    """The bot, connected to Telegram and the store."""

    telegram: TelegramApp
    webhook: WebhookAddress | None
    leader_lease: LeaderLease
    cancel_scopes: CancelScopes
    posts: PostServices
    turn_timer: TurnTimer

    @property
    def jobs(self) -> Mapping[str, Job]:
        """The scheduler's jobs, by name."""
        return {
            "pump-updates": Job(_PUMP_S, self.telegram.worker.pump),
            "pump-posts": Job(_PUMP_S, self.posts.worker.pump),
            "review-reminders": Job(_REMINDERS_S, self.posts.reminders.remind),
            "idiom-turns": Job(_TURN_CHECKS_S, self.turn_timer.tick),
        }

    async def start(self) -> None:
        """Receive updates and work on posts; raises StartError."""
        self.posts.worker.start()
        await self.telegram.start(self.webhook, self.leader_lease)

    async def stop(self, grace_s: float) -> None:
        """Claim nothing more, wait for what is under way, then stop it with a closing sentence."""
        self.posts.worker.stop_claiming()
        await self.telegram.stop_receiving()
        async with asyncio.TaskGroup() as group:
            group.create_task(self.posts.worker.finish(grace_s))
            group.create_task(self._finish_updates(grace_s))
        await self.posts.worker.close()

    async def _finish_updates(self, grace_s: float) -> None:
        if not await self.telegram.finish(grace_s - _FINAL_EDITS_S):
            self.cancel_scopes.stop_everything()
            await self.telegram.finish(_FINAL_EDITS_S)


@asynccontextmanager
async def open_bot(settings: Settings) -> AsyncIterator[GroupBot]:
    """Build every part and connect; raises StartError where a part cannot start.

    What a model needs is imported here, before the first update is received.
    """
    token = settings.secrets.telegram_bot_token
    if token is None:
        raise StartError("TELEGRAM_BOT_TOKEN is not set.")
    async with AsyncExitStack() as stack:
        enter = stack.enter_async_context
        redis = await enter(open_store(settings))

        async def chat_moved(old_id: int, new_id: int) -> None:
            await move_chat(redis, old_id, new_id)

        takeover_s = settings.telegram.takeover_s
        telegram = TelegramApp(
            token.get_secret_value(),
            settings.telegram.base_url,
            FloodRateLimiter(_flood_budget(settings, redis)),
            chat_moved,
            RedisInbox(redis, lease_ms=int(takeover_s * 1000)),
            takeover_s,
        )
        history = RedisHistory(redis, keep=settings.memory.keep)
        engine = build_engine()
        llm = await enter(open_llm(settings, redis, history, engine.look_up))
        moderation = settings.moderation
        permissions = TelegramPermissions(
            telegram.bot, moderation.admins, moderation.review_chat_id
        )
        messenger = telegram.messenger
        posts = await enter(
            open_post_services(settings, redis, messenger, permissions, llm.polisher)
        )
        stack.push_async_callback(telegram.close)
        await telegram.connect()
        cancel_scopes = await enter(_open_cancel_scopes(redis))
        idiom = build_idiom_services(
            settings, redis, messenger, permissions, posts, engine, llm.idiom_explainer
        )
        services = Services(llm, history, idiom, posts, permissions, cancel_scopes)
        routes = build_routes(
            services, chat_moved, receives_group_messages=telegram.receives_group_messages
        )
        HandlerTable(routes, telegram.replies, permissions).register(telegram.application)
        await register_menu(telegram.bot, moderation.admins, moderation.review_chat_id)
        webhook = await _webhook(settings, redis)
        leader_lease = _leader_lease(redis, webhook, takeover_s)
        yield GroupBot(telegram, webhook, leader_lease, cancel_scopes, posts, idiom.turn_timer)


@asynccontextmanager
async def _open_cancel_scopes(redis: Redis) -> AsyncIterator[CancelScopes]:
    registry = RedisCancelRegistry(redis)
    cancel_scopes = CancelScopes(registry)
    async with registry.listening(cancel_scopes.stop_here):
        yield cancel_scopes


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
