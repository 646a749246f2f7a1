"""The states of a post: which may follow which, and who is told of it."""

from collections.abc import Mapping
from dataclasses import replace

from bot.models.chat import Language
from bot.models.post import NotificationKind, Post, PostState, Transition
from bot.texts import post as texts

FOLLOWS: Mapping[PostState, frozenset[PostState]] = {
    "queued": frozenset({"checking", "queued", "withdrawn", "dead"}),
    "checking": frozenset(
        {"polishing", "sending", "review", "rejected", "queued", "withdrawn", "dead"}
    ),
    "polishing": frozenset({"rechecking", "sending", "queued", "withdrawn", "dead"}),
    "rechecking": frozenset({"sending", "queued", "withdrawn", "dead"}),
    "review": frozenset({"sending", "rejected", "queued", "withdrawn"}),
    "sending": frozenset({"published", "unknown", "dead"}),
    "unknown": frozenset({"published", "sending"}),
    "published": frozenset({"retracted"}),
    "retracted": frozenset(),
    "rejected": frozenset({"rejected"}),  # a reason is added
    "withdrawn": frozenset(),
    "dead": frozenset({"queued", "sending"}),
}

_TELLS: Mapping[PostState, tuple[NotificationKind, ...]] = {
    "review": ("card", "tell"),
    "unknown": ("card",),
    "published": ("tell",),
    "retracted": ("tell",),
    "rejected": ("tell",),
    "dead": ("tell",),
}


def change_of(before: Post, change: Transition) -> Transition:
    """`change` with what is to be told of it; raises ValueError where it may not follow."""
    if change.to not in FOLLOWS[before.state]:
        raise ValueError(f"{before.state} is not followed by {change.to}")
    tells = _TELLS.get(change.to, ())
    has_cards = before.state in ("review", "unknown") or bool(before.decided_by)
    closes: tuple[NotificationKind, ...] = ("close",) if has_cards and "card" not in tells else ()
    return replace(change, notices=(*closes, *tells))


def may_withdraw(post: Post) -> bool:
    """May its author still take it back?"""
    return "withdrawn" in FOLLOWS[post.state]


def may_revise(post: Post) -> bool:
    """Is its text still open, so that an edit of its message starts the check anew?"""
    return post.state != "dead" and "queued" in FOLLOWS[post.state]


def findings_of(post: Post, language: Language) -> str:
    """What the censor found, in words; empty where it named nothing."""
    labels = post.verdict.labels if post.verdict else ()
    separator = "、" if language == "zh" else ", "
    return separator.join(texts.LABELS[label].to(language) for label in labels)
