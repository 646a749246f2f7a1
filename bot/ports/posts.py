"""What posts need from outside: a repository, a work queue, a censor and its limit, an access token.

The protocols about stored posts are cut by who uses them; one repository implements them all. Every
method of a store raises `errors.StorageDown`.
"""

from dataclasses import dataclass
from typing import Protocol, TypeVar

from bot.models.chat import Language, Person
from bot.models.post import (
    AuditEntry,
    AuthorRecord,
    CardMessage,
    CensorVerdict,
    OrderEntry,
    Post,
    PostDraft,
    ReviewBacklog,
    Submission,
    Transition,
)
from bot.models.post_states import NotificationKind, PostState
from bot.models.work import Lease


class PostReader(Protocol):
    """Finds posts."""

    async def get(self, post_id: int) -> Post | None:
        """The post; None where there never was one, or it was forgotten."""


class PostDecider(PostReader, Protocol):
    """Applies decisions of people."""

    async def decide(self, before: Post, transition: Transition, *, by: Person) -> Post | None:
        """Apply a decision if state and version still are those of `before`; return the post after it.

        None: somebody or something else was first, and nothing has changed. A decision for a state
        that workers work on queues the post.
        """


class StatusMessages(Protocol):
    """The message that tells the author how a post stands, by the message that became the post."""

    async def begin_status(self, chat_id: int, message_id: int) -> None:
        """Note that such a message is being sent, unless there is one already."""

    async def set_status(self, chat_id: int, message_id: int, status_id: int) -> None:
        """Note its id."""

    async def status_of(self, chat_id: int, message_id: int) -> int | None:
        """Its id; 0 while it is being sent; None where there is none."""


class PostSubmissions(PostReader, StatusMessages, Protocol):
    """What authors need."""

    async def submit(self, draft: PostDraft, *, per_hour: int) -> Submission:
        """Store a draft and queue it, in one step; `per_hour` 0 is no limit.

        The same (chat, message) again is the same post, unless that was taken back.
        """

    async def count_edit(self, post: Post, *, per_hour: int) -> int:
        """Count an edit of the post as one more in its author's hour; `per_hour` 0 is no limit.

        0: it may be made; else the seconds until it may be. The same version is counted once.
        """

    async def of_message(self, chat_id: int, message_id: int) -> Post | None:
        """The post a message became within the last seven days."""

    async def of_author(self, author_id: int, limit: int) -> list[Post]:
        """The author's posts, newest first."""

    async def place(self, post_id: int) -> int | None:
        """How many unfinished posts were submitted before it; None: it does not wait."""

    async def is_banned(self, author_id: int) -> bool:
        """Are no posts of that author accepted?"""

    async def set_album(self, chat_id: int, album: str, post_id: int) -> None:
        """Remember, as long as its parts may be edited, which post an album became."""

    async def of_album(self, chat_id: int, album: str) -> Post | None:
        """The post an album became within the last two days."""


class PostAppeals(PostReader, Protocol):
    """What appeals need."""

    async def is_banned(self, author_id: int) -> bool:
        """Are no posts of that author accepted?"""

    async def rejection(self, post_id: int) -> AuditEntry | None:
        """The entry of its audit trail that says who rejected it last, and when."""

    async def expect_appeal(self, chat_id: int, author_id: int, post_id: int) -> None:
        """Remember, while the author is asked for a reason, about which post."""

    async def expected_appeal(self, chat_id: int, author_id: int) -> int | None:
        """That post; None: the author is not asked."""


class ReviewCards(Protocol):
    """Where review cards are shown, and to whom."""

    async def record(self, author_id: int) -> AuthorRecord:
        """How the author's earlier posts ended."""

    async def add_card(self, post_id: int, card: CardMessage) -> None:
        """Remember a message that shows the post to reviewers."""

    async def cards(self, post_id: int) -> list[CardMessage]:
        """Every card of the post."""

    async def set_language(self, reviewer_id: int, language: Language) -> None:
        """Remember the language of a reviewer, for cards in their private chat."""

    async def language_of(self, reviewer_id: int) -> Language | None:
        """The language of a reviewer; None where it is not known."""


