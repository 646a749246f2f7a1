"""Decides which command handles an update: the table of PTB handlers."""

from collections.abc import Awaitable, Callable, Coroutine, Mapping
from dataclasses import dataclass, replace
from typing import Any

from telegram import Update
from telegram.constants import ChatMemberStatus, ChatType
from telegram.ext import (
    Application,
    CallbackQueryHandler,
    ChatMemberHandler,
    CommandHandler,
    MessageHandler,
    filters,
)

from bot.commands.chat_rules import forbidden_to, is_heard
from bot.errors import StaleButton
from bot.handlers.permissions import TelegramPermissions
from bot.handlers.replies import Replies
from bot.handlers.update_attempt import current_album, current_settings
from bot.handlers.update_parser import COMMAND, to_press, to_request
from bot.logs import add_fields
from bot.models.chat import ButtonPress, Person, Request
from bot.ports.chat import Reply

OnRequest = Callable[[Request, Reply], Awaitable[None]]
OnPress = Callable[[ButtonPress, Reply], Awaitable[None]]
OnChatMigrated = Callable[[int, int], Awaitable[None]]
OnLeft = Callable[[int, Person], Awaitable[None]]
_Callback = Callable[[Update, Any], Coroutine[Any, Any, None]]

ALLOWED_UPDATES = [
    Update.MESSAGE,
    Update.EDITED_MESSAGE,
    Update.CALLBACK_QUERY,
    Update.MY_CHAT_MEMBER,
    Update.CHAT_MEMBER,
]
"""The kinds of updates that the bot receives (Bot API: getUpdates, allowed_updates)."""

_GONE = frozenset({ChatMemberStatus.LEFT, ChatMemberStatus.BANNED})


@dataclass(frozen=True, slots=True)
class Routes:
    """The function for each kind of update.

    Args:
        commands: by the name of the command, without the slash.
        presses: by the action of the button without its arguments, e.g. `review:ok`.
        free_text: for a message without a command.
        edited: for an edited message; a command at its beginning is cut off.
        edit_arrived: for the same when it has arrived, though its sender's updates before it are not
            handled yet.
        forwardable: the commands that are handled in a forwarded message too: those that only ask.
            Whoever forwards another person's message shows it, and may not mean what it says.
        forwarded: for any other command in a forwarded message.
        unknown: for a command that is not in `commands`.
        joined: for the bot being added to a group.
        chat_migrated: for a group that became a supergroup: (old id, new id).
        left: for a group that the bot was removed from, and who did that.
    """

    commands: Mapping[str, OnRequest]
    presses: Mapping[str, OnPress]
    free_text: OnRequest
    edited: OnRequest
    edit_arrived: Callable[[Request], Awaitable[None]]
    forwardable: frozenset[str]
    forwarded: OnRequest
    unknown: OnRequest
    joined: OnRequest
    chat_migrated: OnChatMigrated
    left: OnLeft


