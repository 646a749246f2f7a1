"""The way of a post: censor, polish, publication, review."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from bot.commands.post.administration import AdministrationCommands
from bot.commands.post.author import AuthorCommands
from bot.commands.post.review import ReviewCommands
from bot.moderation.baidu_censor import BaiduCensor
from bot.moderation.baidu_http import TIMEOUTS_S, BaiduHttp
from bot.moderation.baidu_token import BaiduToken
from bot.moderation.card_messages import CardMessages
from bot.moderation.decisions import Decisions
from bot.moderation.drain import PostDrain
from bot.moderation.local_censor import LocalCensor
from bot.moderation.notifications import Notifications
from bot.moderation.processor import PostProcessor
from bot.moderation.publisher import Publisher
from bot.moderation.reminders import Reminders
from bot.moderation.retry_policy import DEFAULT
from bot.moderation.verdict_cache import VerdictCache
from bot.moderation.word_list import WordList
from bot.ports.chat import Messenger, Permissions
from bot.ports.llm import Polisher
from bot.ports.posts import Censor
from bot.settings import Settings
from bot.storage.access_tokens import RedisAccessTokens
from bot.storage.cache import RedisCache
from bot.storage.connection import Redis
from bot.storage.post_controls import RedisPostControls
from bot.storage.post_queue import RedisPostQueue
from bot.storage.posts import RedisPosts
from bot.storage.slots import RedisCallSlots

_WORKERS = 8


@dataclass(frozen=True, slots=True)
class PostServices:
    """What people meet of it, and what empties the line."""

    post: AuthorCommands
    review: ReviewCommands
    moderate: AdministrationCommands
    drain: PostDrain


@asynccontextmanager
async def open_post_services(
    settings: Settings,
    redis: Redis,
    messenger: Messenger,
    members: Permissions,
    polisher: Polisher,
) -> AsyncIterator[PostServices]:
    """Build it; a Baidu client's connections are closed at the end of the block."""
    moderation = settings.moderation
    desk = RedisPosts(redis)
    lease_s = moderation.takeover_s
    line = RedisPostQueue(redis, lease_ms=int(lease_s * 1000))
    rules = RedisPostControls(redis)
    decisions = Decisions(desk)
    reviewers = (moderation.review_chat_id,) if moderation.review_chat_id else moderation.admins
    notices = Notifications(line, desk, messenger, reviewers)
    async with _censor(settings, redis) as censor:
        steps = PostProcessor(
            line,
            censor,
            Publisher(line, messenger, moderation.publish_chat_id, DEFAULT),
            notices.alert,
            settings.censor_provider,
            polisher if moderation.polish else None,
        )
        reminders = Reminders(line, desk, notices.board, reviewers)
        drain = PostDrain(
            line, steps, notices, workers=_WORKERS, lease_s=lease_s, reminders=reminders
        )
        has_way_out = settings.censor_provider == "baidu" or bool(reviewers)
        yield PostServices(
            AuthorCommands(
                desk, decisions, moderation.posts_per_hour, has_way_out, bool(reviewers)
            ),
            ReviewCommands(
                desk,
                decisions,
                rules,
                members,
                CardMessages(desk, messenger),
                moderation.review_chat_id,
            ),
            AdministrationCommands(
                desk, decisions, rules, members, messenger, moderation.review_chat_id
            ),
            drain,
        )


@asynccontextmanager
async def _censor(settings: Settings, redis: Redis) -> AsyncIterator[Censor]:
    moderation, keys = settings.moderation, settings.secrets
    if settings.censor_provider == "local" or not (keys.baidu_api_key and keys.baidu_secret_key):
        yield LocalCensor(WordList.read(moderation.words_file))
        return
    http = BaiduHttp(moderation.base_url, calls_at_once=min(moderation.qps * 2, 64))
    token = BaiduToken(
        http,
        RedisAccessTokens(redis),
        keys.baidu_api_key.get_secret_value(),
        keys.baidu_secret_key.get_secret_value(),
    )
    lease_ms = int((sum(TIMEOUTS_S) + 1) * 1000)
    slots = RedisCallSlots(redis, "baidu", per_second=moderation.qps, lease_ms=lease_ms)
    try:
        baidu = BaiduCensor(http, token, slots)
        yield VerdictCache(baidu, RedisCache(redis), "baidu")
    finally:
        http.close()
