"""Builds everything about posts: censor, worker, commands."""

import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from bot.commands.dead_updates import DeadUpdateCommands
from bot.commands.post.administration import AdministrationCommands
from bot.commands.post.appeals import AppealCommands
from bot.commands.post.audit import AuditCommands
from bot.commands.post.author import AuthorCommands
from bot.commands.post.dead_letter import DeadLetterCommands
from bot.commands.post.own_posts import OwnPosts
from bot.commands.post.review import ReviewCommands
from bot.commands.post.rewording import RewordingCommands
from bot.commands.post.undo import UndoCommands
from bot.logs import request_fields
from bot.models.health import CensorState
from bot.models.work import Capacity, Outcome
from bot.moderation.baidu_censor import BaiduCensor
from bot.moderation.baidu_http import TIMEOUTS_S, BaiduHttp
from bot.moderation.baidu_token import BaiduToken
from bot.moderation.decisions import Decisions
from bot.moderation.local_censor import LocalCensor
from bot.moderation.notifications import Notifications
from bot.moderation.processor import PostProcessor
from bot.moderation.publisher import Publisher
from bot.moderation.reminders import Reminders
from bot.moderation.review_digest import ReviewDigest
from bot.moderation.targets import PublishTargets
from bot.moderation.trust import Trust
from bot.moderation.verdict_cache import VerdictCache
from bot.moderation.word_list import WordList
from bot.ports.chat import Messenger, Permissions
from bot.ports.inbox import DeadUpdates
from bot.ports.llm import Polisher
from bot.ports.posts import Censor, ClaimedPost
from bot.settings import Settings
from bot.storage.access_tokens.access_tokens import RedisAccessTokens
from bot.storage.awaited_inputs import RedisAwaitedInputs
from bot.storage.cache import RedisCache
from bot.storage.chat_settings.chat_settings import RedisChatSettings
from bot.storage.connection import Redis
from bot.storage.media_groups.media_groups import RedisMediaGroups
from bot.storage.posts.author_names import RedisAuthorNames
from bot.storage.posts.post_controls import RedisPostControls
from bot.storage.posts.post_queue import RedisPostQueue
from bot.storage.posts.posts import RedisPosts
from bot.storage.slots.call_slots import RedisCallSlots
from bot.storage.usage.model_switch import RedisModelSwitch
from bot.work.leased_worker import LeasedWorker, WorkQueue

log = logging.getLogger(__name__)

CAPACITY = Capacity(normal=8, priority=8)
"""Posts and notifications under way in one process."""
_MAX_CRASHES = 1_000_000
"""The processor itself gives a post up, with a state and a sentence to its author."""


@dataclass(frozen=True, slots=True)
class PostServices:
    """The commands about posts, their worker, and the reminders."""

    author: AuthorCommands
    own_posts: OwnPosts
    appeals: AppealCommands
    review: ReviewCommands
    rewording: RewordingCommands
    dead_letter: DeadLetterCommands
    audit: AuditCommands
    undo: UndoCommands
    administration: AdministrationCommands
    worker: LeasedWorker[ClaimedPost]
    reminders: Reminders
    digest: ReviewDigest
    author_names: RedisAuthorNames
    media_groups: RedisMediaGroups
    censor_state: CensorState


@asynccontextmanager
async def open_post_services(
    settings: Settings,
    redis: Redis,
    messenger: Messenger,
    permissions: Permissions,
    polisher: Polisher | None,
    dead_updates: DeadUpdates,
) -> AsyncIterator[PostServices]:
    """Build it; the connections of a Baidu client are closed at the end of the block."""
    moderation = settings.moderation
    posts, controls = RedisPosts(redis), RedisPostControls(redis)
    queue = RedisPostQueue(redis, lease_ms=int(moderation.takeover_s * 1000))
    decisions = Decisions(posts)
    review_chat_id = moderation.review_chat_id
    review_chats = (review_chat_id,) if review_chat_id else moderation.admins
    chat_settings = RedisChatSettings(redis)
    targets = PublishTargets(chat_settings, messenger, moderation.publish_chat_id, review_chat_id)
    trust = Trust(posts, chat_settings, targets)
    notifications = Notifications(queue, posts, posts, messenger, chat_settings, review_chats)
    cards = notifications.card_messages
    can_be_decided = settings.censor_provider == "baidu" or bool(review_chats)
    polishes = polisher is not None and moderation.polish
    async with _open_censor(settings, redis) as (censor, state):
        processor = PostProcessor(
            queue,
            censor,
            Publisher(queue, messenger, targets),
            notifications.alert,
            settings.censor_provider,
            polisher if polishes else None,
            trust,
        )
        yield PostServices(
            AuthorCommands(
                posts,
                decisions,
                moderation.posts_per_hour,
                can_be_decided,
                bool(review_chats),
                polishes=polishes,
            ),
            OwnPosts(posts, decisions, messenger),
            AppealCommands(posts, decisions, RedisAwaitedInputs(redis)),
            ReviewCommands(posts, decisions, controls, permissions, cards),
            RewordingCommands(posts, decisions, permissions, cards),
            DeadLetterCommands(posts, decisions, permissions, DeadUpdateCommands(dead_updates)),
            AuditCommands(posts, decisions, controls, permissions),
            UndoCommands(decisions, permissions, messenger),
            AdministrationCommands(posts, controls, permissions, RedisModelSwitch(redis)),
            post_worker(queue, processor, notifications, lease_s=moderation.takeover_s),
            Reminders(posts, queue, cards, review_chats, settings.zone),
            ReviewDigest(
                *(posts, queue, cards, review_chats),
                *(moderation.digest_hour, settings.zone),
            ),
            RedisAuthorNames(redis),
            RedisMediaGroups(redis),
            state,
        )


def post_worker(
    queue: WorkQueue[ClaimedPost],
    processor: PostProcessor,
    notifications: Notifications,
    *,
    lease_s: float,
    capacity: Capacity = CAPACITY,
) -> LeasedWorker[ClaimedPost]:
    """The worker that moves posts on and delivers notifications about them."""

    async def handle(claimed: ClaimedPost) -> Outcome:
        with request_fields(post_id=claimed.post.id):
            if claimed.notification is not None:
                return await notifications.deliver(claimed)
            outcome = await processor.process(claimed)
            extra = {"state": claimed.post.state, "ended": outcome.kind}
            log.info("A step of a post was made.", extra=extra)
            return outcome

    return LeasedWorker(
        "posts", queue, handle, capacity=capacity, lease_s=lease_s, max_attempts=_MAX_CRASHES
    )


@asynccontextmanager
async def _open_censor(
    settings: Settings, redis: Redis
) -> AsyncIterator[tuple[Censor, CensorState]]:
    state = CensorState()
    moderation, secrets = settings.moderation, settings.secrets
    api_key, secret_key = secrets.baidu_api_key, secrets.baidu_secret_key
    if settings.censor_provider == "local" or not (api_key and secret_key):
        yield LocalCensor(WordList.read(moderation.words_file)), state
        return
    http = BaiduHttp(moderation.base_url, max_calls=min(moderation.qps * 2, 64))
    token = BaiduToken(
        http,
        RedisAccessTokens(redis),
        api_key.get_secret_value(),
        secret_key.get_secret_value(),
    )
    lease_ms = int((sum(TIMEOUTS_S) + 1) * 1000)
    slots = RedisCallSlots(redis, "baidu", per_second=moderation.qps, lease_ms=lease_ms)
    try:
        censor = BaiduCensor(http, token, slots, state=state)
        yield VerdictCache(censor, RedisCache(redis), "baidu"), state
    finally:
        http.close()
