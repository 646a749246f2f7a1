"""A post on its way to publication, and what a censor said of it."""

from dataclasses import dataclass, field
from typing import Literal

from bot.models.chat import Language, Person, Picture, Span, StyledText
from bot.models.post_states import NotificationKind, PostState

CensorConclusion = Literal["pass", "review", "reject"]

CensorLabel = Literal[
    "politics",
    "terror",
    "porn",
    "abuse",
    "advert",
    "ad_law",
    "privacy",
    "flood",
    "banned",
    "black_list",
    "link",
    "invite",
    "phone",
    "wechat",
    "qq",
    "word",
    "other",
    "unchecked",  # the censor gave no verdict: see `errors.CensorError`
    "restored",  # it was under way when a backup was made, which was restored
]
"""What a censor found; a provider's own kinds are mapped to these, unknown ones to `other`."""


@dataclass(frozen=True, slots=True)
class CensorHit:
    """A doubtful stretch of the text that was checked; counted in characters (code points)."""

    start: int
    end: int
    label: CensorLabel


@dataclass(frozen=True, slots=True)
class CensorVerdict:
    """What a censor says of a text: 合规 (pass), 疑似 (review) or 不合规 (reject)."""

    kind: CensorConclusion
    provider: str
    labels: tuple[CensorLabel, ...] = ()
    hits: tuple[CensorHit, ...] = ()


@dataclass(frozen=True, slots=True)
class PostDraft:
    """A post as its author submits it; (chat, message) identifies it.

    `pictures`: one, or the album, to which `text` is the caption. `keeps_wording`: its author forbids
    that it is polished. `spans`: the formatting of `text`.
    """

    author_id: int
    author_name: str
    language: Language
    chat_id: int
    topic_id: int | None
    message_id: int
    text: str
    pictures: tuple[Picture, ...] = ()
    keeps_wording: bool = False
    spans: tuple[Span, ...] = ()

    @property
    def may_be_polished(self) -> bool:
        """A polished text has lost its formatting: only a reviewer may want that."""
        return not (self.keeps_wording or self.spans)


Wording = Literal["", "own", "asked"]
"""What a reviewer chose: nothing yet, its author's wording, or that it is polished after all."""
PolishNote = Literal["", "failed", "lost_facts", "too_long", "rejected"]
"""Why there is no polished text: the model gave none, it lost a link, a name or a number, it has no
room in a message, or the censor rejects it."""


@dataclass(frozen=True, slots=True)
class Appeal:
    """An author's appeal against a rejection: why, and who had decided for what reason.

    `rejected_by` is empty where the censor had; `rejected_by_id` is None then too.
    """

    reason: str
    rejected_by: str
    rejected_by_id: int | None
    rejected_for: str


@dataclass(frozen=True, slots=True)
class Post:
    """A stored post.

    `version` grows with every decision of a person, so that a button shown before a decision cannot
    act on what came after it. `text` is its author's; `polished` is the model's wording and
    `polished_verdict` what the censor says of that; `final` is what is published.
    `delivery_started`: a delivery was begun whose end is not known yet. `reason`: why it was rejected
    or given up. `published_album_ids`: the further messages of an album. `appeal`: its author's against
    its rejection; there is one at most. `is_trusted`: it is published without a person, since its
    author has enough clean posts. `clean_in`: the group in which it counts as one.
    """

    id: int
    state: PostState
    version: int
    draft: PostDraft
    verdict: CensorVerdict | None = None
    polished: str = ""
    polished_verdict: CensorVerdict | None = None
    wording: Wording = ""
    polish_note: PolishNote = ""
    final: str = ""
    delivery_started: bool = False
    decided_by: str = ""
    reason: str = ""
    published_chat_id: int | None = None
    published_message_id: int | None = None
    published_link: str = ""
    published_album_ids: tuple[int, ...] = ()
    appeal: Appeal | None = None
    is_trusted: bool = False
    clean_in: int | None = None

    @property
    def text(self) -> str:
        """The text as it was submitted."""
        return self.draft.text

    @property
    def outgoing(self) -> StyledText:
        """What is published: its author's words keep their formatting, other words have none."""
        return StyledText(self.final, self.draft.spans if self.final == self.text else ())

    @property
    def proposal(self) -> str:
        """What a review card shows to be published: the polished text, where there is one."""
        return self.polished if self.polished and self.wording != "own" else self.text


