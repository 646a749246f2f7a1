"""Which update goes to which command: the whole table."""

import re
from collections.abc import Awaitable, Callable, Coroutine, Mapping
from dataclasses import dataclass
from typing import Any

from telegram import Update
from telegram.ext import (
    Application,
    CallbackQueryHandler,
    ChatMemberHandler,
    CommandHandler,
    MessageHandler,
    filters,
)

from bot.handlers.permissions import TelegramPermissions
from bot.handlers.update_attempt import Replies
from bot.handlers.update_parser import to_press, to_request
from bot.models.chat import ButtonPress, Request
from bot.ports.chat import Reply

OnRequest = Callable[[Request, Reply], Awaitable[None]]
OnPress = Callable[[ButtonPress, Reply], Awaitable[None]]
OnChatMoved = Callable[[int, int], Awaitable[None]]
_Callback = Callable[[Update, Any], Coroutine[Any, Any, None]]

ALLOWED_UPDATES = [
    Update.MESSAGE,
    Update.EDITED_MESSAGE,
    Update.CALLBACK_QUERY,
    Update.MY_CHAT_MEMBER,
    Update.CHAT_MEMBER,
]
"""What the bot asks Telegram for (Bot API: getUpdates, allowed_updates)."""


_COMMAND = re.compile(r"^/(?P<name>[A-Za-z0-9_]{1,32})(@(?P<bot>\w+))?(?=\s|$)")


@dataclass(frozen=True, slots=True)
class Routes:
    """Everything that can happen, by name.

    Args:
        commands: by the command's name without the slash.
        presses: by the button's action up to its arguments, e.g. `review:ok`.
        free_text: every other message.
        edited: every message that was edited; a command at its beginning is cut off.
        unknown: commands that are in no table.
        joined: the bot was added to a group.
        chat_moved: a group became a supergroup: (old id, new id).
    """

    commands: Mapping[str, OnRequest]
    presses: Mapping[str, OnPress]
    free_text: OnRequest
    edited: OnRequest
    unknown: OnRequest
    joined: OnRequest
    chat_moved: OnChatMoved


@dataclass(frozen=True, slots=True)
class HandlerTable:
    """The routes as PTB handlers."""

    routes: Routes
    replies: Replies
    members: TelegramPermissions

    def register(self, application: "Application[Any, Any, Any, Any, Any, Any]") -> None:
        """Add every handler; the first that fits an update gets it.

        An edit makes no command of a message: PTB would handle it again without the MESSAGE filter.
        """
        new = filters.UpdateType.MESSAGE
        status = filters.StatusUpdate
        add = application.add_handler
        for name, verb in self.routes.commands.items():
            add(CommandHandler(name, self._calls(verb, name), filters=new))
        add(CallbackQueryHandler(self._press))
        add(MessageHandler(new & status.MIGRATE, self._move))
        add(MessageHandler(new & status.NEW_CHAT_MEMBERS, self._join))
        add(MessageHandler(new & filters.COMMAND, self._calls(self.routes.unknown)))
        add(MessageHandler(new & filters.CaptionRegex(_COMMAND), self._caption))
        add(MessageHandler(new & ~status.ALL, self._calls(self.routes.free_text)))
        add(MessageHandler(filters.UpdateType.EDITED_MESSAGE & ~status.ALL, self._edited))
        add(ChatMemberHandler(self._rights_changed, ChatMemberHandler.ANY_CHAT_MEMBER))

    def _calls(self, verb: OnRequest, command: str | None = None) -> _Callback:
        async def callback(update: Update, _: object) -> None:
            if update.message is not None:
                bot = update.get_bot().bot
                request = to_request(update.update_id, update.message, bot, command=command)
                await verb(request, self.replies.to(request))

        return callback

    async def _caption(self, update: Update, context: object) -> None:
        """A command below a file; PTB's CommandHandler reads texts only."""
        message = update.message
        found = _COMMAND.match(message.caption or "") if message else None
        if found is None or found["bot"] not in {None, update.get_bot().username}:
            return
        name = found["name"].lower()
        verb = self.routes.commands.get(name)
        calls = self._calls(verb, name) if verb else self._calls(self.routes.unknown)
        await calls(update, context)

    async def _edited(self, update: Update, _: object) -> None:
        message = update.edited_message
        if message is None:
            return
        found = _COMMAND.match(message.text or message.caption or "")
        command = found["name"] if found else None
        request = to_request(update.update_id, message, update.get_bot().bot, command=command)
        await self.routes.edited(request, self.replies.to(request))

    async def _press(self, update: Update, _: object) -> None:
        """Find the verb by the longest name the action begins with, then end the waiting sign."""
        query = update.callback_query
        if query is None:
            return
        press = to_press(update.update_id, query, update.get_bot().bot)
        if press is None:
            await self.replies.messenger.answer_press(query.id, None, alert=False)
            return
        reply = self.replies.to(press, query_id=query.id)
        verb = self._verb_of(press.action)
        if verb is not None:
            await verb(press, reply)
        await reply.answer_press()

    def _verb_of(self, action: str) -> OnPress | None:
        name = action
        while name and name not in self.routes.presses:
            name = name.rpartition(":")[0]
        return self.routes.presses.get(name)

    async def _move(self, update: Update, _: object) -> None:
        message = update.message
        if message is not None and message.migrate_to_chat_id is not None:
            await self.routes.chat_moved(message.chat.id, message.migrate_to_chat_id)

    async def _join(self, update: Update, context: object) -> None:
        message = update.message
        we_joined = message is not None and any(
            member.id == update.get_bot().id for member in message.new_chat_members
        )
        if we_joined:
            await self._calls(self.routes.joined)(update, context)

    async def _rights_changed(self, update: Update, _: object) -> None:
        change = update.chat_member or update.my_chat_member
        if change is not None:
            self.members.forget(change.chat.id)
        if update.my_chat_member is not None:  # the bot may have been let in again
            self.replies.messenger.mark_open(update.my_chat_member.chat.id)
