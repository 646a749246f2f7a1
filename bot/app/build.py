"""Builds the bot from its settings. Nothing else knows every part."""

import asyncio
import hashlib
from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass

from bot.app.idiom import IdiomServices, build_idiom_services
from bot.app.llm import open_llm
from bot.app.posts import PostServices, open_post_services
from bot.app.scheduler import Job
from bot.app.store import open_store
from bot.chains.services import LlmServices
from bot.commands.ask import AskCommands
from bot.commands.cancellation import CancelScopes
from bot.commands.free_text import FreeText
from bot.commands.help import HelpCommands
from bot.commands.idiom.commands import IdiomCommands
from bot.commands.idiom.turn_timer import TurnTimer
from bot.commands.memory import MemoryCommands
from bot.commands.summarize import SummarizeCommand
from bot.documents import extract
from bot.documents.fetch import fetch
from bot.errors import StartError
from bot.handlers.application import TelegramApp
from bot.handlers.command_menu import register_menu
from bot.handlers.messenger import ChatMoved
from bot.handlers.permissions import TelegramPermissions
from bot.handlers.rate_limiter import FloodRateLimiter
from bot.handlers.routes import HandlerTable, Routes
from bot.handlers.webhook import ANNOUNCE_MS, WebhookAddress
from bot.models.flood import FloodLimits
from bot.moderation.drain import PostDrain
from bot.ports.flood_budget import FloodBudget
from bot.ports.inbox import LeaderLease
from bot.settings import Settings
from bot.storage.cancel_registry import RedisCancelRegistry
from bot.storage.chat_migration import move_chat
from bot.storage.connection import Redis
from bot.storage.flood_budget import OpenBudget, RedisFloodBudget
from bot.storage.history import RedisHistory
from bot.storage.inbox import RedisInbox
from bot.storage.leader_lease import RedisLeaderLease
from bot.storage.webhook_secret import shared_secret

_LAST_WORDS_S = 1.5
"""After the grace: for the sentence that ends an answer which was cut off."""


@dataclass(frozen=True, slots=True)
class GroupBot:
    """The bot, connected and ready to take updates."""

    telegram: TelegramApp
    webhook: WebhookAddress | None
    leadership: LeaderLease
    turns: CancelScopes
    drain: PostDrain
    clock: TurnTimer

    @property
    def jobs(self) -> Mapping[str, Job]:
        """What happens by the clock."""
        return {
            "pump-posts": Job(1, self.drain.pump),
            "idiom-turns": Job(1, self.clock.tick),
        }

    async def start(self) -> None:
        """Take updates; raises StartError."""
        await self.telegram.start(self.webhook, self.leadership)

    async def stop(self, grace_s: float) -> None:
        """Take nothing new, wait for what is under way, then cut it off with a sentence."""
        await self.telegram.stop_taking()
        async with asyncio.TaskGroup() as group:
            group.create_task(self.drain.stop(grace_s))
            group.create_task(self._finish(grace_s))

    async def _finish(self, grace_s: float) -> None:
        if not await self.telegram.finish(grace_s - _LAST_WORDS_S):
            self.turns.stop_all()
            await self.telegram.finish(_LAST_WORDS_S)


@asynccontextmanager
async def open_bot(settings: Settings) -> AsyncIterator[GroupBot]:
    """Build everything and connect; raises StartError where a part cannot start.

    What needs a model is imported here, before the first update is taken.
    """
    token = settings.secrets.telegram_bot_token
    if token is None:
        raise StartError("TELEGRAM_BOT_TOKEN is not set.")
    async with AsyncExitStack() as stack:
        enter = stack.enter_async_context
        redis = await enter(open_store(settings))

        async def chat_moved(old_id: int, new_id: int) -> None:
            await move_chat(redis, old_id, new_id)

        limiter = FloodRateLimiter(_budget(settings, redis))
        takeover_s = settings.telegram.takeover_s
        telegram = TelegramApp(
            token.get_secret_value(),
            settings.telegram.base_url,
            limiter,
            chat_moved,
            RedisInbox(redis, lease_ms=int(takeover_s * 1000)),
            takeover_s,
        )
        history = RedisHistory(redis, keep=settings.memory.keep)
        talk = await enter(open_llm(settings, redis, history))
        moderation = settings.moderation
        members = TelegramPermissions(telegram.bot, moderation.admins, moderation.review_chat_id)
        posts = await enter(
            open_post_services(settings, redis, telegram.messenger, members, talk.polisher)
        )
        stack.push_async_callback(telegram.close)
        await telegram.connect()
        board = RedisCancelRegistry(redis)
        turns = CancelScopes(board)
        await enter(board.listening(turns.stop_here))
        game = build_idiom_services(
            settings, redis, telegram.messenger, members, posts, talk.idiom_explainer
        )
        commands = _Commands.of(game, history, talk, posts, members, turns, telegram)
        HandlerTable(commands.routes(chat_moved), telegram.replies, members).register(
            telegram.application
        )
        await register_menu(telegram.bot, moderation.admins, moderation.review_chat_id)
        webhook = await _webhook(settings, redis)
        leadership = _leadership(redis, webhook, takeover_s)
        yield GroupBot(telegram, webhook, leadership, turns, posts.drain, game.clock)


