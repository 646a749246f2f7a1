"""What reviewers see of a post: a card with its text, what was found in it, and buttons."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from bot.models.chat import Button, Keyboard, Language, Span, StyledText
from bot.models.post import AuthorRecord, CensorHit, Post, PostDraft, PostState, PresetReason
from bot.moderation.states import findings_of
from bot.texts import Text
from bot.texts import post as texts

MESSAGE_LIMIT = 4096
"""UTF-16 units of a message after its entities are parsed (Bot API: sendMessage)."""

CAPTION_LIMIT = 1024
"""UTF-16 units below a picture (Bot API: sendPhoto)."""

LANGUAGE: Language = "zh"
"""Of cards in a group: people of several languages read them, so no press turns them over."""

_BUTTONS: Mapping[PostState, tuple[tuple[tuple[str, Text], ...], ...]] = {
    "review": (
        (("ok", texts.APPROVE), ("no", texts.REJECT)),
        (("edit", texts.REWRITE), ("ban", texts.BAN)),
    ),
    "unknown": ((("sent", texts.SENT), ("again", texts.RESEND)),),
}
_GONE_OUT: frozenset[PostState] = frozenset({"sending", "unknown", "published", "retracted"})
_UNDECIDED: frozenset[PostState] = frozenset(
    {"queued", "checking", "polishing", "rechecking", "review"}
)
_REASON_ROWS: tuple[tuple[PresetReason, ...], ...] = (
    ("advert", "privacy", "unkind"),
    ("repeat", "off_topic", "unclear"),
)


@dataclass(frozen=True, slots=True)
class ReviewCard:
    """A card; `above` is the post's text as a message of its own, where one message is too short."""

    text: StyledText
    keyboard: Keyboard = ()
    above: StyledText | None = None


def length_of(text: str) -> int:
    """The length as Telegram counts it: UTF-16 code units."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def limit_of(draft: PostDraft) -> int:
    """How long its text may be, in UTF-16 units."""
    return CAPTION_LIMIT if draft.photo else MESSAGE_LIMIT


def render_card(
    post: Post, record: AuthorRecord, language: Language = LANGUAGE, *, made_for: int | None = None
) -> ReviewCard:
    """The card of a post as it is now: to be decided, or with its outcome.

    Where it was rejected without a reason, one press adds a ready one. `made_for`: the version of
    the post when the card was sent, None for a new one. A post that is undecided at another version
    gets a new card: on this one a picture, or the text of a long post, would still be the old.
    """
    if post.state in _UNDECIDED and made_for not in (None, post.version):
        return ReviewCard(StyledText(texts.CARD_VOID.to(language, id=post.id)))
    head = "\n".join((_title(post, language), *_facts(post, record, language)))
    body = _body(post)
    keyboard = _keyboard(post, language)
    whole = _joined(head, body)
    if length_of(whole.text) <= MESSAGE_LIMIT:
        return ReviewCard(whole, keyboard)
    note = texts.CARD_TEXT_ABOVE.to(language)
    return ReviewCard(StyledText(f"{head}\n\n{note}"), keyboard, above=body)


def _body(post: Post) -> StyledText:
    """What its author wrote with the hits marked, or what went out in its place."""
    if (post.decided_by or post.state in _GONE_OUT) and post.final not in ("", post.text):
        return StyledText(post.final)
    return StyledText(post.text, _marks(post.text, post.verdict.hits if post.verdict else ()))


def _title(post: Post, language: Language) -> str:
    if post.state == "review":
        return texts.CARD_REVIEW.to(language, id=post.id)
    if post.state == "unknown":
        return texts.CARD_UNKNOWN.to(language, id=post.id)
    state = texts.STATES[post.state].to(language)
    title = texts.CARD_OUTCOME.to(language, id=post.id, state=state)
    return title + texts.CARD_BY.to(language, name=post.decided_by) if post.decided_by else title


def _facts(post: Post, record: AuthorRecord, language: Language) -> Iterable[str]:
    yield texts.CARD_AUTHOR.to(
        language,
        name=post.draft.author_name,
        published=record.published,
        rejected=record.rejected,
    )
    if post.verdict is not None:
        yield texts.CARD_VERDICT.to(
            language,
            provider=texts.PROVIDERS[post.verdict.provider].to(language),
            finding=_finding(post, language),
        )
    if post.reason:
        yield texts.CARD_REASON.to(language, reason=post.reason)


def _finding(post: Post, language: Language) -> str:
    labels = findings_of(post, language)
    if post.verdict is None or not labels:
        return texts.FINDINGS["clean"].to(language)
    return f"{texts.FINDINGS[post.verdict.kind].to(language)}（{labels}）"


def _keyboard(post: Post, language: Language) -> Keyboard:
    if post.state == "rejected" and post.decided_by and not post.reason:
        return tuple(
            tuple(
                Button(
                    texts.READY_REASONS[reason].to(language),
                    f"review:why:{post.id}:{post.version}:{reason}",
                )
                for reason in row
            )
            for row in _REASON_ROWS
        )
    return tuple(
        tuple(
            Button(label.to(language), f"review:{verb}:{post.id}:{post.version}")
            for verb, label in row
        )
        for row in _BUTTONS.get(post.state, ())
    )


def _marks(text: str, hits: Iterable[CensorHit]) -> tuple[Span, ...]:
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


def _joined(head: str, body: StyledText) -> StyledText:
    shift = length_of(head) + 2
    spans = (Span(span.kind, span.offset + shift, span.length) for span in body.spans)
    return StyledText(f"{head}\n\n{body.text}", tuple(spans))
