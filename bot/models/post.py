"""A post on its way to publication, and what a censor said of it."""

from dataclasses import dataclass, field
from typing import Literal

from bot.models.chat import Language, Person
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

    `photo`: the platform's file id of a picture, to which `text` is the caption; empty: no picture.
    """

    author_id: int
    author_name: str
    language: Language
    chat_id: int
    topic_id: int | None
    message_id: int
    text: str
    photo: str = ""


@dataclass(frozen=True, slots=True)
class Post:
    """A stored post.

    `version` grows with every decision of a person, so that a button shown before a decision cannot
    act on what came after it. `text` is its author's; `polished` is the model's wording, `final`
    what is published. `delivery_started`: a delivery was begun whose end is not known yet.
    `reason`: why it was rejected or given up.
    """

    id: int
    state: PostState
    version: int
    draft: PostDraft
    verdict: CensorVerdict | None = None
    polished: str = ""
    final: str = ""
    delivery_started: bool = False
    decided_by: str = ""
    reason: str = ""
    published_chat_id: int | None = None
    published_message_id: int | None = None

    @property
    def text(self) -> str:
        """The text as it was submitted."""
        return self.draft.text


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
    `bans_author`: no further posts of its author are accepted.
    """

    to: PostState
    verdict: CensorVerdict | None = None
    polished: str | None = None
    final: str | None = None
    reason: str | None = None
    published_chat_id: int | None = None
    published_message_id: int | None = None
    notifications: tuple[NotificationKind, ...] = field(default=())
    audit_reason: "AuditReason | None" = None
    draft: PostDraft | None = None
    bans_author: bool = False


PresetReason = Literal["advert", "privacy", "unkind", "repeat", "off_topic", "unclear"]
"""A reason for a rejection that is one press away."""
AuditReason = Literal["rewritten", "retried", "revised", "undone"]
"""Why a person moved a post, where the states alone do not tell."""


@dataclass(frozen=True, slots=True)
class CardMessage:
    """A message that shows a review card, made for `version` of its post."""

    chat_id: int
    message_id: int
    version: int = 0


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
class AuthorRecord:
    """How many of an author's posts were published and rejected so far."""

    published: int = 0
    rejected: int = 0
