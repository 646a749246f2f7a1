"""A chat in memory: what people see of the bot's messages."""

import asyncio
import itertools
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import BinaryIO, Literal

from bot.errors import DeliveryPostponed, DeliveryRefused, MessageGone
from bot.models.chat import (
    ButtonPress,
    ChatKind,
    FileRef,
    Keyboard,
    Language,
    Person,
    QuotedMessage,
    Request,
    Span,
    StyledText,
    Thread,
)
from bot.models.chat_settings import AS_CONFIGURED, ChannelTarget, ChatSettings, Feature
from bot.models.utf16 import utf16_len

_ids = itertools.count(1000)
_updates = itertools.count(100)


@dataclass
class ShownMessage:
    """One message as a person sees it now, and every text it has shown."""

    text: str
    keyboard: Keyboard = ()
    spans: tuple[Span, ...] = ()
    history: list[str] = field(default_factory=list)
    force_reply: bool = False


class FakeReply:
    """Implements `ports.chat.Reply`; refuses what Telegram refuses.

    `failures`: raised by the next calls, in order (None: the call succeeds); `edit_failures` by the
    next edits. `refuses_entities`: as Telegram does where it cannot parse them. `drops`: how many
    cosmetic edits are dropped from now on. `popups`: answers to button presses. `typed`: when "typing…"
    was shown, in seconds since the reply was made; `has_room`: for that and for lines of progress.
    """

    def __init__(self, language: Language = "zh") -> None:
        self.language: Language = language
        self.messages: dict[int, ShownMessage] = {}
        self.popups: list[str] = []
        self.files: dict[str, bytes] = {}
        self.failures: list[Exception | None] = []
        self.edit_failures: list[Exception | None] = []
        self.refuses_entities = False
        self.drops = 0
        self.pause_s = 0.6
        self.growing_now = 0
        self.deleted: set[int] = set()
        self.reactions: list[str] = []
        self.forbids_reactions = False
        self.typed: list[float] = []
        self.has_room = True
        self._began: float | None = None

    @property
    def texts(self) -> list[str]:
        """What every message shows now."""
        return [shown.text for shown in self.messages.values()]

    @property
    def text(self) -> str:
        """What the only message shows now."""
        [text] = self.texts
        return text

    @property
    def keyboard(self) -> Keyboard:
        """The buttons below the last message."""
        return list(self.messages.values())[-1].keyboard

    @property
    def age_s(self) -> float:
        now = asyncio.get_running_loop().time()
        self._began = now if self._began is None else self._began
        return now - self._began

    async def show_typing(self) -> bool:
        if self.has_room:
            self.typed.append(round(self.age_s, 2))
        return self.has_room

    @contextmanager
    def growing(self) -> Iterator[None]:
        self.growing_now += 1
        try:
            yield
        finally:
            self.growing_now -= 1

    async def send(
        self,
        text: str | StyledText,
        *,
        keyboard: Keyboard = (),
        quote: bool = False,
        expires: bool = False,
    ) -> int | None:
        return await self.send_now(text, keyboard=keyboard)

    async def send_now(
        self,
        text: str | StyledText,
        *,
        keyboard: Keyboard = (),
        force_reply: bool = False,
        sign: bool = False,
    ) -> int:
        if sign and not self.has_room:
            raise DeliveryPostponed
        self._raise_next(self.failures)
        message_id = next(_ids)
        styled = self._accepted(text)
        self.messages[message_id] = ShownMessage(
            styled.text, keyboard, styled.spans, [styled.text], force_reply
        )
        return message_id

    async def edit(
        self,
        message_id: int,
        text: str | StyledText,
        *,
        keyboard: Keyboard = (),
        cosmetic: bool = False,
    ) -> bool:
        if cosmetic and self.drops:
            self.drops -= 1
            return False
        self._raise_next(self.failures)
        self._raise_next(self.edit_failures)
        styled = self._accepted(text)
        if message_id in self.deleted:
            raise MessageGone(reason="message to edit not found")
        shown = self.messages.setdefault(message_id, ShownMessage(""))
        shown.text, shown.keyboard, shown.spans = styled.text, keyboard, styled.spans
        shown.history.append(styled.text)
        return True

    async def react(self, emoji: str) -> bool:
        if self.forbids_reactions:
            return False
        self.reactions.append(emoji)
        return True

    async def delete(self, message_id: int) -> None:
        self._raise_next(self.failures)
        self.deleted.add(message_id)
        self.messages.pop(message_id, None)

    async def remove_keyboard(self, message_id: int) -> bool:
        if self.has_room and message_id in self.messages:
            self.messages[message_id].keyboard = ()
        return self.has_room

    def delete_all(self) -> None:
        """Somebody deletes every message of the chat."""
        self.deleted |= set(self.messages)
        self.messages.clear()

    async def download(self, file: FileRef, into: BinaryIO) -> None:
        self._raise_next(self.failures)
        into.write(self.files[file.file_id])

    async def answer_press(self, text: str = "", *, alert: bool = False) -> None:
        if text:
            self.popups.append(text)

    def _accepted(self, text: str | StyledText) -> StyledText:
        styled = _accepted(text)
        if styled.spans and self.refuses_entities:
            raise DeliveryRefused(reason="can't parse entities")
        return styled

    def _raise_next(self, failures: list[Exception | None]) -> None:
        failure = failures.pop(0) if failures else None
        if failure is not None:
            raise failure


