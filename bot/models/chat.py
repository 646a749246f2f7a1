"""Chats, users, messages and buttons, free of any platform."""

from dataclasses import dataclass, field
from typing import Literal

from bot.models.chat_settings import AS_CONFIGURED, ChatSettings, Feature
from bot.models.language import Language as Language  # noqa: PLC0414 -- people's language belongs here too

ChatKind = Literal["private", "group", "channel"]


@dataclass(frozen=True, slots=True)
class Thread:
    """A chat, or one topic of it (None: no topic, or the General one)."""

    chat_id: int
    topic_id: int | None = None

    @property
    def key(self) -> str:
        """The thread as a part of a Redis key, e.g. `-100123:7` or `42:0`."""
        return f"{self.chat_id}:{self.topic_id or 0}"


@dataclass(frozen=True, slots=True)
class Person:
    """Who sent a message or pressed a button; `id` is negative for a channel or group.

    `language`: that of their client.
    """

    id: int
    name: str
    language: Language = "zh"


_IMAGE_SUFFIXES = frozenset({"jpg", "jpeg", "png", "webp", "bmp"})


@dataclass(frozen=True, slots=True)
class FileRef:
    """A file on the platform's servers; `Reply.download` fetches it.

    `unique_id`: equal for the same file wherever it was sent; empty: unknown. `message_id`: of the part
    of an album that it is; 0: of none.
    """

    file_id: str
    filename: str
    size_bytes: int | None
    kind: Literal["document", "photo", "voice", "other"] = "document"
    unique_id: str = ""
    message_id: int = field(default=0, compare=False)

    @property
    def is_image(self) -> bool:
        """A photo, or a picture that was sent as a file."""
        suffix = self.filename.lower().rpartition(".")[2]
        is_picture = self.kind == "document" and suffix in _IMAGE_SUFFIXES
        return self.kind == "photo" or is_picture


PictureKind = Literal["photo", "image_file", "document"]


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture on the platform's servers, and how it is sent again.

    `photo`: it lies there as a photo. `image_file`: it was sent as a file and is uploaded as a photo,
    since a file_id keeps its kind (Bot API: sending files). `document`: an image that cannot be a photo;
    it stays a file. `message_id`: of the part of an album that it came in; 0: it came alone.
    """

    file_id: str
    kind: PictureKind = "photo"
    filename: str = ""
    message_id: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class QuotedMessage:
    """The message that a request replies to.

    Args:
        text: of a person's message without a command at its beginning and without the bot's name, as
            in `Request`.
        files: every file of its album in order; empty: it is of none, or of one that the bot has not
            seen within a day.
        captioned: the message of its album that has the text.
        written: its whole text with its formatting.
    """

    message_id: int
    text: str
    file: FileRef | None
    sender_id: int
    by_bot: bool
    album: str = ""
    written: "StyledText | None" = None
    files: tuple[FileRef, ...] = ()
    captioned: "QuotedMessage | None" = None


@dataclass(frozen=True, slots=True)
class Request:
    """One message to the bot.

    Args:
        update_id: unique, and grows with time; a store compares it to apply an effect once.
        command: the command that the message begins with, without the slash; empty: none.
        text: what follows the command, or the whole text; without the bot's name.
        wish: how it is to be summarised, where an order in plain words was cut off the text, or a
            button asked for another kind.
        addressed: sent in private, with the bot's name, as a reply to the bot, or as a command.
        forwarded: somebody showed the message to this chat; it may not be what they want.
        album: id of the group of files that this one was sent in.
        files: every file of the album in order, where the request stands for all of it; empty: there is
            no album, or the message came when the others were handled already.
        version: 1 as it was sent; where it was edited, or is asked again, the update that did so. Each
            version counts as a request of its own.
        edited_after_s: seconds between the message and its edit; None: it was not edited.
        named: it has the bot's name.
        settings: what the chat has set for itself.
        forbidden: what it keeps to administrators, and the sender is none.
        unreadable: what the message is, where it has neither text nor file.
        written: the whole text with its formatting, as it was before anything was cut off.
    """

    update_id: int
    thread: Thread
    chat_kind: ChatKind
    sender: Person
    message_id: int
    command: str = ""
    text: str = ""
    file: FileRef | None = None
    quoted: QuotedMessage | None = None
    addressed: bool = True
    forwarded: bool = False
    album: str = ""
    files: tuple[FileRef, ...] = ()
    version: int = 1
    edited_after_s: float | None = None
    wish: str = ""
    named: bool = False
    settings: ChatSettings = AS_CONFIGURED
    forbidden: frozenset[Feature] = frozenset()
    unreadable: Literal["", "sticker", "location", "contact", "other"] = ""
    written: "StyledText | None" = None

    @property
    def language(self) -> Language:
        """The language to answer in."""
        return language_in(self.chat_kind, self.settings, self.sender)


@dataclass(frozen=True, slots=True)
class ButtonPress:
    """One press of a button below a message of the bot.

    Args:
        message_id: the message that has the button.
        action: the `Button.action` of the button.
        original: the message that the one with the button replies to, if the platform sent it.
        has_button: does the message have such a button? A client can send any action for any message.
        settings: what the chat has set for itself.
        forbidden: what it keeps to administrators, and the sender is none.
    """

    update_id: int
    thread: Thread
    chat_kind: ChatKind
    sender: Person
    message_id: int
    action: str
    original: QuotedMessage | None = None
    has_button: bool = True
    settings: ChatSettings = AS_CONFIGURED
    forbidden: frozenset[Feature] = frozenset()

    @property
    def language(self) -> Language:
        """The language to write into the chat; a pop-up is in that of the sender's client."""
        return language_in(self.chat_kind, self.settings, self.sender)


def language_in(kind: ChatKind, settings: ChatSettings, person: Person) -> Language:
    """The language of a chat: what it has set, else in private the client's, in a group Chinese."""
    return settings.language or (person.language if kind == "private" else "zh")


@dataclass(frozen=True, slots=True)
class Button:
    """A button; `action` has at most 64 bytes of UTF-8 (Bot API: InlineKeyboardButton)."""

    label: str
    action: str


Keyboard = tuple[tuple[Button, ...], ...]
"""Rows of buttons; empty: no keyboard."""


@dataclass(frozen=True, slots=True)
class Span:
    """Styling of a part of a text (Bot API: MessageEntity).

    `offset` and `length` count UTF-16 code units; `user_id` is the user of a `text_mention`.
    """

    kind: str
    offset: int
    length: int
    url: str | None = None
    language: str | None = None
    user_id: int | None = None


@dataclass(frozen=True, slots=True)
class StyledText:
    """Text without markup, and its styling."""

    text: str
    spans: tuple[Span, ...] = field(default=())
