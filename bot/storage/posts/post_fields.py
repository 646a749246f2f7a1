"""A post as the fields of a Redis hash, and back."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict
from typing import Any, cast

from bot.models.chat import Picture, Span
from bot.models.post import Appeal, CensorHit, CensorVerdict, Post, PostDraft, Transition
from bot.models.post_states import PostState


def draft_to_json(draft: PostDraft) -> str:
    """The draft on one line."""
    return json.dumps(asdict(draft), ensure_ascii=False)


def content_hash(draft: PostDraft) -> str:
    """Equal for drafts with the same text (white space apart) and pictures."""
    pictures = [picture.file_id for picture in draft.pictures]
    content = " ".join((*draft.text.split(), *(pictures or [""])))
    return hashlib.sha256(content.encode("utf-8", "replace")).hexdigest()[:32]


def fields_of(transition: Transition) -> list[str]:
    """What a transition sets: name, value, name, value and so on.

    A new way to `sending` resets `delivery_started`; a new draft resets all that was found out about
    the old one.
    """
    if transition.draft is not None:
        empty = dict.fromkeys(
            ("verdict", "polished", "final", "reason", "clean_in", "is_trusted"), ""
        )
        draft = {
            "draft": draft_to_json(transition.draft),
            "same": content_hash(transition.draft),
        }
        return flat({**empty, **draft}.items())
    verdict = transition.verdict
    values: dict[str, object | None] = {
        "verdict": json.dumps(asdict(verdict), ensure_ascii=False) if verdict else None,
        "polished": transition.polished,
        "final": transition.final,
        "reason": transition.reason,
        "appeal": json.dumps(asdict(transition.appeal), ensure_ascii=False)
        if transition.appeal
        else None,
        "clean_in": transition.clean_in,
        "is_trusted": "1" if transition.is_trusted else None,
        "published_chat": transition.published_chat_id,
        "published_message": transition.published_message_id,
        "published_album": " ".join(map(str, transition.published_album_ids)) or None,
        "delivery_started": "" if transition.to == "sending" else None,
    }
    return flat((name, value) for name, value in values.items() if value is not None)


def flat(pairs: Iterable[tuple[str, object]]) -> list[str]:
    """Names and values one after the other."""
    return [str(part) for pair in pairs for part in pair]


def to_post(post_id: int, fields: Mapping[str, str]) -> Post | None:
    """The post of a hash; None where the hash is empty."""
    if not fields:
        return None
    return Post(
        id=post_id,
        state=cast("PostState", fields["state"]),
        version=int(fields["version"]),
        draft=_draft(fields["draft"]),
        verdict=_verdict(fields.get("verdict")),
        polished=fields.get("polished", ""),
        final=fields.get("final", ""),
        delivery_started=fields.get("delivery_started") == "1",
        decided_by=fields.get("decided_by", ""),
        reason=fields.get("reason", ""),
        published_chat_id=_number(fields.get("published_chat")),
        published_message_id=_number(fields.get("published_message")),
        published_album_ids=tuple(map(int, fields.get("published_album", "").split())),
        is_trusted=fields.get("is_trusted") == "1",
        appeal=Appeal(**json.loads(fields["appeal"])) if fields.get("appeal") else None,
    )


def _draft(line: str) -> PostDraft:
    """A draft; before albums could be posted it had `photo`, the file id of one picture or nothing."""
    value: dict[str, Any] = json.loads(line)
    photo = value.pop("photo", "")
    pictures = value.pop("pictures", [{"file_id": photo}] if photo else [])
    spans = value.pop("spans", [])
    return PostDraft(
        **value,
        pictures=tuple(Picture(**picture) for picture in pictures),
        spans=tuple(Span(**span) for span in spans),
    )


def _verdict(line: str | None) -> CensorVerdict | None:
    if not line:
        return None
    value: dict[str, Any] = json.loads(line)
    hits = tuple(CensorHit(**hit) for hit in value["hits"])
    return CensorVerdict(value["kind"], value["provider"], tuple(value["labels"]), hits)


def _number(value: str | None) -> int | None:
    return int(value) if value else None
