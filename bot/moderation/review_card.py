"""The review card of a post: the text that ✅ publishes, what the censor found in it, and buttons.

Where the model has polished it, that text comes first, and below it what was changed.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import get_args

from bot.models.chat import Button, Keyboard, Language, Span, StyledText
from bot.models.post import Appeal, AuthorRecord, CensorHit, Post, PostDraft, PresetReason
from bot.models.post_states import IS_OUT, POST_STATES, UNDECIDED, PostState
from bot.models.styled_text import joined
from bot.models.utf16 import CAPTION_UNITS, MESSAGE_UNITS, utf16_len, utf16_prefix
from bot.moderation.card_formatting import link_lines, marked
from bot.moderation.text_difference import difference
from bot.moderation.transitions import findings_of
from bot.texts import Text
from bot.texts import appeals as appeal_texts
from bot.texts import censor as censor_texts
from bot.texts import post as texts

GROUP_LANGUAGE: Language = "zh"
"""Of cards in a group, where people of several languages read them."""

_BUTTONS: Mapping[PostState, tuple[tuple[tuple[str, Text], ...], ...]] = {
    "review": (
        (("ok", texts.APPROVE), ("no", texts.REJECT)),
        (("edit", texts.REWRITE), ("ban", texts.BAN)),
    ),
    "unknown": ((("sent", texts.SENT), ("again", texts.RESEND)),),
}
_EXCERPT_CHARS = 60
_REASON_ROWS: tuple[tuple[PresetReason, ...], ...] = (
    ("advert", "privacy", "unkind"),
    ("repeat", "off_topic", "unclear"),
)


@dataclass(frozen=True, slots=True)
class ReviewCard:
    """A card; `text_above` is the post's text as a message of its own where one is too short for both.

    `is_notice`: nothing waits for a decision; the pictures are not shown with it.
    """

    text: StyledText
    keyboard: Keyboard = ()
    text_above: StyledText | None = None
    is_notice: bool = False


def text_limit(draft: PostDraft) -> int:
    """How long its text may be, in UTF-16 code units."""
    return CAPTION_UNITS if draft.pictures else MESSAGE_UNITS


def render_card(
    post: Post,
    record: AuthorRecord,
    language: Language = GROUP_LANGUAGE,
    *,
    made_for: int | None = None,
    asks_ban: bool = False,
) -> ReviewCard:
    """The card of a post as it is now: to be decided, or with its outcome.

    Where it was rejected without a reason, one press adds a preset one. `asks_ban`: its buttons ask
    whether the author is to be banned. `made_for`: the version of the post when the card was sent,
    None for a new one. A card of an older version becomes void while the post is undecided, which has
    got a new card: on this one a picture, or the text of a long post, would still be the old.
    """
    if post.state in UNDECIDED and made_for not in (None, post.version):
        return ReviewCard(StyledText(texts.CARD_VOID.to(language, id=post.id)))
    if _is_notice(post):
        return _notice(post, language)
    head = "\n".join((_title(post, language), *_facts(post, record, language)))
    body = _body(post)
    keyboard = _ban_keyboard(post, language) if asks_ban else _keyboard(post, language)
    changes = _changes(post, language)
    whole = joined(head, "\n\n", body, *changes)
    if utf16_len(whole.text) <= MESSAGE_UNITS:
        return ReviewCard(whole, keyboard)
    rest = joined("\n\n", texts.CARD_TEXT_ABOVE.to(language), *changes)
    room = MESSAGE_UNITS - utf16_len(rest.text)
    return ReviewCard(joined(utf16_prefix(head, room), rest), keyboard, text_above=body)


def without_approval(card: ReviewCard) -> ReviewCard:
    """The card for somebody to whom the post cannot be shown: it can only be rejected."""
    buttons = (button for row in card.keyboard for button in row)
    rejects = tuple(button for button in buttons if button.action.startswith("review:no:"))
    return replace(card, keyboard=(rejects,))


def _is_notice(post: Post) -> bool:
    return post.state == "published" and post.is_trusted and not post.decided_by


def _notice(post: Post, language: Language) -> ReviewCard:
    """In the place of a card: what a trusted author published without a review, and the way back."""
    line = " ".join(post.final.split())
    excerpt = line if len(line) <= _EXCERPT_CHARS else line[:_EXCERPT_CHARS] + "…"
    text = texts.TRUSTED_NOTICE.to(
        language, id=post.id, name=post.draft.author_name, excerpt=excerpt
    )
    undo = Button(texts.UNDO.to(language), f"review:undo:{post.id}:{post.version}")
    return ReviewCard(StyledText(text), ((undo,),), is_notice=True)


def _body(post: Post) -> StyledText:
    """What is to be published, with the hits in bold, or what was."""
    is_decided = bool(post.decided_by) or post.state in IS_OUT
    shown = post.final if is_decided and post.final else post.proposal
    spans = post.draft.spans if shown == post.text else ()
    return StyledText(shown, marked(spans, _marks(shown, _hits(post, shown))))


def _hits(post: Post, shown: str) -> Iterable[CensorHit]:
    """The hits in the text of the card; in a polished one also what is left of those before it."""
    hits = post.verdict.hits if post.verdict else ()
    if shown == post.text:
        return hits
    if shown != post.polished:  # a reviewer's wording, which no censor read
        return ()
    kept = [
        CensorHit(at, at + hit.end - hit.start, hit.label)
        for hit in hits
        if (at := shown.find(post.text[hit.start : hit.end])) >= 0
    ]
    return (*(post.polished_verdict.hits if post.polished_verdict else ()), *kept)


def _changes(post: Post, language: Language) -> tuple[str | StyledText, ...]:
    """What the model changed, while somebody may still choose the other wording."""
    if post.state != "review" or post.proposal == post.text:
        return ()
    return ("\n\n", texts.CHANGES.to(language), "\n", difference(post.text, post.polished))


def _title(post: Post, language: Language) -> str:
    if post.state == "review" and post.appeal:
        return appeal_texts.CARD.to(language, id=post.id)
    if post.state == "review":
        return texts.CARD_REVIEW.to(language, id=post.id)
    if post.state == "unknown":
        return texts.CARD_UNKNOWN.to(language, id=post.id)
    state = POST_STATES[post.state].name.to(language)
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
            provider=censor_texts.PROVIDERS[post.verdict.provider].to(language),
            finding=_finding(post, language),
        )
    yield from link_lines(StyledText(post.text, post.draft.spans), language)
    if post.appeal:
        yield from _appeal_facts(post.appeal, language)
    if post.reason:
        yield texts.CARD_REASON.to(language, reason=_in_language(post.reason, language))
    if post.state == "review" and (wording := _wording(post)):
        yield wording.to(language)


def _wording(post: Post) -> Text | None:
    """Whose wording the card shows; None where there never was another."""
    if post.draft.keeps_wording:
        return texts.CARD_KEEPS_WORDING
    if post.polished:
        return texts.CARD_OWN if post.wording == "own" else texts.CARD_POLISHED
    return texts.CARD_POLISH_NOTES[post.polish_note] if post.polish_note else None


def _appeal_facts(appeal: Appeal, language: Language) -> Iterable[str]:
    name = appeal.rejected_by or appeal_texts.CENSOR.to(language)
    line = appeal_texts.CARD_REJECTED_BEFORE.to(language, name=name)
    if appeal.rejected_for:
        line += texts.WITH_REASON.to(language, reason=_in_language(appeal.rejected_for, language))
    yield line
    yield appeal_texts.CARD_REASON.to(language, reason=appeal.reason)


def _in_language(reason: str, language: Language) -> str:
    """The reason as reviewers read it: a preset one is stored in the author's language."""
    preset = (
        text.to(language)
        for text in texts.PRESET_REASONS.values()
        if reason in map(text.to, get_args(Language))
    )
    return next(preset, reason)


