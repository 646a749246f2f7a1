"""The way of a post: censor, polish, publication, review."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from bot.commands.moderate import Moderate
from bot.commands.post import PostCommands
from bot.commands.review import Review
from bot.moderation.baidu import BaiduCensor
from bot.moderation.baidu_http import TIMEOUTS_S, BaiduHttp
from bot.moderation.baidu_token import BaiduToken
from bot.moderation.board import CardBoard
from bot.moderation.decisions import Decisions
from bot.moderation.drain import Drain
from bot.moderation.local import LocalCensor
from bot.moderation.notices import Notices
from bot.moderation.pace import DEFAULT
from bot.moderation.publish import Publisher
from bot.moderation.remembered import RememberedVerdicts
from bot.moderation.reminders import Reminders
from bot.moderation.steps import Steps
from bot.moderation.words import WordList
from bot.ports.chat import Members, Messenger
from bot.ports.posts import Censor
from bot.ports.talk import Polisher
from bot.settings import Settings
from bot.storage.cache import RedisCache
from bot.storage.connection import Redis
from bot.storage.post_line import RedisPostLine
from bot.storage.post_rules import RedisPostRules
from bot.storage.posts import RedisPosts
from bot.storage.slots import Slots
from bot.storage.tokens import RedisTokens

_WORKERS = 8


@dataclass(frozen=True, slots=True)
class PostHouse:
    """What people meet of it, and what empties the line."""

    post: PostCommands
    review: Review
    moderate: Moderate
    drain: Drain


@asynccontextmanager
async def open_post_house(
    settings: Settings,
    redis: Redis,
    messenger: Messenger,
    members: Members,
    polisher: Polisher,
) -> AsyncIterator[PostHouse]:
    """Build it; a Baidu client's connections are closed at the end of the block."""
    moderation = settings.moderation
    desk = RedisPosts(redis)
    lease_s = moderation.takeover_s
    line = RedisPostLine(redis, lease_ms=int(lease_s * 1000))
    rules = RedisPostRules(redis)
    decisions = Decisions(desk)
    reviewers = (moderation.review_chat_id,) if moderation.review_chat_id else moderation.admins
    notices = Notices(line, desk, messenger, reviewers)
    async with _censor(settings, redis) as censor:
        steps = Steps(
            line,
            censor,
            Publisher(line, messenger, moderation.publish_chat_id, DEFAULT),
            notices.alert,
            settings.censor_provider,
            polisher if moderation.polish else None,
        )
        reminders = Reminders(line, desk, notices.board, reviewers)
        drain = Drain(line, steps, notices, workers=_WORKERS, lease_s=lease_s, reminders=reminders)
        has_way_out = settings.censor_provider == "baidu" or bool(reviewers)
        yield PostHouse(
            PostCommands(desk, decisions, moderation.posts_per_hour, has_way_out, bool(reviewers)),
            Review(
                desk,
                decisions,
                rules,
                members,
                CardBoard(desk, messenger),
                moderation.review_chat_id,
            ),
            Moderate(desk, decisions, rules, members, messenger, moderation.review_chat_id),
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
        RedisTokens(redis),
        keys.baidu_api_key.get_secret_value(),
        keys.baidu_secret_key.get_secret_value(),
    )
    lease_ms = int((sum(TIMEOUTS_S) + 1) * 1000)
    slots = Slots(redis, "baidu", per_second=moderation.qps, lease_ms=lease_ms)
    try:
        baidu = BaiduCensor(http, token, slots)
        yield RememberedVerdicts(baidu, RedisCache(redis), "baidu")
    finally:
        http.close()
