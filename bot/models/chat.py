"""People, places and messages, as every platform has them."""

from dataclasses import dataclass, field
from typing import Literal

Language = Literal["zh", "en"]
ChatKind = Literal["private", "group", "channel"]


@dataclass(frozen=True, slots=True)
class Thread:
    """A conversation: a chat, or one topic of a chat (None: the chat's General)."""

    chat_id: int
    topic_id: int | None = None

    @property
    def key(self) -> str:
        """The thread as one word for Redis keys and locks, e.g. `-100123:7` or `42:0`."""
        return f"{self.chat_id}:{self.topic_id or 0}"


@dataclass(frozen=True, slots=True)
class Person:
    """Who spoke or pressed; `id` is negative for a channel or group that speaks as itself."""

    id: int
    name: str
    language: Language = "zh"
    username: str | None = None


@dataclass(frozen=True, slots=True)
class FileRef:
    """A file that lies on the platform and can be downloaded through `Reply.download`."""

    file_id: str
    unique_id: str
    filename: str
    size_bytes: int | None
    kind: Literal["document", "photo", "other"] = "document"


@dataclass(frozen=True, slots=True)
class QuotedMessage:
    """The message that the request answers."""

    message_id: int
    text: str
    file: FileRef | None
    sender_id: int
    by_bot: bool


@dataclass(frozen=True, slots=True)
class Request:
    """One thing a person asked of the bot, free of any platform.

    `text` is what follows the command (all of the text where there was none), without the bot's
    name. `addressed`: said in private, to the bot by name, as a reply to it, or by a command.
    `update_id` grows with time and is unique: an effect is applied once by comparing it. `album`
    names the group that several files were sent as: each comes as a request of its own, and only one
    has the text.
    """

    update_id: int
    thread: Thread
    chat_kind: ChatKind
    sender: Person
    message_id: int
    text: str = ""
    file: FileRef | None = None
    quoted: QuotedMessage | None = None
    addressed: bool = True
    forwarded: bool = False
    album: str = ""

    @property
    def language(self) -> Language:
        """The language to answer in: that of the sender's client."""
        return self.sender.language


@dataclass(frozen=True, slots=True)
class ButtonPress:
    """One press of a button below a message of the bot.

    `action` is the word the button was made with; `message_id` the message that bears the button;
    `original` the message that one replies to, as far as the platform still knows it.
    """

    update_id: int
    thread: Thread
    chat_kind: ChatKind
    sender: Person
    message_id: int
    action: str
    original: QuotedMessage | None = None

    @property
    def language(self) -> Language:
        """The language to answer in: that of the presser's client."""
        return self.sender.language


@dataclass(frozen=True, slots=True)
class Button:
    """A button; `action` comes back in `ButtonPress.action` (at most 64 bytes of UTF-8: Bot API)."""

    label: str
    action: str


Keyboard = tuple[tuple[Button, ...], ...]
"""Rows of buttons; empty: no keyboard."""


@dataclass(frozen=True, slots=True)
class Span:
    """A styled stretch of text; `offset` and `length` count UTF-16 code units, as Telegram does.

    `user_id`: the person whose name it is (kind `text_mention`).
    """

    kind: str
    offset: int
    length: int
    url: str | None = None
    language: str | None = None
    user_id: int | None = None


@dataclass(frozen=True, slots=True)
class StyledText:
    """Visible text with its styling, ready for a platform: no markup is left in `text`."""

    text: str
    spans: tuple[Span, ...] = field(default=())
