"""What a group lets the bot react to, and its members use."""

from dataclasses import dataclass
from typing import cast

from bot.models.chat import Request
from bot.models.chat_settings import FEATURES, Feature
from bot.ports.chat import Permissions, Reply
from bot.texts import settings as texts

ALWAYS_HEARD = frozenset({"settings", "lang", "stop"})
"""Commands that need no name whatever the group has set: one could not get out otherwise."""


def is_heard(request: Request) -> bool:
    """Does the message speak to the bot in a way that the chat has chosen?"""
    if request.chat_kind == "private" or request.command in ALWAYS_HEARD:
        return request.addressed
    match request.settings.speaks:
        case "mentions":
            return request.named
        case "replies":
            return request.named or (request.quoted is not None and request.quoted.by_bot)
        case _:
            return request.addressed


@dataclass(frozen=True, slots=True)
class ChatRules:
    """Keeps features to the administrators of a group.

    Args:
        permissions: who administers it.
    """

    permissions: Permissions

    async def allow(self, feature: str, request: Request) -> bool:
        """May the sender use the feature in this chat?"""
        if feature not in request.settings.admins_only or request.chat_kind == "private":
            return True
        return await self.permissions.administers(request.thread.chat_id, request.sender.id)

    async def admit(self, feature: str, request: Request, reply: Reply) -> bool:
        """The same; who may not is told, if they spoke to the bot."""
        if await self.allow(feature, request):
            return True
        if request.addressed:
            language = request.language
            name = texts.FEATURES[cast("Feature", feature)].to(language)
            await reply.send(texts.NOT_FOR_MEMBERS.to(language, feature=name), expires=True)
        return False


FEATURE_COMMANDS = frozenset(FEATURES)
"""Commands have the names of their features."""