class ReviewQueue(PostReader, Protocol):
    """What reviewers look at."""

    async def waiting(self, state: PostState, limit: int) -> list[Post]:
        """The posts in `review`, `unknown` or `dead`, longest first."""

    async def counts(self) -> dict[PostState, int]:
        """How many posts are in each state."""

    async def cards(self, post_id: int) -> list[CardMessage]:
        """Every card of the post."""

    async def audit(self, post_id: int) -> list[AuditEntry]:
        """The post's whole audit trail, oldest first."""

    async def add_rewrite_prompt(self, prompt: CardMessage, post_id: int) -> None:
        """Remember, for a day, a message that asks to reword the post as it was at its version."""

    async def prompted_by(self, chat_id: int, message_id: int) -> tuple[int, int] | None:
        """The post and version that a message asks to reword; None: it is no such message."""


class OverduePosts(Protocol):
    """What reminders need."""

    async def in_review_longer_than(self, seconds: int, limit: int) -> list[int]:
        """The ids of posts that have been in review for longer, longest first."""


class CleanPosts(Protocol):
    """What trust in authors needs."""

    async def clean_posts(self, author_id: int, chat_id: int) -> int:
        """How many posts for which a chat answers were published of an author, that nobody doubted.

        Counted from the author's last rejection, ban or post that was taken back.
        """


class ReviewFigures(Protocol):
    """What the digest for reviewers needs."""

    async def backlog(self) -> ReviewBacklog:
        """What waits in review."""

    async def decided_between(self, start_s: float, end_s: float) -> dict[str, int]:
        """How many posts were `published` and `rejected` from one Unix time until another."""


class PostControls(Protocol):
    """What admins order for all posts, or for all of an author. Every order is on record."""

    async def pause(self, by: Person) -> None:
        """Let no further check or delivery begin, in any replica."""

    async def resume(self, by: Person) -> bool:
        """Let them go on; False: they were not paused."""

    async def paused_by(self) -> str | None:
        """The name of who paused them; None: they are not paused."""

    async def ban(self, author_id: int, by: Person) -> None:
        """Accept no further posts of that author."""

    async def unban(self, author_id: int, by: Person) -> bool:
        """Accept them again; False: they were not banned."""

    async def orders(self, limit: int) -> list[OrderEntry]:
        """The last orders, oldest first."""


@dataclass(frozen=True, slots=True)
class ClaimedPost:
    """A post in the hands of one worker, or (with `notification`) something to tell about it.

    `lease.attempts` counts attempts in the post's present state, this one included. `about`: the
    state that the notification is about, `about_version` the post's version then.
    """

    lease: Lease
    post: Post
    notification: NotificationKind | None = None
    about: PostState | None = None
    about_version: int = 0


class PostQueue(Protocol):
    """The work on posts; workers claim it through `bot.work.leased_worker.WorkQueue`."""

    async def advance(self, claimed: ClaimedPost, transition: Transition) -> bool:
        """Move the post on; False: another worker has it, or it was edited or taken back.

        It stays in the queue while the new state is work for a worker, and leaves it otherwise.
        """

    async def mark_sending(self, claimed: ClaimedPost) -> bool:
        """Note that delivery begins, and hold the post for a whole lease from now.

        False: another worker has it, or posts are paused.
        """

    async def unmark_sending(self, claimed: ClaimedPost) -> bool:
        """Note that the delivery surely did not happen."""


class EventMarks(Protocol):
    """Makes sure that something is said once."""

    async def first_within(self, event: str, seconds: int) -> bool:
        """Is this the first call for `event` of all replicas within so many seconds?"""

    async def forget_event(self, event: str) -> None:
        """Let the next call for `event` be the first."""


class Censor(Protocol):
    """Reads a text and judges it."""

    async def check(self, text: str) -> CensorVerdict:
        """Judge `text`; raises a `errors.CensorError` where there is no verdict."""


S = TypeVar("S")


class CallSlots(Protocol[S]):
    """A limit of calls a second, shared by all replicas."""

    async def acquire(self) -> S:
        """Wait for the right to make one call."""

    async def release(self, slot: S, *, hold_ms: int = 1000) -> bool:
        """The call's response is here; the slot is free after `hold_ms`.

        Never called after a time-out, when the call may still be under way: the slot then comes
        back by its lease.
        """


class AccessTokenStore(Protocol):
    """Keeps an access token that all replicas share."""

    async def get(self, name: str) -> str | None:
        """The token, if there is one."""

    async def put(self, name: str, token: str, ttl_s: int) -> None:
        """Keep the token."""

    async def drop(self, name: str, token: str) -> None:
        """Forget the token, unless it was replaced meanwhile."""

    async def may_fetch(self, name: str, within_s: int) -> bool:
        """True for one caller of all replicas within `within_s`, or until a token is put."""
