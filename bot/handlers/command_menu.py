"""The command menu beside the input field: by scope and language (Bot API: setMyCommands)."""

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

_MEMBER = ("idiom", "ask", "summarize", "post", "mypost", "stop", "reset", "forget", "help")
_GROUP = ("idiom", "ask", "summarize", "post", "stop", "reset", "help")
_REVIEW = ("pending", "approve", "reject", "undo", "audit", "stats")
_RUN = ("deadletter", "pause", "resume", "ban", "unban")
_ADMIN = (*_MEMBER, *_REVIEW, *_RUN)


async def register_menu(bot: Bot, admins: tuple[int, ...], review_chat_id: int | None) -> None:
    """Show each kind of chat its commands; Chinese by language code zh, else English.

    A chat that refuses (the admin has not started the bot yet) keeps the general menu.
    """
    scopes: list[tuple[BotCommandScope, tuple[str, ...]]] = [
        (BotCommandScopeAllPrivateChats(), _MEMBER),
        (BotCommandScopeAllGroupChats(), _GROUP),
    ]
    reviewers = [*admins, *([review_chat_id] if review_chat_id else [])]
    scopes += [(BotCommandScopeChat(chat_id), _ADMIN) for chat_id in reviewers]
    for scope, names in scopes:
        try:
            await bot.set_my_commands(_commands(names, "en"), scope)
            await bot.set_my_commands(_commands(names, "zh"), scope, language_code="zh")
        except TelegramError as error:
            log.info("The menu of %s was not set: %s", scope.type, error)


def _commands(names: tuple[str, ...], language: Language) -> list[BotCommand]:
    return [BotCommand(name, MENU[name].to(language)) for name in names]
