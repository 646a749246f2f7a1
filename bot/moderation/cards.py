"""What reviewers see of a post: a card with its text, what was found in it, and buttons."""

from collections.abc import Iterable
from dataclasses import dataclass

from bot.models.chat import Button, Keyboard, Language, Span, Styled
from bot.models.post import Hit, Post, Record
from bot.moderation.post import findings_of
from bot.texts import post as texts

MESSAGE_LIMIT = 4096
"""UTF-16 units of a message after its entities are parsed (Bot API: sendMessage)."""

LANGUAGE: Language = "zh"
"""People of several languages read the same card, so it is not turned over at each press."""


@dataclass(frozen=True, slots=True)
class Card:
    """A card; `above` is the post's text as a message of its own, where one message is too short."""

    text: Styled
    keyboard: Keyboard = ()
    above: Styled | None = None


def length_of(text: str) -> int:
    """The length as Telegram counts it: UTF-16 code units."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def card_of(post: Post, record: Record) -> Card:
    """The card of a post as it is now: to be decided, or with its outcome and no buttons."""
    head = "\n".join((_title(post), *_facts(post, record)))
    body = Styled(post.text, _marks(post.text, post.verdict.hits if post.verdict else ()))
    whole = _joined(head, body)
    if length_of(whole.text) <= MESSAGE_LIMIT:
        return Card(whole, _keyboard(post))
    note = texts.CARD_TEXT_ABOVE.to(LANGUAGE)
    return Card(Styled(f"{head}\n\n{note}"), _keyboard(post), above=body)


def _title(post: Post) -> str:
    if post.state == "review":
        return texts.CARD_REVIEW.to(LANGUAGE, id=post.id)
    if post.state == "unknown":
        return texts.CARD_UNKNOWN.to(LANGUAGE, id=post.id)
    state = texts.STATES[post.state].to(LANGUAGE)
    title = texts.CARD_OUTCOME.to(LANGUAGE, id=post.id, state=state)
    return title + texts.CARD_BY.to(LANGUAGE, name=post.decided_by) if post.decided_by else title


def _facts(post: Post, record: Record) -> Iterable[str]:
    yield texts.CARD_AUTHOR.to(
        LANGUAGE,
        name=post.draft.author_name,
        published=record.published,
        rejected=record.rejected,
    )
    if post.verdict is not None:
        yield texts.CARD_VERDICT.to(
            LANGUAGE,
            provider=texts.PROVIDERS[post.verdict.provider].to(LANGUAGE),
            finding=_finding(post),
        )
    if post.reason:
        yield texts.CARD_REASON.to(LANGUAGE, reason=post.reason)


def _finding(post: Post) -> str:
    labels = findings_of(post, LANGUAGE)
    if post.verdict is None or not labels:
        return texts.FINDINGS["clean"].to(LANGUAGE)
    return f"{texts.FINDINGS[post.verdict.kind].to(LANGUAGE)}（{labels}）"


def _keyboard(post: Post) -> Keyboard:
    verbs = {
        "review": (("ok", texts.APPROVE), ("no", texts.REJECT)),
        "unknown": (("sent", texts.SENT), ("again", texts.RESEND)),
    }.get(post.state)
    if verbs is None:
        return ()
    return (
        tuple(
            Button(label.to(LANGUAGE), f"review:{verb}:{post.id}:{post.version}")
            for verb, label in verbs
        ),
    )


def _marks(text: str, hits: Iterable[Hit]) -> tuple[Span, ...]:
    """The hits as bold stretches; those that touch become one, since entities may not cross."""
    merged: list[tuple[int, int]] = []
    for hit in sorted(hits, key=lambda hit: hit.start):
        if merged and hit.start <= merged[-1][1]:
            merged[-1] = merged[-1][0], max(merged[-1][1], hit.end)
        else:
            merged.append((hit.start, hit.end))
    return tuple(
        Span("bold", length_of(text[:start]), length_of(text[start:end])) for start, end in merged
    )


def _joined(head: str, body: Styled) -> Styled:
    shift = length_of(head) + 2
    spans = (Span(span.kind, span.offset + shift, span.length) for span in body.spans)
    return Styled(f"{head}\n\n{body.text}", tuple(spans))
