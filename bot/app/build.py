"""Builds the bot from its settings. Nothing else knows every part."""

import asyncio
import hashlib
from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass

from bot.app.game import GameHouse, build_game
from bot.app.jobs import Every
from bot.app.posts import PostHouse, open_post_house
from bot.app.stores import open_store
from bot.app.talk import open_talk
from bot.chains.talk import Talk
from bot.commands.ask import Ask
from bot.commands.free_text import FreeText
from bot.commands.help import Help
from bot.commands.idiom import Idiom
from bot.commands.idiom_clock import TurnClock
from bot.commands.memory import Memory
from bot.commands.summarize import Summarize
from bot.commands.turns import Turns
from bot.documents import extract
from bot.documents.fetch import fetch
from bot.errors import StartError
from bot.handlers.application import Telegram
from bot.handlers.limiter import FloodLimiter
from bot.handlers.members import TelegramMembers
from bot.handlers.menu import register_menu
from bot.handlers.outbound import ChatMoved
from bot.handlers.routes import Routes, Table
from bot.handlers.webhook import ANNOUNCE_MS, WebhookPlace
from bot.models.flood import FloodLimits
from bot.moderation.drain import Drain
from bot.ports.budget import Budget
from bot.ports.inbox import Leadership
from bot.settings import Settings
from bot.storage.budget import OpenBudget, RedisBudget
from bot.storage.connection import Redis
from bot.storage.history import RedisHistory
from bot.storage.inbox import RedisInbox
from bot.storage.lease import NamedLease
from bot.storage.migrate import move_chat
from bot.storage.turn_board import RedisTurnBoard
from bot.storage.webhook import shared_secret

_LAST_WORDS_S = 1.5
"""After the grace: for the sentence that ends an answer which was cut off."""


@dataclass(frozen=True, slots=True)
class GroupBot:
    """The bot, connected and ready to take updates."""

    telegram: Telegram
    webhook: WebhookPlace | None
    leadership: Leadership
    turns: Turns
    drain: Drain
    clock: TurnClock

    @property
    def jobs(self) -> Mapping[str, Every]:
        """What happens by the clock."""
        return {
            "pump-posts": Every(1, self.drain.pump),
            "idiom-turns": Every(1, self.clock.tick),
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

        limiter = FloodLimiter(_budget(settings, redis))
        takeover_s = settings.telegram.takeover_s
        telegram = Telegram(
            token.get_secret_value(),
            settings.telegram.base_url,
            limiter,
            chat_moved,
            RedisInbox(redis, lease_ms=int(takeover_s * 1000)),
            takeover_s,
        )
        history = RedisHistory(redis, keep=settings.memory.keep)
        talk = await enter(open_talk(settings, redis, history))
        moderation = settings.moderation
        members = TelegramMembers(telegram.bot, moderation.admins, moderation.review_chat_id)
        posts = await enter(
            open_post_house(settings, redis, telegram.messenger, members, talk.polisher)
        )
        stack.push_async_callback(telegram.close)
        await telegram.connect()
        board = RedisTurnBoard(redis)
        turns = Turns(board)
        await enter(board.listening(turns.stop_here))
        game = build_game(settings, redis, telegram.messenger, members, posts, talk.meanings)
        commands = _Commands.of(game, history, talk, posts, members, turns, telegram)
        Table(commands.routes(chat_moved), telegram.replies, members).hang_into(
            telegram.application
        )
        await register_menu(telegram.bot, moderation.admins, moderation.review_chat_id)
        webhook = await _webhook(settings, redis)
        leadership = _leadership(redis, webhook, takeover_s)
        yield GroupBot(telegram, webhook, leadership, turns, posts.drain, game.clock)


@dataclass(frozen=True, slots=True)
class _Commands:
    """Every command, built."""

    ask: Ask
    idiom: Idiom
    summarize: Summarize
    posts: PostHouse
    memory: Memory
    help: Help
    free_text: FreeText

    @classmethod
    def of(
        cls,
        game: GameHouse,
        history: RedisHistory,
        talk: Talk,
        posts: PostHouse,
        members: TelegramMembers,
        turns: Turns,
        telegram: Telegram,
    ) -> "_Commands":
        ask = Ask(talk.answers, turns)
        summarize = Summarize(talk.summaries, turns, extract, fetch)
        return cls(
            ask=ask,
            idiom=game.idiom,
            summarize=summarize,
            posts=posts,
            memory=Memory(history, game.games),
            help=Help(members, telegram.hears_groups),
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


def _budget(settings: Settings, redis: Redis) -> Budget:
    limits = settings.telegram.limits
    if limits is None:
        return OpenBudget()
    return RedisBudget(redis, FloodLimits(**limits.model_dump()))


def _leadership(redis: Redis, webhook: WebhookPlace | None, takeover_s: float) -> Leadership:
    """Who polls, or who tells Telegram of the webhook."""
    if webhook is None:
        return NamedLease(redis, "polling", lease_ms=int(takeover_s * 2 / 3 * 1000))
    # Another address, or secret, is another announcement.
    announced = hashlib.sha256(f"{webhook.url} {webhook.secret_token}".encode()).hexdigest()
    return NamedLease(redis, f"webhook:{announced[:16]}", lease_ms=ANNOUNCE_MS)


async def _webhook(settings: Settings, redis: Redis) -> WebhookPlace | None:
    place = settings.telegram.webhook
    if settings.telegram.mode == "polling" or place.url is None:
        return None
    secret = place.secret_token
    token = secret.get_secret_value() if secret else await shared_secret(redis)
    return WebhookPlace(place.listen, place.port, place.url, token)
