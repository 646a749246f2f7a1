"""The command menu beside the input field, by chat, rights and language (Bot API: setMyCommands)."""

import asyncio
import logging
from collections.abc import Iterable

from telegram import (
    Bot,
    BotCommand,
    BotCommandScope,
    BotCommandScopeAllChatAdministrators,
    BotCommandScopeAllGroupChats,
    BotCommandScopeAllPrivateChats,
    BotCommandScopeChat,
    BotCommandScopeChatAdministrators,
    BotCommandScopeChatMember,
)
from telegram.error import TelegramError

from bot.models.chat import Language
from bot.texts.help import MENU

log = logging.getLogger(__name__)

_PRIVATE = (
    "idiom",
    "ask",
    "summarize",
    "post",
    "mypost",
    "stop",
    "reset",
    "forget",
    "export",
    "quota",
    "lang",
    "persona",
    "model",
    "settings",
    "privacy",
    "help",
)
_GROUP = (
    "idiom",
    "ask",
    "summarize",
    "post",
    "mypost",
    "stop",
    "quota",
    "export",
    "privacy",
    "help",
)
_GROUP_ADMIN = (*_GROUP[:-1], "settings", "lang", "persona", "model", "reset", "help")
_REVIEW = ("pending", "approve", "reject", "undo", "audit", "stats", "health")
_ADMINISTRATION = ("deadletter", "pause", "resume", "ban", "unban")
_REVIEWER = (*_REVIEW, *_PRIVATE, *_ADMINISTRATION)
_REVIEW_CHAT = (*_REVIEW, *_ADMINISTRATION, *_GROUP_ADMIN)


async def register_menu(bot: Bot, reviewers: Iterable[int], review_chat_id: int | None) -> None:
    """Set the menu of each kind of chat: in Chinese for language code zh, else in English.

    `reviewers` find their commands in private and in the review chat, its administrators there too; who
    administers any group finds what only administrators may. A chat that refuses its menu (the admin
    has not started the bot yet) keeps the more general one.
    """
    scopes: list[tuple[BotCommandScope, tuple[str, ...]]] = [
        (BotCommandScopeAllPrivateChats(), _PRIVATE),
        (BotCommandScopeAllGroupChats(), _GROUP),
        (BotCommandScopeAllChatAdministrators(), _GROUP_ADMIN),
    ]
    if review_chat_id:
        scopes.append((BotCommandScopeChatAdministrators(review_chat_id), _REVIEW_CHAT))
    for reviewer in reviewers:
        scopes.append((BotCommandScopeChat(reviewer), _REVIEWER))
        if review_chat_id:
            scopes.append((BotCommandScopeChatMember(review_chat_id, reviewer), _REVIEW_CHAT))
    await asyncio.gather(
        *(
            _register(bot, scope, names, language)
            for scope, names in scopes
            for language in ("en", "zh")
        )
    )


async def _register(
    bot: Bot, scope: BotCommandScope, names: tuple[str, ...], language: Language
) -> None:
    commands = [BotCommand(name, MENU[name].to(language)) for name in names]
    try:
        await bot.set_my_commands(commands, scope, language_code="zh" if language == "zh" else None)
    except TelegramError as error:
        log.info("The %s menu of scope %s was not set: %s", language, scope.type, error)
