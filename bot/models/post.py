"""A post on its way to publication, and what a censor said of it."""

from dataclasses import dataclass, field
from typing import Literal

from bot.models.chat import Language

PostState = Literal[
    "queued",  # stored, waits for a worker
    "checking",  # the censor reads the text
    "polishing",  # the model improves the wording of a text that passed
    "rechecking",  # the censor reads the polished text
    "review",  # a person decides
    "sending",  # approved; on its way to the chat it is published in
    "unknown",  # nobody can tell whether it was delivered; a person looks
    "published",
    "retracted",  # was published; an admin took it back
    "rejected",
    "withdrawn",
    "dead",  # given up, after every retry or because the chat is gone
]

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
    """A post as its author hands it in; (chat, message) is what it is known again by.

    `photo`: the platform's id of a picture, to which `text` is the caption; empty: there is none.
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
    act on what came after it. `text` is its author's; `polished` is the model's wording, `final` what
    goes, or went, out. `intent`: a delivery was begun whose end is not known yet. `submitted_s`:
    seconds of the Unix epoch. `reason` is why it was rejected or given up.
    """

    id: int
    state: PostState
    version: int
    draft: PostDraft
    submitted_s: float
    verdict: CensorVerdict | None = None
    polished: str = ""
    final: str = ""
    intent: bool = False
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
    """What became of handing in a draft.

    `accepted`: stored just now. `known`: the same message is post `post_id` already. `same`: the
    author's post `post_id` has the identical text. `too_many`: the author's hourly limit is met for `wait_s` seconds more.
    `banned`: no posts are taken of this author.
    """

    outcome: Literal["accepted", "known", "same", "too_many", "banned"]
    post_id: int = 0
    wait_s: int = 0


@dataclass(frozen=True, slots=True)
class Transition:
    """One transition of a post with what it brings; None leaves a field as it is.

    `notices` are told once the transition is stored: to the reviewers ("card": a new card, "close":
    the cards show the outcome) and to the author ("tell"). `why` stands in the record where there is
    no `reason`. `draft` takes the place of the stored one, which makes all that was found of it void.
    `bans`: no further posts are taken of its author.
    """

    to: PostState
    verdict: CensorVerdict | None = None
    polished: str | None = None
    final: str | None = None
    reason: str | None = None
    published_chat_id: int | None = None
    published_message_id: int | None = None
    notices: tuple["NotificationKind", ...] = field(default=())
    why: "AuditReason | None" = None
    draft: PostDraft | None = None
    bans: bool = False


NotificationKind = Literal["card", "close", "tell"]
PresetReason = Literal["advert", "privacy", "unkind", "repeat", "off_topic", "unclear"]
"""A reason for a rejection that is one press away."""
AuditReason = Literal["rewritten", "retried", "revised", "undone"]
"""Why a person moved a post, where the states alone do not tell."""


@dataclass(frozen=True, slots=True)
class CardMessage:
    """A review card: a message that shows a post, as it was at `version`, to those who decide."""

    chat_id: int
    message_id: int
    version: int = 0


@dataclass(frozen=True, slots=True)
class AuditEntry:
    """One line of a post's record: who (`worker`, `author` or a person) brought it where, and when.

    `before` is None for its arrival; `reason` a `AuditReason` or what a person wrote.
    """

    at_s: float
    before: PostState | None
    to: PostState
    by: str
    reason: str


@dataclass(frozen=True, slots=True)
class AuthorRecord:
    """An author's earlier posts in numbers, for the reviewers."""

    published: int = 0
    rejected: int = 0
