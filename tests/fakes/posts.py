"""Stand-ins for what posts need from outside."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field

from bot.errors import BotError, DeliveryPostponed, DeliveryRefused, MessageGone
from bot.models.chat import Keyboard, Picture, Span, StyledText
from bot.models.flood import PROMPT_S
from bot.models.post import CensorVerdict
from bot.models.usage import Caller
from bot.models.utf16 import CAPTION_UNITS, MESSAGE_UNITS, utf16_len


@dataclass
class FakeSlots:
    """Slots without end; remembers how each was given back."""

    taken: int = 0
    holds_ms: list[int] = field(default_factory=list)

    async def acquire(self) -> int:
        self.taken += 1
        return self.taken

    async def release(self, slot: int, *, hold_ms: int = 1000) -> bool:
        self.holds_ms.append(hold_ms)
        return True


@dataclass
class FakeTokens:
    """A token store in memory."""

    tokens: dict[str, str] = field(default_factory=dict)
    ttls_s: dict[str, int] = field(default_factory=dict)
    fetching: set[str] = field(default_factory=set)

    async def get(self, name: str) -> str | None:
        return self.tokens.get(name)

    async def put(self, name: str, token: str, ttl_s: int) -> None:
        self.tokens[name] = token
        self.ttls_s[name] = ttl_s
        self.fetching.discard(name)

    async def drop(self, name: str, token: str) -> None:
        if self.tokens.get(name) == token:
            del self.tokens[name]

    async def may_fetch(self, name: str, within_s: int) -> bool:
        is_first = name not in self.fetching
        self.fetching.add(name)
        return is_first


@dataclass
class FakeCensor:
    """Judges by words; `errors` are raised first, one a call."""

    rejects: str = "坏"
    doubts: str = "疑"
    clean: CensorVerdict = field(default_factory=lambda: CensorVerdict("pass", "baidu"))
    errors: list[BotError] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)

    async def check(self, text: str) -> CensorVerdict:
        self.texts.append(text)
        if self.errors:
            raise self.errors.pop(0)
        if self.rejects in text:
            return CensorVerdict("reject", "baidu", ("abuse",))
        if self.doubts in text:
            return CensorVerdict("review", "baidu", ("politics",))
        return self.clean


@dataclass
class FakePolisher:
    """Appends a mark; `errors` are raised first."""

    mark: str = "（润色）"
    errors: list[BotError] = field(default_factory=list)
    callers: list[Caller] = field(default_factory=list)

    async def polish(self, text: str, caller: Caller) -> str:
        self.callers.append(caller)
        if self.errors:
            raise self.errors.pop(0)
        return text + self.mark


@dataclass
class Sent:
    """A message as people see it."""

    chat_id: int
    message_id: int
    text: str
    keyboard: Keyboard
    topic_id: int | None = None
    pictures: tuple[Picture, ...] = ()
    document: tuple[str, bytes] = ("", b"")
    image: bytes = b""
    spans: tuple[Span, ...] = ()

    def styled(self, kind: str) -> list[str]:
        """What people see in that style."""
        units = self.text.encode("utf-16-le")
        return [
            units[2 * span.offset : 2 * (span.offset + span.length)].decode("utf-16-le")
            for span in self.spans
            if span.kind == kind
        ]

    def button(self, label: str) -> str:
        """The action of the button with that label."""
        return next(b.action for row in self.keyboard for b in row if label in b.label)

    @property
    def labels(self) -> list[str]:
        """What its buttons say."""
        return [button.label for row in self.keyboard for button in row]


@dataclass
class FakeMessenger:
    """Chats in memory; `refusals` are raised before, `lost` after a delivery, by chat.

    `migrations`: the supergroups that groups became. `usernames`: of public chats. `busy_s`: how long a
    chat may not be called. `refused_pictures`: those that are no pictures at all.
    """

    messages: list[Sent] = field(default_factory=list)
    refusals: dict[int, list[BotError]] = field(default_factory=dict)
    lost: dict[int, list[BotError]] = field(default_factory=dict)
    migrations: dict[int, int] = field(default_factory=dict)
    hangs: set[int] = field(default_factory=set)
    refused_pictures: set[Picture] = field(default_factory=set)
    busy_s: dict[int, float] = field(default_factory=dict)
    usernames: dict[int, str] = field(default_factory=dict)
    sent: int = 0
    _sent: asyncio.Event = field(default_factory=asyncio.Event)

    async def send(
        self,
        chat_id: int,
        text: str | StyledText,
        *,
        topic_id: int | None = None,
        keyboard: Keyboard = (),
        wait_s: float = PROMPT_S,
        reserved: bool = False,
    ) -> int:
        if not reserved:
            self._take_budget(chat_id, wait_s)
        _require_room(text, MESSAGE_UNITS)
        if self.refusals.get(chat_id):
            raise self.refusals[chat_id].pop(0)
        self.sent += 1
        message_id, chat_id = self.sent, await self.current_chat(chat_id)
        sent = Sent(chat_id, message_id, plain(text), keyboard, topic_id, spans=spans_of(text))
        self.messages.append(sent)
        self._sent.set()
        if self.lost.get(chat_id):
            raise self.lost[chat_id].pop(0)
        if chat_id in self.hangs:
            await asyncio.Event().wait()
        return message_id

    async def send_pictures(
        self,
        chat_id: int,
        pictures: Sequence[Picture],
        caption: str | StyledText = "",
        *,
        topic_id: int | None = None,
        wait_s: float = PROMPT_S,
    ) -> tuple[int, ...]:
        """An album is one message here, which has the ids of the following too."""
        is_mixed = len(pictures) > 1 and any(p.kind == "document" for p in pictures)
        if len(pictures) > 10 or is_mixed or self.refused_pictures.intersection(pictures):
            raise DeliveryRefused(reason="wrong media group")
        _require_room(caption, CAPTION_UNITS)
        first = await self.send(chat_id, caption, topic_id=topic_id, wait_s=wait_s)
        self.message(await self.current_chat(chat_id), first).pictures = tuple(pictures)
        self.sent += len(pictures) - 1
        return tuple(range(first, first + len(pictures)))

    async def send_image(
        self, chat_id: int, png: bytes, caption: str = "", *, topic_id: int | None = None
    ) -> int:
        message_id = await self.send(chat_id, caption, topic_id=topic_id)
        self.message(await self.current_chat(chat_id), message_id).image = png
        return message_id

    async def send_document(
        self,
        chat_id: int,
        filename: str,
        data: bytes,
        caption: str = "",
        *,
        topic_id: int | None = None,
    ) -> int:
        message_id = await self.send(chat_id, caption, topic_id=topic_id)
        self.message(await self.current_chat(chat_id), message_id).document = (filename, data)
        return message_id

    async def edit(
        self,
        chat_id: int,
        message_id: int,
        text: str | StyledText,
        *,
        keyboard: Keyboard = (),
        wait_s: float = PROMPT_S,
    ) -> bool:
        self._take_budget(chat_id, wait_s)
        found = [m for m in self.messages if (m.chat_id, m.message_id) == (chat_id, message_id)]
        if not found:
            raise MessageGone(reason="message to edit not found")
        _require_room(text, MESSAGE_UNITS)
        found[0].text, found[0].keyboard, found[0].spans = plain(text), keyboard, spans_of(text)
        return True

    async def reserve(self, chat_id: int) -> None:
        self._take_budget(chat_id, PROMPT_S)

    def _take_budget(self, chat_id: int, wait_s: float) -> None:
        busy_s = self.busy_s.get(chat_id, 0)
        if busy_s > wait_s:
            raise DeliveryPostponed(busy_s, chat_id, reason="flood")

    async def delete(self, chat_id: int, message_id: int) -> None:
        self._take_budget(chat_id, PROMPT_S)
        if self.refusals.get(chat_id):
            raise self.refusals[chat_id].pop(0)
        self.messages = [
            sent
            for sent in self.messages
            if (sent.chat_id, sent.message_id) != (chat_id, message_id)
        ]

    async def current_chat(self, chat_id: int) -> int:
        return self.migrations.get(chat_id, chat_id)

    def link(self, chat_id: int, message_id: int) -> str:
        return (
            f"https://t.me/{self.usernames[chat_id]}/{message_id}"
            if chat_id in self.usernames
            else ""
        )

    def message(self, chat_id: int, message_id: int) -> Sent:
        return next(
            sent
            for sent in self.messages
            if (sent.chat_id, sent.message_id) == (chat_id, message_id)
        )

    async def wait_for(self, chat_id: int, count: int) -> None:
        """Wait, at most five seconds, until so many messages are in a chat."""
        async with asyncio.timeout(5):
            while len(self.texts(chat_id)) < count:
                self._sent.clear()
                await self._sent.wait()

    def texts(self, chat_id: int) -> list[str]:
        """What people read in a chat, oldest first."""
        return [sent.text for sent in self.messages if sent.chat_id == chat_id]


def _require_room(text: str | StyledText, units: int) -> None:
    if utf16_len(plain(text)) > units:
        raise DeliveryRefused(reason="message is too long")


def plain(text: str | StyledText) -> str:
    return text if isinstance(text, str) else text.text


def spans_of(text: str | StyledText) -> tuple[Span, ...]:
    return () if isinstance(text, str) else text.spans
