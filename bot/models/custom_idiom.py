"""Custom idioms: what group members propose and reviewers approve."""

from dataclasses import dataclass
from typing import Literal

from bot.models.chat import Person, Thread

ProposalState = Literal["pending", "approved", "bot_plays", "rejected", "removed"]
"""Approved: players may use the idiom; bot_plays: the bot may play it too; removed: it was approved,
and a reviewer has removed it since."""


@dataclass(frozen=True, slots=True)
class IdiomDraft:
    """An idiom that somebody proposes.

    `pinyin` has a syllable with its tone number for each character (`lv4`: ü, 5: neutral tone).
    `meaning` is what its author says it means. `thread` is where it was proposed, and where its author
    is notified of the decision.
    """

    word: str
    pinyin: str
    author: Person
    thread: Thread
    meaning: str = ""


@dataclass(frozen=True, slots=True)
class Proposal:
    """A stored draft; `by` is the name of who decided."""

    id: int
    draft: IdiomDraft
    state: ProposalState = "pending"
    by: str = ""


@dataclass(frozen=True, slots=True)
class ProposalResult:
    """What became of a draft.

    `new`: stored as `id` (also if the same update stored it before). `pending`: the word was
    proposed before, as `id`. `known`: it is approved. `too_many`: the author has reached the daily
    limit. `full`: the limit of pending proposals is reached.
    """

    kind: Literal["new", "pending", "known", "too_many", "full"]
    id: int = 0


@dataclass(frozen=True, slots=True)
class CustomIdiom:
    """An approved idiom; `author` is the name of who proposed it."""

    word: str
    pinyin: str
    author: str
    bot_plays: bool = False
    meaning: str = ""