@dataclass(frozen=True, slots=True)
class Submission:
    """What became of submitting a draft.

    `accepted`: stored just now. `known`: the same message is post `post_id` already. `same_text`: the
    author's post `post_id` has the identical text. `too_many`: the author's hourly limit is reached
    for `wait_s` seconds more. `banned`: no posts of this author are accepted.
    """

    outcome: Literal["accepted", "known", "same_text", "too_many", "banned"]
    post_id: int = 0
    wait_s: int = 0


@dataclass(frozen=True, slots=True)
class Transition:
    """A move of a post to another state with what it brings; None leaves a field as it is.

    `notifications` are queued with it. `audit_reason` stands in the audit trail where there is no
    `reason`. `draft` replaces the stored one, and all that was found out about that one is dropped.
    `bans_author`: no further posts of its author are accepted. `clean_in`: the group in which it
    counts as a clean post once it is published; empty: in none.
    """

    to: PostState
    verdict: CensorVerdict | None = None
    polished: str | None = None
    final: str | None = None
    reason: str | None = None
    published_chat_id: int | None = None
    published_message_id: int | None = None
    published_album_ids: tuple[int, ...] = ()
    notifications: tuple[NotificationKind, ...] = field(default=())
    audit_reason: "AuditReason | None" = None
    draft: PostDraft | None = None
    bans_author: bool = False
    appeal: Appeal | None = None
    is_trusted: bool | None = None
    clean_in: int | Literal[""] | None = None
    polished_verdict: CensorVerdict | None = None
    wording: Wording | None = None
    polish_note: PolishNote | None = None
    published_link: str | None = None


PresetReason = Literal["advert", "privacy", "unkind", "repeat", "off_topic", "unclear"]
"""A reason for a rejection that is one press away."""
AuditReason = Literal[
    "rewritten",
    "retried",
    "revised",
    "undone",
    "own_wording",
    "polished_wording",
    "polish_asked",
    "appealed",
    "trusted",
]
"""Why a person moved a post, where the states alone do not tell."""


@dataclass(frozen=True, slots=True, order=True)
class CardMessage:
    """A message that shows a review card, made for `version` of its post."""

    chat_id: int
    message_id: int
    version: int = 0


WORKER = "worker"
"""Who moved a post, in its audit trail, where it was no person."""


@dataclass(frozen=True, slots=True)
class AuditEntry:
    """One line of a post's audit trail: who moved it where, and when.

    `before` is None for its submission; `reason` is an `AuditReason` or what a person wrote. `by` is
    the person's name, or `worker`. `by_id` tells the two apart: names are chosen freely. It is None
    for the worker, and for people in entries from before ids were noted.
    """

    at_s: float
    before: PostState | None
    to: PostState
    by: str
    reason: str
    by_id: int | None = None


Order = Literal["pause", "resume", "ban", "unban", "quota", "settings"]


@dataclass(frozen=True, slots=True)
class OrderEntry:
    """One line of the record of what admins ordered: `about` is whom or what it concerns, if any."""

    at_s: float
    order: Order
    by: Person
    about: str = ""


@dataclass(frozen=True, slots=True)
class ReviewBacklog:
    """How many posts wait for a reviewer, and which has waited longest, for how many seconds."""

    count: int = 0
    oldest_id: int = 0
    oldest_s: float = 0


@dataclass(frozen=True, slots=True)
class AuthorRecord:
    """How many of an author's posts were published and rejected so far."""

    published: int = 0
    rejected: int = 0