def _finding(post: Post, language: Language) -> str:
    labels = findings_of(post, language)
    if post.verdict is None or not labels:
        return censor_texts.FINDINGS["clean"].to(language)
    finding = censor_texts.FINDINGS[post.verdict.kind].to(language)
    return censor_texts.FINDING_WITH_LABELS.to(language, finding=finding, labels=labels)


def _keyboard(post: Post, language: Language) -> Keyboard:
    if post.state == "rejected" and post.decided_by and not post.reason:
        return tuple(
            tuple(
                Button(
                    texts.PRESET_REASONS[reason].to(language),
                    f"review:why:{post.id}:{post.version}:{reason}",
                )
                for reason in row
            )
            for row in _REASON_ROWS
        )
    rows = _BUTTONS.get(post.state, ())
    if post.state == "review" and (choice := _choice(post)):
        rows = (*rows, (choice,))
    return _buttons(rows, post, language)


def _choice(post: Post) -> tuple[str, Text] | None:
    """The button for the other wording."""
    if post.polished:
        is_own = post.wording == "own"
        return ("polished", texts.USE_POLISHED) if is_own else ("own", texts.USE_OWN)
    may_ask = bool(post.draft.spans) or post.polish_note == "failed"
    return ("polish", texts.POLISH) if may_ask and not post.draft.keeps_wording else None


def _ban_keyboard(post: Post, language: Language) -> Keyboard:
    return _buttons(((("ban_yes", texts.BAN_YES),), (("card", texts.BAN_NO),)), post, language)


def _buttons(
    rows: Iterable[tuple[tuple[str, Text], ...]], post: Post, language: Language
) -> Keyboard:
    return tuple(
        tuple(
            Button(label.to(language), f"review:{verb}:{post.id}:{post.version}")
            for verb, label in row
        )
        for row in rows
    )


def _marks(text: str, hits: Iterable[CensorHit]) -> tuple[Span, ...]:
    """The hits as bold spans; those that touch become one, since entities may not cross."""
    merged: list[tuple[int, int]] = []
    for hit in sorted(hits, key=lambda hit: hit.start):
        if merged and hit.start <= merged[-1][1]:
            merged[-1] = merged[-1][0], max(merged[-1][1], hit.end)
        else:
            merged.append((hit.start, hit.end))
    return tuple(
        Span("bold", utf16_len(text[:start]), utf16_len(text[start:end])) for start, end in merged
    )
