"""/start, /help, the greeting in a new group, and commands that do not exist."""

from dataclasses import dataclass

from bot.models.chat import Request
from bot.ports.chat import Permissions, Reply
from bot.texts import help as texts


@dataclass(frozen=True, slots=True)
class HelpCommands:
    """Explains what the bot can do.

    Args:
        permissions: reviewers see their commands too.
        receives_group_messages: Telegram delivers every group message (Bot API: getMe,
            can_read_all_group_messages).
    """

    permissions: Permissions
    receives_group_messages: bool = True

    async def start(self, request: Request, reply: Reply) -> None:
        """Greet the sender and name the four main commands."""
        await reply.send(texts.START.to(request.language, name=request.sender.name), expires=True)

    async def help(self, request: Request, reply: Reply) -> None:
        """Explain every command; those of reviewers only to a reviewer in private."""
        text = texts.HELP.to(request.language)
        if request.chat_kind == "private" and await self.permissions.may_review(request.sender.id):
            text += texts.HELP_ADMIN.to(request.language)
        await reply.send(text, expires=True)

    async def greet(self, request: Request, reply: Reply) -> None:
        """Introduce the bot to a group it was added to."""
        text = texts.GROUP_GREETING.to(request.language)
        if not self.receives_group_messages:
            text += texts.GROUP_PRIVACY.to(request.language)
        await reply.send(text)

    async def forwarded(self, request: Request, reply: Reply) -> None:
        """Say that a forwarded command is not carried out; in a group it is only shown to others."""
        if request.chat_kind == "private":
            await reply.send(texts.FORWARDED.to(request.language, name=request.command))

    async def unknown(self, request: Request, reply: Reply) -> None:
        """Say that a command does not exist, unless it may be meant for another bot."""
        if request.addressed:
            name = request.text.split(maxsplit=1)[0].lstrip("/")
            await reply.send(texts.UNKNOWN_COMMAND.to(request.language, name=name), expires=True)
