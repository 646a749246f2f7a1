"""Checks a transition against the table of states and adds whom it notifies."""

from dataclasses import replace

from bot.models.chat import Language
from bot.models.post import Post, Transition
from bot.models.post_states import POST_STATES, UNDECIDED, Actor, NotificationKind, PostState
from bot.texts import censor as censor_texts


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
    is_trusted = actor == "worker" and bool(before.is_trusted or transition.is_trusted)
    if is_trusted and transition.to == "sending":
        transition = replace(transition, audit_reason="trusted")
    notifications = _notifications(before, transition.to, actor)
    return replace(transition, notifications=notifications)


def _notifications(before: Post, to: PostState, actor: Actor) -> tuple[NotificationKind, ...]:
    if before.state == to == "review":  # only the wording changes; who has no card for it gets one
        return ("switch_cards", "show_card")
    if to == "review" and before.wording == "asked":  # its author knows already
        return ("show_card",)
    notifies = POST_STATES[to].notifies
    if before.is_trusted and to == "published" and actor == "worker":
        return ("show_card", *notifies)  # a notice, with a way back
    has_notice = before.state == "published" and before.is_trusted
    has_cards = has_notice or before.state in ("review", "unknown") or bool(before.decided_by)
    if has_cards and "show_card" not in notifies:
        return ("close_cards", *notifies)
    return notifies


def may_withdraw(post: Post) -> bool:
    """May its author still take it back?"""
    return post.state in UNDECIDED


def findings_of(post: Post, language: Language) -> str:
    """What the censor found in the text and in the polished one, in words; empty where nothing."""
    verdicts = (post.verdict, post.polished_verdict)
    labels = dict.fromkeys(label for verdict in verdicts if verdict for label in verdict.labels)
    separator = ", " if language == "en" else "、"
    return separator.join(censor_texts.LABELS[label].to(language) for label in labels)
