"""The way out: messages to people, on whatever platform they are."""

from typing import Protocol

from bot.models.chat import FileRef, Keyboard, Language, StyledText


class Reply(Protocol):
    """Answers in the thread a request came from, the first message as a reply to it.

    Every method raises `errors.ChatGone` when the bot may no longer write there,
    `errors.DeliveryRefused` when the platform surely did not deliver, and
    `errors.DeliveryUnknown` when nobody can tell (a time-out).
    """

    @property
    def language(self) -> Language:
        """The language of the person who is answered."""

    @property
    def pause_s(self) -> float:
        """Seconds to leave until the next cosmetic edit, so that the chat's budget lasts."""

    async def send(
        self,
        text: str | StyledText,
        *,
        keyboard: Keyboard = (),
        quote: bool = False,
        asks: bool = False,
    ) -> int:
        """Send a message, waiting for the chat's budget; return its id.

        A send whose end is unknown is made again, and what it may have left is taken back.

        In a group the first message replies to the request; `quote`: in private too, so that a
        press of its button knows the original. `asks` (without a keyboard): the app of whoever the
        text mentions opens an answer to it; such a message cannot be edited.
        """

    async def edit(
        self,
        message_id: int,
        text: str | StyledText,
        *,
        keyboard: Keyboard = (),
        cosmetic: bool = False,
    ) -> bool:
        """Replace a message. A `cosmetic` edit is dropped (False) where the budget is spent."""

    async def typing(self) -> None:
        """Show "typing…" for five seconds; dropped where the budget is spent."""

    async def download(self, file: FileRef) -> bytes:
        """Fetch a file; raises `errors.FileTooBig` over the platform's limit (20 MB)."""

    async def notice(self, text: str, *, alert: bool = False) -> None:
        """Answer a press of a button with a short notice (200 characters); no-op for a message."""


class Messenger(Protocol):
    """Messages to any chat by id; the same errors as `Reply`."""

    async def send(
        self,
        chat_id: int,
        text: str | StyledText,
        *,
        topic_id: int | None = None,
        keyboard: Keyboard = (),
    ) -> int:
        """Send a message, waiting for the chat's budget; return its id."""

    async def edit(
        self, chat_id: int, message_id: int, text: str | StyledText, *, keyboard: Keyboard = ()
    ) -> None:
        """Replace a message; the same text again counts as done."""

    async def send_photo(
        self, chat_id: int, photo: str, caption: str = "", *, topic_id: int | None = None
    ) -> int:
        """Send a picture that lies on the platform, by its id; return the message's id."""

    async def retract(self, chat_id: int, message_id: int) -> None:
        """Delete a message; one that is gone already counts as done."""


class Permissions(Protocol):
    """Who may decide."""

    async def may_review(self, user_id: int) -> bool:
        """Is the person in `moderation.admins` or an administrator of the review chat?"""

    async def has_other_reviewers(self, user_id: int) -> bool:
        """May anybody but this person review?"""

    async def administers(self, chat_id: int, user_id: int) -> bool:
        """Is the person an administrator of that chat (always true of one's own private chat)?"""
