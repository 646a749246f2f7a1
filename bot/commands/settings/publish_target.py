"""`/settings 发布 @channel`: an administrator chooses the channel in which a group's posts are published.

Both the bot and that person have to be administrators there, so that nobody opens another's channel.
"""

import re
from dataclasses import replace

from bot.errors import PostError
from bot.models.chat import Request
from bot.models.chat_settings import ChatSettings
from bot.ports.chat import Permissions
from bot.texts import settings as texts

_ORDER = re.compile(
    r"(?:publish|发布|發布)\s*(?:到|to\b)?\s*(?:(?P<channel>[@-]\S+)|.*)", re.IGNORECASE
)


def is_target_order(text: str) -> bool:
    """Does it follow /settings to choose where posts are published?"""
    return _ORDER.fullmatch(text.strip()) is not None


async def choose_channel(request: Request, permissions: Permissions) -> ChatSettings:
    """The settings with the channel that is named; raises PostError where it cannot be that one."""
    found = _ORDER.fullmatch(request.text.strip())
    name = found["channel"] if found else None
    if not name or request.chat_kind != "group":
        raise PostError(texts.PUBLISH_USAGE)
    if request.sender.id < 0:  # an anonymous administrator: nobody knows what else they administer
        raise PostError(texts.PUBLISH_NOT_ANONYMOUSLY)
    channel = await permissions.find_channel(name)
    if channel is None:
        raise PostError(texts.PUBLISH_NO_CHANNEL, name=name)
    if not await permissions.administers(channel.chat_id, request.sender.id):
        raise PostError(texts.PUBLISH_NOT_YOURS, name=name)
    return replace(request.settings, publish_to=channel)
