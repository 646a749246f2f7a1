"""/start, /help, the greeting in a new group, and commands that do not exist."""

from dataclasses import dataclass

from bot.models.chat import Request
from bot.ports.chat import Permissions, Reply
from bot.texts import help as texts


@dataclass(frozen=True, slots=True)
class HelpCommands:
    """Tells people what the bot can do.

    Args:
        members: admins read about their commands too.
        hears_groups: does Telegram deliver every group message (Bot API: getMe,
            can_read_all_group_messages)?
    """

    members: Permissions
    receives_group_messages: bool = True

    async def start(self, request: Request, reply: Reply) -> None:
        """Say hello."""
        await reply.send(texts.START.to(request.language, name=request.sender.name))

    async def help(self, request: Request, reply: Reply) -> None:
        """Explain every command; the admins' only to admins, and not in front of a group."""
        text = texts.HELP.to(request.language)
        if request.chat_kind == "private" and await self.members.may_review(request.sender.id):
            text += texts.HELP_ADMIN.to(request.language)
        await reply.send(text)

    async def greet(self, request: Request, reply: Reply) -> None:
        """Introduce the bot to a group it was added to."""
        text = texts.GROUP_GREETING.to(request.language)
        if not self.receives_group_messages:
            text += texts.GROUP_PRIVACY.to(request.language)
        await reply.send(text)

    async def unknown(self, request: Request, reply: Reply) -> None:
        """Say that a command does not exist, where the bot surely was meant."""
        if request.chat_kind == "private" or request.addressed:
            name = request.text.split(maxsplit=1)[0].lstrip("/")
            await reply.send(texts.UNKNOWN_COMMAND.to(request.language, name=name))