@dataclass(frozen=True, slots=True)
class HandlerTable:
    """The routes as PTB handlers.

    Args:
        routes: the functions that handle updates.
        replies: makes the reply for each update.
        permissions: told of chats whose administrators have changed.
    """

    routes: Routes
    replies: Replies
    permissions: TelegramPermissions

    def register(self, application: "Application[Any, Any, Any, Any, Any, Any]") -> None:
        """Add every handler; the first one that matches handles the update.

        The filter for new messages keeps PTB from handling an edited command a second time.
        """
        new = filters.UpdateType.MESSAGE
        status = filters.StatusUpdate
        add = application.add_handler
        for name, handle in self.routes.commands.items():
            add(CommandHandler(name, self._callback(handle, name), filters=new))
        add(CallbackQueryHandler(self._press))
        add(MessageHandler(new & status.MIGRATE, self._move))
        add(MessageHandler(new & status.NEW_CHAT_MEMBERS, self._join))
        add(
            MessageHandler(
                new & filters.COMMAND, self._callback(self.routes.unknown, what="unknown command")
            )
        )
        add(MessageHandler(new & filters.CaptionRegex(COMMAND), self._caption))
        add(MessageHandler(new & ~status.ALL, self._callback(self.routes.free_text)))
        add(MessageHandler(filters.UpdateType.EDITED_MESSAGE & ~status.ALL, self._edited))
        add(ChatMemberHandler(self._members_changed, ChatMemberHandler.ANY_CHAT_MEMBER))

    def _callback(self, handle: OnRequest, command: str | None = None, what: str = "") -> _Callback:
        """`what`: for the log, where there is no command."""
        what = f"/{command}" if command else what

        async def callback(update: Update, _: object) -> None:
            # A channel's posts appear in its discussion group by themselves: nobody spoke to the bot.
            if update.message is not None and not update.message.is_automatic_forward:
                bot = update.get_bot().bot
                request = to_request(
                    *(update.update_id, update.message, bot),
                    command=command,
                    settings=current_settings(),
                )
                is_addressed = is_heard(request)
                if command and not is_addressed:
                    return
                if what and is_addressed:
                    add_fields(what=what)
                forbidden = await forbidden_to(request, self.permissions)
                request = replace(request, addressed=is_addressed, forbidden=forbidden)
                request = current_album().complete(request)
                reply = self.replies.to(request)
                if request.forwarded and command and command not in self.routes.forwardable:
                    await self.routes.forwarded(request, reply)
                else:
                    await handle(request, reply)

        return callback

    async def _caption(self, update: Update, context: object) -> None:
        """A command in the caption of a file, which PTB's CommandHandler does not read."""
        message = update.message
        found = COMMAND.match(message.caption or "") if message else None
        named = (found["bot"] or "").lower() if found else ""
        if found is None or named not in {"", update.get_bot().username.lower()}:
            return
        name = found["name"].lower()
        handle = self.routes.commands.get(name)
        callback = (
            self._callback(handle, name)
            if handle
            else self._callback(self.routes.unknown, what="unknown command")
        )
        await callback(update, context)

    async def edit_arrived(self, update: Update) -> None:
        """Tell of an edit before it is handled; nothing happens for any other update."""
        request = _edit_of(update)
        if request is not None:
            await self.routes.edit_arrived(request)

    async def _edited(self, update: Update, _: object) -> None:
        request = _edit_of(update)
        if request is not None:
            add_fields(what="edit")
            forbidden = await forbidden_to(request, self.permissions)
            request = replace(request, forbidden=forbidden)
            await self.routes.edited(request, self.replies.to(request))

    async def _press(self, update: Update, _: object) -> None:
        """Handle a press, then answer it, so that the client stops showing it as under way."""
        query = update.callback_query
        if query is None:
            return
        press = to_press(update.update_id, query, update.get_bot().bot, current_settings())
        if press is None:
            await self.replies.messenger.answer_press(query.id, None, alert=False)
            return
        press = replace(press, forbidden=await forbidden_to(press, self.permissions))
        press = current_album().complete_press(press)
        reply = self.replies.to(press, query_id=query.id)
        name = self.press_name(press.action)
        add_fields(what=f"button {name or 'unknown'}")
        if not name:
            raise StaleButton
        await self.routes.presses[name](press, reply)
        await reply.answer_press()

    def press_name(self, action: str) -> str:
        """The longest name of a press that the action begins with; empty for an unknown one."""
        name = action
        while name and name not in self.routes.presses:
            name = name.rpartition(":")[0]
        return name

    async def _move(self, update: Update, _: object) -> None:
        """Both chats announce it (Bot API: migrate_to_chat_id, migrate_from_chat_id)."""
        message = update.message
        if message is None:
            return
        if message.migrate_to_chat_id is not None:
            await self.routes.chat_migrated(message.chat.id, message.migrate_to_chat_id)
        if message.migrate_from_chat_id is not None:
            await self.routes.chat_migrated(message.migrate_from_chat_id, message.chat.id)

    async def _join(self, update: Update, context: object) -> None:
        message = update.message
        is_added = message is not None and any(
            member.id == update.get_bot().id for member in message.new_chat_members
        )
        if is_added:
            await self._callback(self.routes.joined, what="joined")(update, context)

    async def _members_changed(self, update: Update, _: object) -> None:
        change = update.chat_member or update.my_chat_member
        if change is not None:
            self.permissions.forget(change.chat.id)
        change = update.my_chat_member
        if change is None:
            return
        chat, by = change.chat, change.from_user
        if change.new_chat_member.status in _GONE and chat.type != ChatType.PRIVATE:
            await self.routes.left(chat.id, Person(by.id, by.full_name))
        else:  # the bot may write there again
            self.replies.messenger.mark_open(chat.id)


def _edit_of(update: Update) -> Request | None:
    message = update.edited_message
    if message is None or message.is_automatic_forward:
        return None
    found = COMMAND.match(message.text or message.caption or "")
    command = found["name"] if found else None
    return to_request(
        *(update.update_id, message, update.get_bot().bot),
        command=command,
        settings=current_settings(),
    )
