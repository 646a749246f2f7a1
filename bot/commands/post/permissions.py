"""Who may decide about a post (reviewers, but not its author), and which post a command means."""

import re

from bot.errors import PostError
from bot.models.chat import Person, Request
from bot.models.post import Post
from bot.ports.chat import Permissions
from bot.texts import Text, administration
from bot.texts import appeals as appeal_texts
from bot.texts import post as texts

_ID_AND_REST = re.compile(r"#?(\d{1,15})(?:[\s:：，,]+(.*))?", re.DOTALL)


async def require_reviewer(permissions: Permissions, user_id: int) -> None:
    """Raise PostError where the person may not review."""
    if not await permissions.may_review(user_id):
        raise PostError(texts.NOT_REVIEWER)


async def require_other_author(permissions: Permissions, post: Post, person: Person) -> None:
    """Raise PostError for one's own post, and for one's own rejection after an appeal against it.

    Who could be the only one to decide may.
    """
    is_own = post.draft.author_id == person.id
    has_rejected = post.appeal is not None and post.appeal.rejected_by_id == person.id
    if (is_own or has_rejected) and await permissions.has_other_reviewers(person.id):
        raise PostError(texts.OWN_POST if is_own else appeal_texts.OWN_REJECTION, id=post.id)


async def require_confidential_chat(
    permissions: Permissions, request: Request, command: str
) -> None:
    """Raise PostError in a group whose members should not see what `command` shows."""
    is_group = request.chat_kind == "group"
    if is_group and not await permissions.is_review_chat(request.thread.chat_id):
        raise PostError(administration.PRIVATELY, command=command)


def parse_id_and_rest(text: str, usage: Text) -> tuple[int, str]:
    """The post's number and what follows it; raises PostError(usage) where there is none."""
    found = _ID_AND_REST.fullmatch(text.strip())
    if found is None:
        raise PostError(usage)
    return int(found[1]), (found[2] or "").strip()
