"""The server's state: the bot, users, chats with their last messages, files, pending updates.

Messages are Bot API `Message` objects as plain data. A message is never changed in place: an edit
stores a new object under its id, so that updates and embedded replies keep the old one.
"""

import itertools
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from bot.playground.server.page_events import PageEvents

Json = dict[str, Any]
ChatType = Literal["private", "group", "supergroup", "channel"]
BotStatus = Literal["member", "administrator", "restricted", "left", "kicked"]

MESSAGES_PER_CHAT = 1000
"""Older messages are dropped."""


@dataclass(slots=True)
class BotAccount:
    """The bot as Telegram knows it; `commands` by "<scope> <language>"."""

    id: int
    first_name: str
    username: str
    can_read_all_group_messages: bool = True
    commands: dict[str, list[Json]] = field(default_factory=dict)

    def user_object(self) -> Json:
        """The bot as a Bot API User."""
        return {
            "id": self.id,
            "is_bot": True,
            "first_name": self.first_name,
            "username": self.username,
        }


@dataclass(slots=True)
class BotApiUser:
    """A user of the chats."""

    id: int
    first_name: str
    username: str | None = None
    language_code: str | None = "zh-hans"

    def user_object(self) -> Json:
        """The user as a Bot API User."""
        return _without_none(
            id=self.id,
            is_bot=False,
            first_name=self.first_name,
            username=self.username,
            language_code=self.language_code,
        )


@dataclass(slots=True)
class ForumTopic:
    """A topic of a forum; its id is that of the message that opened it."""

    name: str
    closed: bool = False


@dataclass(slots=True)
class BotApiChat:
    """A chat; the members of a channel are its readers, only its administrators write.

    `sent_by_bot` are ids of messages: a channel's posts do not name their sender; `not_editable`
    those of messages that can never be edited. In a private chat `bot_status` is `kicked` where the
    user has blocked the bot. `reactions` are the bot's emojis, by message.
    """

    id: int
    type: ChatType
    title: str
    members: list[int] = field(default_factory=list)
    administrators: list[int] = field(default_factory=list)
    bot_status: BotStatus = "member"
    username: str | None = None
    is_forum: bool = False
    topics: dict[int, ForumTopic] = field(default_factory=dict)
    migrated_to: int | None = None
    messages: dict[int, Json] = field(default_factory=dict)
    sent_by_bot: set[int] = field(default_factory=set)
    not_editable: set[int] = field(default_factory=set)
    forbids_reactions: bool = False
    reactions: dict[int, list[str]] = field(default_factory=dict)

    @property
    def has_bot(self) -> bool:
        """Does the bot receive this chat's updates?"""
        return self.bot_status not in {"left", "kicked"}


@dataclass(slots=True)
class StoredFile:
    """A file that a user or the bot sent."""

    file_id: str
    unique_id: str
    path: str
    name: str
    mime_type: str
    data: bytes


@dataclass(slots=True)
class WebhookTarget:
    """Where updates are pushed to (Bot API: setWebhook), and the last error there."""

    url: str
    secret_token: str = ""
    last_error: str = ""
    last_error_date: int = 0


class ServerState:
    """Everything the server knows; without users and chats at first.

    Ids start at the clock's seconds, so that they grow over a restart without a snapshot too.
    """

    def __init__(self, bot: BotAccount) -> None:
        self.bot = bot
        self.users: dict[int, BotApiUser] = {}
        self.chats: dict[int, BotApiChat] = {}
        self.files: dict[str, StoredFile] = {}
        self.pending_updates: list[Json] = []
        self.webhook: WebhookTarget | None = None
        self.allowed_updates: list[str] = []
        self.callback_queries: dict[str, int] = {}
        """By query id: the user who waits for answerCallbackQuery."""
        self.last_id = int(time.time())
        self.events = PageEvents()
        self.is_unsaved = False

    def next_id(self) -> int:
        """A new id, larger than every id before: for updates, messages, topics and files."""
        self.last_id += 1
        self.is_unsaved = True
        return self.last_id

    def add_user(self, user: BotApiUser) -> None:
        """Add a user and their private chat with the bot."""
        self.users[user.id] = user
        self.chats[user.id] = BotApiChat(user.id, "private", self.bot.first_name, [user.id])
        self.is_unsaved = True

    def user_object(self, user_id: int) -> Json:
        """A user or the bot as a Bot API User."""
        return (self.bot if user_id == self.bot.id else self.users[user_id]).user_object()

    def chat_object(self, chat: BotApiChat) -> Json:
        """The chat as a Bot API Chat."""
        user = self.users.get(chat.id)
        if chat.type == "private" and user is not None:
            names = _without_none(first_name=user.first_name, username=user.username)
            return {"id": chat.id, "type": "private", **names}
        forum = {"is_forum": True} if chat.is_forum else {}
        return _without_none(
            id=chat.id, type=chat.type, title=chat.title, username=chat.username, **forum
        )

    def new_message(self, chat: BotApiChat, sender_id: int, content: Mapping[str, object]) -> Json:
        """A Message by a user or the bot, not added yet; in a channel the channel is the sender."""
        head: Json = {
            "message_id": self.next_id(),
            "date": int(time.time()),
            "chat": self.chat_object(chat),
        }
        if chat.type == "channel":
            head["sender_chat"] = head["chat"]
        else:
            head["from"] = self.user_object(sender_id)
        if sender_id == self.bot.id:
            chat.sent_by_bot.add(head["message_id"])
        return head | _without_none(**content)

    def add_message(self, chat: BotApiChat, message: Json) -> Json:
        """Add a message to its chat and show it on the page."""
        chat.messages[message["message_id"]] = message
        surplus = max(0, len(chat.messages) - MESSAGES_PER_CHAT)
        for old in list(itertools.islice(chat.messages, surplus)):
            del chat.messages[old]
            chat.sent_by_bot.discard(old)
            chat.not_editable.discard(old)
        self.publish("message", {"message": message})
        return message

    def replace_message(self, chat: BotApiChat, message: Json) -> Json:
        """Store an edited message instead of the old one."""
        chat.messages[message["message_id"]] = message
        self.publish("edited", {"message": message})
        return message

    def delete_message(self, chat: BotApiChat, message_id: int) -> None:
        """Delete a message."""
        del chat.messages[message_id]
        self.publish("deleted", {"chat_id": chat.id, "message_id": message_id})

    def publish(self, kind: str, data: Mapping[str, object]) -> None:
        """Send an event to the page; the state has changed."""
        self.is_unsaved = True
        self.events.publish(kind, data)


def _without_none(**values: object) -> Json:
    return {name: value for name, value in values.items() if value is not None}
