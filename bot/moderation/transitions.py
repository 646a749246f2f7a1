"""Checks a transition against the table of states and adds whom it notifies."""

from dataclasses import replace

from bot.models.chat import Language
from bot.models.post import Post, Transition
from bot.models.post_states import POST_STATES, UNDECIDED, Actor, NotificationKind
from bot.texts import post as texts


def checked(before: Post, transition: Transition, actor: Actor) -> Transition:
    """`transition` with its notifications; raises ValueError where `actor` may not make it."""
    rules = POST_STATES[before.state]
    allowed = {
        "worker": rules.worker,
        "author": rules.author,
        "reviewer": rules.reviewer,
        "appellant": rules.appellant,
    }[actor]
    if transition.to not in allowed:
        raise ValueError(f"the {actor} may not move a post from {before.state} to {transition.to}")
    notifies = POST_STATES[transition.to].notifies
    has_notice = before.state == "published" and before.is_trusted
    has_cards = has_notice or before.state in ("review", "unknown") or bool(before.decided_by)
    if actor == "worker" and (before.is_trusted or transition.is_trusted):
        if transition.to == "sending":
            transition = replace(transition, audit_reason="trusted")
        if transition.to == "published":
            notifies = ("show_card", *notifies)  # a notice, with a way back
    closes: tuple[NotificationKind, ...] = ()
    if has_cards and "show_card" not in notifies:
        closes = ("close_cards",)
    return replace(transition, notifications=(*closes, *notifies))


def may_withdraw(post: Post) -> bool:
    """May its author still take it back?"""
    return post.state in UNDECIDED


def findings_of(post: Post, language: Language) -> str:
    """What the censor found, in words; empty where it named nothing."""
    labels = post.verdict.labels if post.verdict else ()
    separator = ", " if language == "en" else "、"
    return separator.join(texts.LABELS[label].to(language) for label in labels)
