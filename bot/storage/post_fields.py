"""A post as the fields of a Redis hash, and back."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict
from typing import Any, cast

from bot.models.post import CensorHit, CensorVerdict, Post, PostDraft, PostState, Transition


def draft_to_json(draft: PostDraft) -> str:
    """The draft on one line."""
    return json.dumps(asdict(draft), ensure_ascii=False)


def hash_of(draft: PostDraft) -> str:
    """By what the same content is known again."""
    content = " ".join((*draft.text.split(), draft.photo))
    return hashlib.sha256(content.encode("utf-8", "replace")).hexdigest()[:32]


def fields_of(change: Transition) -> list[str]:
    """What a change sets: name, value, name, value and so on.

    A new way to `sending` takes an earlier intent back; a new draft all that was found of the old.
    """
    if change.draft is not None:
        nothing = dict.fromkeys(("verdict", "polished", "final", "reason"), "")
        draft = {"draft": draft_to_json(change.draft), "same": hash_of(change.draft)}
        return flat({**nothing, **draft}.items())
    values: dict[str, object | None] = {
        "verdict": json.dumps(asdict(change.verdict), ensure_ascii=False)
        if change.verdict
        else None,
        "polished": change.polished,
        "final": change.final,
        "reason": change.reason,
        "published_chat": change.published_chat_id,
        "published_message": change.published_message_id,
        "intent": "" if change.to == "sending" else None,
    }
    return flat((name, value) for name, value in values.items() if value is not None)


def flat(pairs: Iterable[tuple[str, object]]) -> list[str]:
    """Names and values one after the other."""
    return [str(part) for pair in pairs for part in pair]


def to_post(post_id: int, fields: Mapping[str, str]) -> Post | None:
    """The post of a hash; None of an empty one."""
    if not fields:
        return None
    return Post(
        id=post_id,
        state=cast("PostState", fields["state"]),
        version=int(fields["version"]),
        draft=PostDraft(**json.loads(fields["draft"])),
        submitted_s=int(fields["submitted_ms"]) / 1000,
        verdict=_verdict(fields.get("verdict")),
        polished=fields.get("polished", ""),
        final=fields.get("final", ""),
        intent=fields.get("intent") == "1",
        decided_by=fields.get("decided_by", ""),
        reason=fields.get("reason", ""),
        published_chat_id=_number(fields.get("published_chat")),
        published_message_id=_number(fields.get("published_message")),
    )


def _verdict(line: str | None) -> CensorVerdict | None:
    if not line:
        return None
    value: dict[str, Any] = json.loads(line)
    hits = tuple(CensorHit(**hit) for hit in value["hits"])
    return CensorVerdict(value["kind"], value["provider"], tuple(value["labels"]), hits)


def _number(value: str | None) -> int | None:
    return int(value) if value else None
