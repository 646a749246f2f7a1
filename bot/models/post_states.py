"""The states of a post: what each means, who may move a post out of it, and who is told.

One table. Transitions, the sets below, the names people read and the constants of the Lua scripts
(`storage/posts`) come from it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from bot.texts import Text

PostState = Literal[
    "queued",
    "polishing",
    "rechecking",
    "review",
    "sending",
    "unknown",
    "published",
    "retracted",
    "rejected",
    "withdrawn",
    "dead",
]
Actor = Literal["worker", "author", "reviewer", "appellant"]
NotificationKind = Literal["show_card", "switch_cards", "close_cards", "tell_author"]
"""Queued with a transition: the reviewers get a card, their cards show the other wording or the outcome,
the author is told."""

_NOWHERE: frozenset[PostState] = frozenset()
_BY_AUTHOR: frozenset[PostState] = frozenset({"queued", "withdrawn"})
"""An author may edit a post, which starts its check anew, and take it back."""


@dataclass(frozen=True, slots=True)
class StateRules:
    """One state.

    Args:
        name: what people read.
        worker, author, reviewer: the states into which each may move a post from here.
        appellant: the same for its author, after a decision.
        is_worked_on: the post is in the work queue.
        is_listed: posts in this state are listed by how long they have been in it.
        is_final: nothing happens any more by itself; the post is forgotten after 180 days.
        is_taken_back: the same message may be submitted again.
        is_out: the text is being published or was.
        notifies: who is told when a post gets here.
    """

    name: Text
    worker: frozenset[PostState] = _NOWHERE
    author: frozenset[PostState] = _NOWHERE
    reviewer: frozenset[PostState] = _NOWHERE
    appellant: frozenset[PostState] = _NOWHERE
    is_worked_on: bool = False
    is_listed: bool = False
    is_final: bool = False
    is_taken_back: bool = False
    is_out: bool = False
    notifies: tuple[NotificationKind, ...] = field(default=())

    def next_states(self) -> frozenset[PostState]:
        """The states that may follow, whoever acts."""
        return self.worker | self.author | self.reviewer | self.appellant


POST_STATES: Mapping[PostState, StateRules] = {
    # Stored; the censor reads the text next.
    "queued": StateRules(
        name=Text("检查中", "being checked"),
        worker=frozenset({"polishing", "sending", "review", "rejected", "dead"}),
        author=_BY_AUTHOR,
        is_worked_on=True,
    ),
    # The censor did not reject the text; the model improves its wording.
    "polishing": StateRules(
        name=Text("润色中", "being polished"),
        worker=frozenset({"rechecking", "review", "sending", "dead"}),
        author=_BY_AUTHOR,
        is_worked_on=True,
    ),
    # The censor reads the polished text.
    "rechecking": StateRules(
        name=Text("复查中", "being checked again"),
        worker=frozenset({"review", "sending", "dead"}),
        author=_BY_AUTHOR,
        is_worked_on=True,
    ),
    # A person decides, and may choose the other wording before, or ask for one.
    "review": StateRules(
        name=Text("等管理员审核", "waiting for review"),
        author=_BY_AUTHOR,
        reviewer=frozenset({"review", "polishing", "sending", "rejected"}),
        is_listed=True,
        notifies=("show_card", "tell_author"),
    ),
    # Approved; on its way into the chat it is published in. Only what no person has approved goes back.
    "sending": StateRules(
        name=Text("发布中", "being published"),
        worker=frozenset({"published", "unknown", "dead", "review"}),
        is_worked_on=True,
        is_out=True,
    ),
    # Nobody can tell whether it was delivered; a person looks.
    "unknown": StateRules(
        name=Text("待管理员确认是否已发出", "delivery to be confirmed"),
        reviewer=frozenset({"published", "sending"}),
        is_listed=True,
        is_out=True,
        notifies=("show_card",),
    ),
    "published": StateRules(
        name=Text("已发布", "published"),
        reviewer=frozenset({"retracted"}),
        is_final=True,
        is_out=True,
        notifies=("tell_author",),
    ),
    # Was published; a reviewer took it back.
    "retracted": StateRules(
        name=Text("发布后撤下", "taken down after publication"),
        is_final=True,
        is_taken_back=True,
        is_out=True,
        notifies=("tell_author",),
    ),
    # A reviewer may add a reason afterwards; its author may appeal once.
    "rejected": StateRules(
        name=Text("未通过", "rejected"),
        reviewer=frozenset({"rejected"}),
        appellant=frozenset({"review"}),
        is_final=True,
        notifies=("tell_author",),
    ),
    "withdrawn": StateRules(name=Text("已撤回", "withdrawn"), is_final=True, is_taken_back=True),
    # Given up after every attempt, or because the chat is gone; a reviewer may have it tried again.
    "dead": StateRules(
        name=Text("没能发布", "not published"),
        reviewer=frozenset({"queued", "sending"}),
        is_listed=True,
        is_final=True,
        notifies=("tell_author",),
    ),
}

WORKED_ON = frozenset(state for state, rules in POST_STATES.items() if rules.is_worked_on)
LISTED = frozenset(state for state, rules in POST_STATES.items() if rules.is_listed)
FINAL = frozenset(state for state, rules in POST_STATES.items() if rules.is_final)
TAKEN_BACK = frozenset(state for state, rules in POST_STATES.items() if rules.is_taken_back)
IS_OUT = frozenset(state for state, rules in POST_STATES.items() if rules.is_out)
UNDECIDED = frozenset(state for state, rules in POST_STATES.items() if rules.author)
"""Nobody has decided about the text yet: its author may still edit or withdraw it."""
REACTS_TO_EDITS = UNDECIDED | IS_OUT - TAKEN_BACK
"""An edit of its message concerns the post, if only to say that it comes too late."""
