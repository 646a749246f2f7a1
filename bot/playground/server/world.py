"""The world the server plays: the bot, people, chats and what was said in them.

Messages are Bot API `Message` objects as plain data. One is never changed in place: an edit puts a
new object at its id, so that updates and embedded replies keep what was said then.
"""

import itertools
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from bot.playground.server.events import Events

Json = dict[str, Any]
ChatType = Literal["private", "group", "supergroup", "channel"]
BotStatus = Literal["member", "administrator", "restricted", "left", "kicked"]

MESSAGES_KEPT = 1000
"""Per chat; older ones are forgotten."""


@dataclass(slots=True)
class BotAccount:
    """The bot as Telegram knows it; `commands` by "<scope> <language>"."""

    id: int = 700000001
    first_name: str = "成语茶馆小助手"
    username: str = "playground_bot"
    can_read_all_group_messages: bool = True
    commands: dict[str, list[Json]] = field(default_factory=dict)

    def user(self) -> Json:
        """The bot as a User."""
        return {
            "id": self.id,
            "is_bot": True,
            "first_name": self.first_name,
            "username": self.username,
        }


@dataclass(slots=True)
class Person:
    """Somebody who chats."""

    id: int
    first_name: str
    username: str | None = None
    language_code: str | None = "zh-hans"

    def user(self) -> Json:
        """The person as a User."""
        return _filled(
            id=self.id,
            is_bot=False,
            first_name=self.first_name,
            username=self.username,
            language_code=self.language_code,
        )


@dataclass(slots=True)
class Topic:
    """A topic of a forum; its id is that of the message that opened it."""

    name: str
    closed: bool = False


@dataclass(slots=True)
class Chat:
    """A chat; of a channel the members are its readers, and its administrators write.

    `sent_by_bot` are ids of messages: a channel's posts do not say who wrote them; `fixed` those of
    messages that cannot be edited. `bot_status` of a private chat is `kicked` where the person has
    blocked the bot.
    """

    id: int
    type: ChatType
    title: str
    members: list[int] = field(default_factory=list)
    administrators: list[int] = field(default_factory=list)
    bot_status: BotStatus = "member"
    username: str | None = None
    is_forum: bool = False
    topics: dict[int, Topic] = field(default_factory=dict)
    migrated_to: int | None = None
    messages: dict[int, Json] = field(default_factory=dict)
    sent_by_bot: set[int] = field(default_factory=set)
    fixed: set[int] = field(default_factory=set)

    @property
    def bot_is_in(self) -> bool:
        """Does the bot see this chat?"""
        return self.bot_status not in {"left", "kicked"}


@dataclass(slots=True)
class StoredFile:
    """A file somebody sent."""

    file_id: str
    unique_id: str
    path: str
    name: str
    mime_type: str
    data: bytes


@dataclass(slots=True)
class Webhook:
    """Where updates are pushed to."""

    url: str
    secret_token: str = ""
    last_error: str = ""
    last_error_date: int = 0


class World:
    """Everything the server knows; `has_changed` asks for a new snapshot.

    Ids begin at the clock's seconds, so that they grow over a restart without a snapshot too.
    """

    def __init__(self) -> None:
        self.bot = BotAccount()
        self.people: dict[int, Person] = {}
        self.chats: dict[int, Chat] = {}
        self.files: dict[str, StoredFile] = {}
        self.pending: list[Json] = []
        self.webhook: Webhook | None = None
        self.allowed_updates: list[str] = []
        self.queries: dict[str, int] = {}
        self.last_id = int(time.time())
        self.events = Events()
        self.has_changed = False

    def next_id(self) -> int:
        """An id that is larger than every id before: of updates, messages, topics and files."""
        self.last_id += 1
        self.has_changed = True
        return self.last_id

    def brief(self, chat: Chat) -> Json:
        """The chat as a Chat object."""
        person = self.people.get(chat.id)
        if chat.type == "private" and person is not None:
            names = _filled(first_name=person.first_name, username=person.username)
            return {"id": chat.id, "type": "private", **names}
        forum = {"is_forum": True} if chat.is_forum else {}
        return _filled(
            id=chat.id, type=chat.type, title=chat.title, username=chat.username, **forum
        )

    def compose(self, chat: Chat, sender_id: int, content: Mapping[str, object]) -> Json:
        """A Message by a person or the bot; in a channel the channel itself is the sender."""
        head: Json = {
            "message_id": self.next_id(),
            "date": int(time.time()),
            "chat": self.brief(chat),
        }
        if chat.type == "channel":
            head["sender_chat"] = head["chat"]
        else:
            head["from"] = self.user(sender_id)
        if sender_id == self.bot.id:
            chat.sent_by_bot.add(head["message_id"])
        return head | _filled(**content)

    def user(self, user_id: int) -> Json:
        """A person or the bot as a User."""
        return self.bot.user() if user_id == self.bot.id else self.people[user_id].user()

    def post(self, chat: Chat, message: Json) -> Json:
        """Put a message into its chat and tell the page."""
        chat.messages[message["message_id"]] = message
        for old in list(
            itertools.islice(chat.messages, max(0, len(chat.messages) - MESSAGES_KEPT))
        ):
            del chat.messages[old]
            chat.sent_by_bot.discard(old)
            chat.fixed.discard(old)
        self.tell("message", {"message": message})
        return message

    def replace(self, chat: Chat, message: Json) -> Json:
        """Put an edited message in the place of the old one."""
        chat.messages[message["message_id"]] = message
        self.tell("edited", {"message": message})
        return message

    def remove(self, chat: Chat, message_id: int) -> None:
        """Delete a message."""
        del chat.messages[message_id]
        self.tell("deleted", {"chat_id": chat.id, "message_id": message_id})

    def tell(self, kind: str, data: Mapping[str, object]) -> None:
        """Publish an event to the page."""
        self.has_changed = True
        self.events.publish(kind, data)


def as_reply(message: Json) -> Json:
    """The message as it is embedded into an answer: without what it answered itself."""
    return {name: value for name, value in message.items() if name != "reply_to_message"}


def _filled(**values: object) -> Json:
    return {name: value for name, value in values.items() if value is not None}
