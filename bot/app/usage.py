"""Builds what limits the use of the bot: the budget of model calls, /quota, and the access lists."""

from dataclasses import fields, replace

from bot.commands.access import Access
from bot.commands.quota import QuotaCommand
from bot.models.usage import UsageLimits
from bot.ports.chat import ChatMigrations, Permissions
from bot.settings import Settings
from bot.settings.api_keys import parse_api_keys
from bot.storage.connection import Redis
from bot.storage.usage.model_switch import RedisModelSwitch
from bot.storage.usage.usage import RedisUsage
from bot.storage.usernames import RedisUsernames


def build_usage(settings: Settings, redis: Redis) -> RedisUsage:
    """The budget; where it is null, what is used is counted without a limit. Public keys have less."""
    budget = settings.budget
    limits = (
        UsageLimits(**{field.name: getattr(budget, field.name) for field in fields(UsageLimits)})
        if budget
        else UsageLimits()
    )
    public = replace(
        limits,
        **{
            f"person_{name}": limit
            for name, limit in settings.api.public_budget.model_dump().items()
        },
    )
    keys = parse_api_keys(settings.secrets.bot_api_keys)
    limits_of = {key.person_id: public for key in keys if key.is_public}
    return RedisUsage(redis, limits, settings.zone, limits_of=limits_of)


def build_quota(
    settings: Settings, redis: Redis, usage: RedisUsage, permissions: Permissions
) -> QuotaCommand:
    """The command /quota."""
    return QuotaCommand(
        usage, RedisModelSwitch(redis), RedisUsernames(redis), permissions, settings.timezone
    )


def build_access(
    settings: Settings, permissions: Permissions, migrations: ChatMigrations
) -> Access:
    """The access lists."""
    access, moderation = settings.access, settings.moderation
    own_chats = (moderation.review_chat_id, moderation.publish_chat_id)
    return Access(
        permissions,
        migrations,
        frozenset(access.chats),
        frozenset(access.users),
        frozenset(access.blocked),
        frozenset(chat_id for chat_id in own_chats if chat_id is not None),
    )
