"""What posts need from outside: a store, a censor and its limit, a cache for its token."""

from dataclasses import dataclass
from typing import Protocol, TypeVar

from bot.models.chat import Language
from bot.models.post import (
    AuditEntry,
    AuthorRecord,
    CardMessage,
    CensorVerdict,
    NotificationKind,
    Post,
    PostDraft,
    PostState,
    Submission,
    Transition,
)


class PostRepository(Protocol):
    """The posts as people see them and decide; every method raises `errors.StorageDown`."""

    async def submit(self, draft: PostDraft, *, per_hour: int) -> Submission:
        """Store a draft and queue it, in one step; `per_hour` 0 is no limit.

        The same (chat, message) again is the same post, unless that was taken back.
        """

    async def get(self, post_id: int) -> Post | None:
        """The post, or None where there never was one (or it is forgotten)."""

    async def of_message(self, chat_id: int, message_id: int) -> Post | None:
        """The post a message became within the last seven days, or None."""

    async def is_banned(self, author_id: int) -> bool:
        """Are no posts of that author taken?"""

    async def of_author(self, author_id: int, limit: int) -> list[Post]:
        """The author's posts, newest first."""

    async def record(self, author_id: int) -> AuthorRecord:
        """How the author's earlier posts ended."""

    async def place(self, post_id: int) -> int | None:
        """How many unfinished posts were submitted before it; None when it waits no more."""

    async def waiting(self, state: PostState, limit: int) -> list[Post]:
        """The posts that wait in `review` or `unknown`, or are `dead`, longest first."""

    async def waiting_over(self, seconds: int, limit: int) -> list[int]:
        """The posts that have been in review for longer, longest first."""

    async def counts(self) -> dict[PostState, int]:
        """How many posts are in each state."""

    async def decide(self, before: Post, change: Transition, *, by: str) -> bool:
        """Apply a person's decision if state and version still are those of `before`.

        False: somebody or something else was first, and nothing has changed. A decision for
        `sending` queues the post for delivery, one for `queued` for the checks.
        """

    async def audit(self, post_id: int) -> list[AuditEntry]:
        """The post's whole way, oldest first."""

    async def add_card(self, post_id: int, card: CardMessage) -> None:
        """Remember a message that shows the post to reviewers."""

    async def add_prompt(self, card: CardMessage, post_id: int, version: int) -> None:
        """Remember a message that asks for another wording of the post as it was at `version`."""

    async def asked_by(self, card: CardMessage) -> tuple[int, int] | None:
        """The post and version a message asks about, for a day; None: it is no such message."""

    async def add_album(self, chat_id: int, album: str) -> None:
        """Remember, for a day, that a picture of the album was handed in."""

    async def has_album(self, chat_id: int, album: str) -> bool:
        """Was a picture of the album handed in?"""

    async def remember_language(self, user_id: int, language: Language) -> None:
        """Keep the language of a reviewer, for cards in their private chat."""

    async def language_of(self, user_id: int) -> Language | None:
        """The language of a reviewer, if they were ever here."""

    async def cards(self, post_id: int) -> list[CardMessage]:
        """Every card of the post."""


class PostControls(Protocol):
    """What holds for every post; every method raises `errors.StorageDown`."""

    async def pause(self, by: str) -> None:
        """Let no further check or delivery begin, in the whole fleet."""

    async def resume(self) -> bool:
        """Let them go on; False: they were not paused."""

    async def paused_by(self) -> str | None:
        """Who paused them; None while all goes on."""

    async def ban(self, author_id: int, by: str) -> None:
        """Take no further posts of that author."""

    async def unban(self, author_id: int) -> bool:
        """Take them again; False: they were not banned."""


@dataclass(frozen=True, slots=True)
class ClaimedPost:
    """A post in the hands of one worker, or (with `notice`) one thing to tell about it.

    `token` fences: it is void as soon as another worker holds the item. `attempts` counts claims in
    the post's present state, this one included.
    """

    item: str
    token: int
    attempts: int
    post: Post
    notice: NotificationKind | None = None
    about: PostState | None = None


class PostQueue(Protocol):
    """The posts as workers see them; every method raises `errors.StorageDown`."""

    async def claim(self) -> ClaimedPost | None:
        """Take the next due notice or, unless posts are paused, post; None: nothing is due.

        The work of dead holders is due again.
        """

    async def extend(self, work: ClaimedPost) -> bool:
        """Hold it for another lease; False: another worker has it."""

    async def step(self, work: ClaimedPost, change: Transition) -> Post | None:
        """Move the post on; None: fenced, or the post is not where it was any more.

        The post stays held while the new state is work for a worker, and leaves the line otherwise.
        """

    async def mark_sending(self, work: ClaimedPost) -> bool:
        """Note that delivery begins, and hold the post for a whole lease from now.

        False: fenced, or posts are paused.
        """

    async def unmark_sending(self, work: ClaimedPost, *, delay_s: float) -> bool:
        """Delivery surely did not happen: take the intent back and try again later."""

    async def release(
        self, work: ClaimedPost, *, delay_s: float, count_attempt: bool = True
    ) -> bool:
        """Give it back, due after `delay_s`."""

    async def finish(self, work: ClaimedPost) -> bool:
        """Take it off the line: a notice that was told, a post that needs no worker."""

    async def due(self) -> int:
        """How many items could be claimed now."""

    async def first(self, event: str, *, within_s: int) -> bool:
        """Is this the first call for `event`, in the whole fleet, since `within_s` seconds?"""

    async def forget(self, event: str) -> None:
        """Let the next call for `event` be the first."""


class Censor(Protocol):
    """Reads a text and judges it."""

    async def check(self, text: str) -> CensorVerdict:
        """Judge `text`; raises a `errors.CensorError` where no verdict could be had."""


S = TypeVar("S")


class CallSlots(Protocol[S]):
    """A limit of calls a second, shared by the fleet."""

    async def acquire(self) -> S:
        """Wait for the right to make one call."""

    async def done(self, slot: S, *, hold_ms: int = 1000) -> bool:
        """The call's answer has arrived; the slot is free after `hold_ms`.

        Never called after a time-out, when the call may still be under way: the slot then comes
        back by its lease.
        """


class AccessTokenStore(Protocol):
    """Keeps an access token for the fleet."""

    async def get(self, name: str) -> str | None:
        """The token, if there is one."""

    async def put(self, name: str, token: str, ttl_s: int) -> None:
        """Keep the token."""

    async def drop(self, name: str, token: str) -> None:
        """Forget the token, unless it was replaced meanwhile."""

    async def may_fetch(self, name: str, within_s: int) -> bool:
        """True for one caller of the fleet within `within_s`, or until a token is put."""
