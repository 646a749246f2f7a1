"""Idioms that members teach the bot: what was proposed, and what was accepted."""

from dataclasses import dataclass
from typing import Literal

from bot.models.chat import Person, Thread

ProposalState = Literal["pending", "taken", "offered", "refused", "dropped"]
"""Taken: players may use it; offered: the bot may too; dropped: it was taken and was taken back."""


@dataclass(frozen=True, slots=True)
class IdiomDraft:
    """An idiom that somebody proposes.

    `pinyin` has a syllable with its tone number for each character (`lv4`: ü, 5: neutral tone);
    `thread` is where it was proposed and where the author hears what became of it.
    """

    word: str
    pinyin: str
    author: Person
    thread: Thread


@dataclass(frozen=True, slots=True)
class Proposal:
    """A draft as it is kept; `by` is who decided about it."""

    id: int
    draft: IdiomDraft
    state: ProposalState = "pending"
    by: str = ""


@dataclass(frozen=True, slots=True)
class ProposalResult:
    """What became of a draft: `new` (the same update again, too), or it `waits` already as `id`.

    `known`: it was accepted before; `too_many`: this person has proposed enough today; `full`: so
    many wait that no more are taken.
    """

    kind: Literal["new", "waits", "known", "too_many", "full"]
    id: int = 0


@dataclass(frozen=True, slots=True)
class CustomIdiom:
    """An idiom that was accepted; `author` is the name of who proposed it, `offered` as above."""

    word: str
    pinyin: str
    author: str
    offered: bool = False
