"""The command menu beside the input field, by kind of chat and language (Bot API: setMyCommands)."""

import asyncio
import logging

from telegram import (
    Bot,
    BotCommand,
    BotCommandScope,
    BotCommandScopeAllGroupChats,
    BotCommandScopeAllPrivateChats,
    BotCommandScopeChat,
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
    "stop",
    "reset",
    "export",
    "quota",
    "persona",
    "settings",
    "privacy",
    "help",
)
_REVIEW = ("pending", "approve", "reject", "undo", "audit", "stats", "health")
_ADMINISTRATION = ("deadletter", "pause", "resume", "ban", "unban")
_REVIEWER = (*_PRIVATE, *_REVIEW, *_ADMINISTRATION)


async def register_menu(bot: Bot, admins: tuple[int, ...], review_chat_id: int | None) -> None:
    """Set the menu of each kind of chat: in Chinese for language code zh, else in English.

    A chat that refuses it (the admin has not started the bot yet) keeps the general menu.
    """
    scopes: list[tuple[BotCommandScope, tuple[str, ...]]] = [
        (BotCommandScopeAllPrivateChats(), _PRIVATE),
        (BotCommandScopeAllGroupChats(), _GROUP),
    ]
    reviewers = [*admins, *([review_chat_id] if review_chat_id else [])]
    scopes += [(BotCommandScopeChat(chat_id), _REVIEWER) for chat_id in reviewers]
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
