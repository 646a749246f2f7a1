"""A post as the fields of a Redis hash, and back."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict
from typing import Any, cast

from bot.models.chat import Picture, Span
from bot.models.post import (
    Appeal,
    CensorHit,
    CensorVerdict,
    PolishNote,
    Post,
    PostDraft,
    Transition,
    Wording,
)
from bot.models.post_states import PostState
from bot.storage.known_fields import known

_FOUND_OUT = (
    "verdict", "polished", "polished_verdict", "wording", "polish_note", "final", "reason",
    "clean_in", "is_trusted",
)  # fmt: skip
"""What was found out about a text, or decided: it goes with the text."""


def draft_to_json(draft: PostDraft) -> str:
    """The draft on one line, without the newer fields where they say nothing: older versions read it."""
    values = asdict(draft)
    newer = {name for name in ("pictures", "keeps_wording", "spans") if not values[name]}
    return json.dumps(
        {name: value for name, value in values.items() if name not in newer}, ensure_ascii=False
    )


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
        empty = dict.fromkeys(_FOUND_OUT, "")
        draft = {
            "draft": draft_to_json(transition.draft),
            "same": content_hash(transition.draft),
        }
        return flat({**empty, **draft}.items())
    values: dict[str, object | None] = {
        "verdict": _verdict_to_json(transition.verdict),
        "polished": transition.polished,
        "polished_verdict": _verdict_to_json(transition.polished_verdict),
        "wording": transition.wording,
        "polish_note": transition.polish_note,
        "final": transition.final,
        "reason": transition.reason,
        "appeal": json.dumps(asdict(transition.appeal), ensure_ascii=False)
        if transition.appeal
        else None,
        "clean_in": transition.clean_in,
        "is_trusted": {None: None, True: "1", False: ""}[transition.is_trusted],
        "published_chat": transition.published_chat_id,
        "published_message": transition.published_message_id,
        "published_album": " ".join(map(str, transition.published_album_ids)) or None,
        "published_link": transition.published_link,
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
        polished_verdict=_verdict(fields.get("polished_verdict")),
        wording=cast("Wording", fields.get("wording", "")),
        polish_note=cast("PolishNote", fields.get("polish_note", "")),
        final=fields.get("final", ""),
        delivery_started=fields.get("delivery_started") == "1",
        decided_by=fields.get("decided_by", ""),
        reason=fields.get("reason", ""),
        published_chat_id=_number(fields.get("published_chat")),
        published_message_id=_number(fields.get("published_message")),
        published_link=fields.get("published_link", ""),
        published_album_ids=tuple(map(int, fields.get("published_album", "").split())),
        is_trusted=fields.get("is_trusted") == "1",
        clean_in=_number(fields.get("clean_in")),
        appeal=known(Appeal, json.loads(fields["appeal"])) if fields.get("appeal") else None,
    )


def _draft(line: str) -> PostDraft:
    """The draft; those that older versions stored lack the newer fields.

    Before albums it had `photo`: the file id of one picture, or nothing.
    """
    value: dict[str, Any] = json.loads(line)
    photo = value.pop("photo", "")
    pictures = value.pop("pictures", [{"file_id": photo}] if photo else [])
    spans = value.pop("spans", ())
    parts = {
        "pictures": tuple(known(Picture, picture) for picture in pictures),
        "spans": tuple(known(Span, span) for span in spans),
    }
    return known(PostDraft, value | parts)


def _verdict_to_json(verdict: CensorVerdict | None) -> str | None:
    return json.dumps(asdict(verdict), ensure_ascii=False) if verdict else None


def _verdict(line: str | None) -> CensorVerdict | None:
    if not line:
        return None
    value: dict[str, Any] = json.loads(line)
    hits = tuple(known(CensorHit, hit) for hit in value["hits"])
    return CensorVerdict(value["kind"], value["provider"], tuple(value["labels"]), hits)


def _number(value: str | None) -> int | None:
    return int(value) if value else None
