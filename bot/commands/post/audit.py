"""/audit: who moved a post where and why, and what admins ordered."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from typing import cast

from bot.commands.post.permissions import (
    parse_id_and_rest,
    require_confidential_chat,
    require_reviewer,
)
from bot.models.chat import Language, Request
from bot.models.post import AuditEntry, OrderEntry, Post
from bot.models.post_states import POST_STATES
from bot.moderation.decisions import Decisions
from bot.ports.chat import Permissions, Reply
from bot.ports.posts import PostControls, ReviewQueue
from bot.texts import Text
from bot.texts import administration as texts
from bot.texts import post as post_texts
from bot.texts import settings as settings_texts

_AUDIT_LINES = 40
_BEIJING = timezone(timedelta(hours=8))
_CHANGE = re.compile(r"(?P<setting>[a-z_]+) (?P<before>\S+) → (?P<after>[^\s,]+)")
"""Of a setting, as storage/chat_settings puts it on record; `-` is none."""


@dataclass(frozen=True, slots=True)
class AuditCommands:
    """Shows the records. The right is asked for each time.

    Args:
        queue: the audit trails.
        decisions: finds posts.
        controls: the record of orders.
        permissions: who may.
    """

    queue: ReviewQueue
    decisions: Decisions
    controls: PostControls
    permissions: Permissions

    async def audit(self, request: Request, reply: Reply) -> None:
        """`/audit ID`: when, who, from where to where, and why; `/audit`: what admins ordered."""
        await require_reviewer(self.permissions, request.sender.id)
        await require_confidential_chat(self.permissions, request, "audit")
        if not request.text.strip():
            await self._list_orders(request, reply)
            return
        post_id, _ = parse_id_and_rest(request.text, texts.AUDIT_USAGE)
        post = await self.decisions.find(post_id)
        language = request.language
        entries = await self.queue.audit(post.id)
        lines = [_audit_line(entry, post, language) for entry in entries]
        head = [texts.AUDIT.to(language, id=post.id)]
        if len(lines) > _AUDIT_LINES:
            head.append(texts.AUDIT_LEFT_OUT.to(language, count=len(lines) - _AUDIT_LINES))
        await reply.send("\n".join((*head, *lines[-_AUDIT_LINES:])))

    async def _list_orders(self, request: Request, reply: Reply) -> None:
        orders = await self.controls.orders(_AUDIT_LINES)
        if not orders:
            await reply.send(texts.NO_ORDERS.to(request.language))
            return
        lines = [_order_line(entry, request.language) for entry in orders]
        await reply.send("\n".join((texts.ORDERS.to(request.language), *lines)))


def _audit_line(entry: AuditEntry, post: Post, language: Language) -> str:
    at = _time(entry.at_s)
    if entry.before is None:
        author = _signature(post.draft.author_name, post.draft.author_id, language)
        return texts.AUDIT_ARRIVED.to(language, at=at, by=author)
    is_worker = entry.by == "worker" and entry.by_id is None
    sentence = texts.AUDIT_SAME_STATE if entry.before == entry.to else texts.AUDIT_LINE
    line = sentence.to(
        language,
        at=at,
        by=texts.WORKER.to(language) if is_worker else _signature(entry.by, entry.by_id, language),
        before=POST_STATES[entry.before].name.to(language),
        to=POST_STATES[entry.to].name.to(language),
    )
    reason = _reason_of(entry.reason, language)
    return line + post_texts.WITH_REASON.to(language, reason=reason) if reason else line


def _order_line(entry: OrderEntry, language: Language) -> str:
    by = _signature(entry.by.name, entry.by.id, language)
    about = _named_settings(entry.about, language) if entry.order == "settings" else entry.about
    at, order = _time(entry.at_s), f"/{entry.order} {about}".strip()
    return texts.ORDER_LINE.to(language, at=at, by=by, order=order)


def _named_settings(about: str, language: Language) -> str:
    """With the names that /settings shows."""

    def named(change: re.Match[str]) -> str:
        label = settings_texts.FIELDS.get(change["setting"])
        default = settings_texts.DEFAULT.to(language)
        before, after = (
            default if change[side] == "-" else change[side] for side in ("before", "after")
        )
        return f"{label.to(language) if label else change['setting']} {before} → {after}"

    return _CHANGE.sub(named, about)


def _signature(name: str, person_id: int | None, language: Language) -> str:
    """The name with the id, since anybody may be called like somebody else."""
    if person_id is None:  # an entry from before ids were noted
        return name
    return texts.SIGNATURE.to(language, name=name, id=person_id)


def _time(at_s: float) -> str:
    return datetime.fromtimestamp(at_s, _BEIJING).strftime("%m-%d %H:%M:%S")


def _reason_of(reason: str, language: Language) -> str:
    known = cast("Mapping[str, Text]", texts.WHY).get(reason)
    return known.to(language) if known else reason