@dataclass
class FakeChatMigrations:
    """Implements `ports.chat.ChatMigrations`; `migrated`: every call, in order."""

    migrated: list[tuple[int, int]] = field(default_factory=list)

    async def current(self, chat_id: int) -> int:
        return dict(self.migrated).get(chat_id, chat_id)

    async def migrate(self, old_id: int, new_id: int) -> None:
        self.migrated.append((old_id, new_id))


@dataclass
class FakePermissions:
    """Implements `ports.chat.Permissions`; `administrators` and `anonymous` ones are (chat, user)."""

    reviewers: frozenset[int] = frozenset()
    administrators: frozenset[tuple[int, int]] = frozenset()
    anonymous: frozenset[tuple[int, int]] = frozenset()
    review_chat_id: int | None = None
    channels: dict[str, ChannelTarget] = field(default_factory=dict)

    async def find_channel(self, name: str) -> ChannelTarget | None:
        return self.channels.get(name)

    async def may_review(self, user_id: int) -> bool:
        return user_id in self.reviewers

    async def has_other_reviewers(self, user_id: int) -> bool:
        return bool(self.reviewers - {user_id})

    async def is_review_chat(self, chat_id: int) -> bool:
        return chat_id == self.review_chat_id

    async def administers(self, chat_id: int, user_id: int) -> bool:
        return chat_id == user_id or (chat_id, user_id) in self.administrators

    async def writes_as(self, chat_id: int, user_id: int) -> int:
        return chat_id if (chat_id, user_id) in self.anonymous else user_id


def _accepted(text: str | StyledText) -> StyledText:
    styled = StyledText(text) if isinstance(text, str) else text
    units = utf16_len(styled.text)
    if not styled.text.strip():
        raise DeliveryRefused(reason="message text is empty")
    if units > 4096:
        raise DeliveryRefused(reason="message is too long")
    if any(span.offset < 0 or span.offset + span.length > units for span in styled.spans):
        raise DeliveryRefused(reason="entity out of bounds")
    return styled


def person(name: str, person_id: int = 9) -> Person:
    """Somebody who decides or orders something."""
    return Person(person_id, name)


def said(
    text: str = "",
    *,
    sender_id: int = 1,
    name: str = "小明",
    chat_id: int = 1,
    topic_id: int | None = None,
    language: Language = "zh",
    addressed: bool = True,
    file: FileRef | None = None,
    quoted: QuotedMessage | None = None,
    album: str = "",
    command: str = "",
    named: bool = False,
    forbidden: frozenset[Feature] = frozenset(),
    settings: ChatSettings = AS_CONFIGURED,
    forwarded: bool = False,
    unreadable: Literal["", "sticker", "location", "contact", "other"] = "",
) -> Request:
    """A request; a negative chat is a group."""
    kind: ChatKind = "private" if chat_id > 0 else "group"
    update_id = next(_updates)
    return Request(
        update_id=update_id,
        thread=Thread(chat_id, topic_id),
        chat_kind=kind,
        sender=Person(sender_id, name, language),
        message_id=update_id,
        command=command,
        text=text,
        file=file,
        quoted=quoted,
        addressed=addressed,
        album=album,
        forwarded=forwarded,
        settings=settings,
        named=named,
        forbidden=forbidden,
        unreadable=unreadable,
    )


def pressed(
    action: str,
    *,
    message_id: int,
    sender_id: int = 1,
    name: str = "小明",
    chat_id: int = 1,
    language: Language = "zh",
    original: QuotedMessage | None = None,
    has_button: bool = True,
    settings: ChatSettings = AS_CONFIGURED,
) -> ButtonPress:
    """A press of the button that was made with `action`."""
    kind: ChatKind = "private" if chat_id > 0 else "group"
    return ButtonPress(
        update_id=next(_updates),
        thread=Thread(chat_id),
        chat_kind=kind,
        sender=Person(sender_id, name, language),
        message_id=message_id,
        action=action,
        original=original,
        has_button=has_button,
        settings=settings,
    )
