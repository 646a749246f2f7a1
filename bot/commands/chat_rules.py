"""What a group lets the bot react to, and its members use."""

from bot.models.chat import ButtonPress, Request
from bot.models.chat_settings import Feature
from bot.ports.chat import Permissions, Reply
from bot.texts import settings as texts

ALWAYS_HEARD = frozenset({"settings", "lang", "stop"})
"""Commands that need no name whatever the group has set: one could not get out otherwise."""


def is_heard(request: Request) -> bool:
    """Does the message speak to the bot in a way that the chat has chosen?"""
    if request.chat_kind == "private" or request.command in ALWAYS_HEARD:
        return request.addressed
    is_reply = request.quoted is not None and request.quoted.by_bot
    match request.settings.speaks:
        case "mentions":
            return request.named
        case "replies":
            return request.named or is_reply
        case _:
            return request.addressed


def hears_plain_words(request: Request) -> bool:
    """May a word like 接龙 stand for a command where the bot was not addressed?"""
    return request.settings.speaks in {None, "all"}


async def forbidden_to(
    cause: Request | ButtonPress, permissions: Permissions
) -> frozenset[Feature]:
    """What the sender may not use in this chat."""
    only = cause.settings.admins_only
    if not only or cause.chat_kind == "private":
        return frozenset()
    is_admin = await permissions.administers(cause.thread.chat_id, cause.sender.id)
    return frozenset() if is_admin else only


async def is_refused(feature: Feature, request: Request, reply: Reply) -> bool:
    """May the sender not use it? They are told, if they spoke to the bot."""
    if feature not in request.forbidden:
        return False
    if request.addressed:
        await reply.send(_refusal(feature, request), expires=True)
    return True


async def is_press_refused(feature: Feature, press: ButtonPress, reply: Reply) -> bool:
    """The same of a press."""
    if feature not in press.forbidden:
        return False
    language = press.sender.language
    name = texts.FEATURES[feature].to(language)
    sentence = texts.NOT_FOR_MEMBERS.to(language, feature=name)
    await reply.answer_press(sentence, alert=True)
    return True


def _refusal(feature: Feature, request: Request) -> str:
    name = texts.FEATURES[feature].to(request.language)
    return texts.NOT_FOR_MEMBERS.to(request.language, feature=name)