@dataclass(frozen=True, slots=True)
class _Commands:
    """Every command, built."""

    ask: AskCommands
    idiom: IdiomCommands
    summarize: SummarizeCommand
    posts: PostServices
    memory: MemoryCommands
    help: HelpCommands
    free_text: FreeText

    @classmethod
    def of(
        cls,
        game: IdiomServices,
        history: RedisHistory,
        talk: LlmServices,
        posts: PostServices,
        members: TelegramPermissions,
        turns: CancelScopes,
        telegram: TelegramApp,
    ) -> "_Commands":
        ask = AskCommands(talk.answerer, turns)
        summarize = SummarizeCommand(talk.summarizer, turns, extract, fetch)
        return cls(
            ask=ask,
            idiom=game.idiom,
            summarize=summarize,
            posts=posts,
            memory=MemoryCommands(history, game.games),
            help=HelpCommands(members, telegram.receives_group_messages),
            free_text=FreeText(ask, game.idiom, summarize, posts.post, posts.review, talk.router),
        )

    def routes(self, chat_moved: ChatMoved) -> Routes:
        """The whole table: which word calls which verb."""
        post, review, moderate = self.posts.post, self.posts.review, self.posts.moderate
        return Routes(
            commands={
                "start": self.help.start,
                "help": self.help.help,
                "idiom": self.idiom.play,
                "ask": self.ask.ask,
                "stop": self.ask.stop,
                "summarize": self.summarize.summarize,
                "post": post.submit,
                "mypost": post.mine,
                "reset": self.memory.reset,
                "forget": self.memory.forget,
                "pending": review.pending,
                "approve": review.approve,
                "reject": review.reject,
                "stats": review.stats,
                "deadletter": moderate.deadletter,
                "audit": moderate.audit,
                "undo": moderate.undo,
                "pause": moderate.pause,
                "resume": moderate.resume,
                "ban": moderate.ban,
                "unban": moderate.unban,
            },
            presses={
                "stop": self.ask.stop_pressed,
                "idiom:hint": self.idiom.hint_pressed,
                "idiom:giveup": self.idiom.give_up_pressed,
                "idiom:take": self.idiom.lessons.take_pressed,
                "idiom:offer": self.idiom.lessons.offer_pressed,
                "idiom:refuse": self.idiom.lessons.refuse_pressed,
                "post:submit": post.submit_pressed,
                "post:withdraw": post.withdraw_pressed,
                "review:ok": review.approve_pressed,
                "review:no": review.reject_pressed,
                "review:why": review.reason_pressed,
                "review:edit": review.rewrite_pressed,
                "review:ban": review.ban_pressed,
                "review:sent": review.sent_pressed,
                "review:again": review.resend_pressed,
            },
            free_text=self.free_text,
            edited=self.free_text.edited,
            unknown=self.help.unknown,
            joined=self.help.greet,
            chat_moved=chat_moved,
        )


def _budget(settings: Settings, redis: Redis) -> FloodBudget:
    limits = settings.telegram.limits
    if limits is None:
        return OpenBudget()
    return RedisFloodBudget(redis, FloodLimits(**limits.model_dump()))


def _leadership(redis: Redis, webhook: WebhookAddress | None, takeover_s: float) -> LeaderLease:
    """Who polls, or who tells TelegramApp of the webhook."""
    if webhook is None:
        return RedisLeaderLease(redis, "polling", lease_ms=int(takeover_s * 2 / 3 * 1000))
    # Another address, or secret, is another announcement.
    announced = hashlib.sha256(f"{webhook.url} {webhook.secret_token}".encode()).hexdigest()
    return RedisLeaderLease(redis, f"webhook:{announced[:16]}", lease_ms=ANNOUNCE_MS)


async def _webhook(settings: Settings, redis: Redis) -> WebhookAddress | None:
    place = settings.telegram.webhook
    if settings.telegram.mode == "polling" or place.url is None:
        return None
    secret = place.secret_token
    token = secret.get_secret_value() if secret else await shared_secret(redis)
    return WebhookAddress(place.listen, place.port, place.url, token)
