"""/start, /help, questions about the bot in plain words, and commands that do not exist."""

import difflib
from dataclasses import dataclass

from bot.commands.intent import topic_of
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
        """Explain what can be done there: in a group what works in groups, and to whom it belongs.

        The commands of reviewers are shown to a reviewer in private, and in the review chat.
        """
        language, thread = request.language, request.thread
        is_private = request.chat_kind == "private"
        text = texts.HELP.to(language) if is_private else texts.HELP_GROUP.to(language)
        if not is_private and await self.permissions.administers(thread.chat_id, request.sender.id):
            text += f"\n\n{texts.HELP_GROUP_ADMIN.to(language)}"
        if await self._may_see_review_commands(request):
            text += f"\n\n{texts.HELP_ADMIN.to(language)}"
        await reply.send(text, expires=True)

    async def answer(self, request: Request, reply: Reply) -> None:
        """Answer a greeting or a question about the bot: shortly, and only about what was asked."""
        topic = topic_of(request.text)
        if topic == "greeting":
            text = texts.GREETING.to(request.language, name=request.sender.name)
        elif topic:
            text = texts.TOPICS[topic].to(request.language)
        else:
            text = texts.SHORT_HELP.to(request.language)
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
        if not request.addressed:
            return
        name = request.text.split(maxsplit=1)[0].lstrip("/")
        known = set(texts.MENU)
        if not await self._may_see_review_commands(request):
            known -= texts.REVIEW_COMMANDS
        similar = difflib.get_close_matches(name.partition("@")[0].lower(), known, n=1)
        if similar:
            text = texts.MISTYPED_COMMAND.to(request.language, name=name, similar=similar[0])
        else:
            text = texts.UNKNOWN_COMMAND.to(request.language, name=name)
        await reply.send(text, expires=True)

    async def _may_see_review_commands(self, request: Request) -> bool:
        if request.chat_kind == "private":
            return await self.permissions.may_review(request.sender.id)
        return await self.permissions.is_review_chat(request.thread.chat_id)
