"""Messages to people, on whatever platform they are."""

from collections.abc import Sequence
from contextlib import AbstractContextManager
from typing import BinaryIO, Protocol

from bot.models.chat import FileRef, Keyboard, Language, Picture, StyledText
from bot.models.chat_settings import ChannelTarget
from bot.models.flood import PROMPT_S


class Reply(Protocol):
    """Answers in the thread a request came from, in a group the first message as a reply to it.

    Every method raises `errors.ChatGone` when the bot may no longer write there,
    `errors.DeliveryRefused` when the message was not delivered, and `errors.DeliveryUnknown` when it may
    have been (a time-out).
    """

    @property
    def language(self) -> Language:
        """The language of the person who is answered."""

    @property
    def age_s(self) -> float:
        """Seconds since the request began to be handled."""

    async def show_typing(self) -> bool:
        """Show "typing…" for about five seconds, in a group once; False where there is no room now.

        Never raises: it is only a sign.
        """

    def growing(self) -> AbstractContextManager[None]:
        """Inside the block a message of this reply grows: the chat's budget keeps a call for its end."""

    @property
    def pause_s(self) -> float:
        """While a message grows: seconds to leave until its next cosmetic edit."""

    async def send(
        self,
        text: str | StyledText,
        *,
        keyboard: Keyboard = (),
        quote: bool = False,
        expires: bool = False,
    ) -> int | None:
        """Send a message: now, or (None) after the end of the command where the chat's budget is spent.

        Returns its id; None where it is sent later. A message whose delivery is unknown is sent again,
        so it may be seen twice. `quote`: reply to the request in private too, so that a press of its
        button knows the original. `expires`: it loses its use when it waits, and is dropped after a
        minute.
        """

    async def send_now(
        self,
        text: str | StyledText,
        *,
        keyboard: Keyboard = (),
        force_reply: bool = False,
        sign: bool = False,
    ) -> int:
        """Send a message within about a second and return its id.

        Raises `errors.DeliveryPostponed` where the chat's budget does not allow it. A command that lets
        this pass runs again when it does. `force_reply` (without a keyboard): the app of whoever the
        text mentions opens a reply to it; such a message cannot be edited (Bot API: ForceReply).
        `sign`: a line of progress, which leaves more of the budget to what follows.
        """

    async def edit(
        self,
        message_id: int,
        text: str | StyledText,
        *,
        keyboard: Keyboard = (),
        cosmetic: bool = False,
    ) -> bool:
        """Replace a message, as late as `send` would; the same text again counts as done.

        A `cosmetic` edit is dropped (False) where the budget is spent.
        """

    async def react(self, emoji: str) -> bool:
        """React to the request with an emoji; False where the chat forbids it, or the budget is short."""

    async def delete(self, message_id: int) -> None:
        """Delete a message, as late as `send` would; one that cannot be deleted stays."""

    async def remove_keyboard(self, message_id: int) -> bool:
        """Take the buttons of a message away; False where the budget has no room to spare. Never raises."""

    async def download(self, file: FileRef, into: BinaryIO) -> None:
        """Fetch a file, piece by piece; raises `errors.FileTooBig` over the platform's limit (20 MB)."""

    async def answer_press(self, text: str = "", *, alert: bool = False) -> None:
        """Answer a button press, with a pop-up where there is text (200 characters).

        `alert`: one that must be closed. Nothing happens where no press is answered, or a second time.
        """


class Messenger(Protocol):
    """Messages to any chat by id; the same errors as `Reply`. Nothing is sent twice.

    A call waits for its chat's budget for `wait_s` seconds at most, and raises
    `errors.DeliveryPostponed` where that is not enough: its caller puts it off.
    """

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
        """Send a message; return its id. `reserved`: the budget was taken for it before."""

    async def edit(
        self,
        chat_id: int,
        message_id: int,
        text: str | StyledText,
        *,
        keyboard: Keyboard = (),
        wait_s: float = PROMPT_S,
    ) -> bool:
        """Replace a message; the same text again counts as done."""

    async def send_pictures(
        self,
        chat_id: int,
        pictures: Sequence[Picture],
        caption: str | StyledText = "",
        *,
        topic_id: int | None = None,
        wait_s: float = PROMPT_S,
    ) -> tuple[int, ...]:
        """Send a picture, or up to ten as one album, with the caption below the first.

        Returns the ids of the messages. An album counts as many messages as it has pictures, none of
        which is a `document`.
        """

    async def send_image(
        self, chat_id: int, png: bytes, caption: str = "", *, topic_id: int | None = None
    ) -> int:
        """Send a picture that the bot has made; return the message's id."""

    async def reserve(self, chat_id: int) -> None:
        """Take the chat's budget for one message, before something is done that must be told there."""

    async def send_document(
        self,
        chat_id: int,
        filename: str,
        data: bytes,
        caption: str = "",
        *,
        topic_id: int | None = None,
    ) -> int:
        """Send a file; return the message's id."""

    async def delete(self, chat_id: int, message_id: int) -> None:
        """Delete a message; one that is gone already counts as done."""

    async def current_chat(self, chat_id: int) -> int:
        """Where a message to that chat arrives: in the supergroup, if it became one.

        Its messages from before stay in the old chat, where nothing can be changed any more
        (`errors.MessageGone`).
        """

    def link(self, chat_id: int, message_id: int) -> str:
        """A link that opens a message of the bot in its chat; empty where the chat has no such links."""


class ChatMigrations(Protocol):
    """Groups that became supergroups, and so got a new id."""

    async def current(self, chat_id: int) -> int:
        """The id of the supergroup that a group became; else the id itself."""

    async def migrate(self, old_id: int, new_id: int) -> None:
        """Note the new id, and move what is stored of the chat; raises `errors.StorageDown`."""


class GroupFacts(Protocol):
    """What the platform knows of a group."""

    async def hears_all(self, chat_id: int) -> bool:
        """Does the bot get every message of the group, not only those to it?"""

    async def username(self, chat_id: int) -> str:
        """The name of a public group, without the @; empty for any other."""


class Permissions(Protocol):
    """Who may decide."""

    async def may_review(self, user_id: int) -> bool:
        """Is the person in `moderation.admins` or an administrator of the review chat?"""

    async def has_other_reviewers(self, user_id: int) -> bool:
        """May anybody but this person review?"""

    async def is_review_chat(self, chat_id: int) -> bool:
        """Is it the group in which posts may be shown before they are decided?"""

    async def find_channel(self, name: str) -> ChannelTarget | None:
        """The channel with that @name or id in which the bot may post; None: there is none."""

    async def administers(self, chat_id: int, user_id: int) -> bool:
        """Is the person an administrator of that chat (always true of one's own private chat)?"""

    async def writes_as(self, chat_id: int, user_id: int) -> int:
        """The sender of what that person writes there; they press buttons under their own id."""
