"""Makes drafts of posts from what people send, and says what cannot be posted."""

import re
from dataclasses import replace

from bot.commands.intent import cut_argument
from bot.errors import PostError
from bot.models.chat import ButtonPress, FileRef, QuotedMessage, Request
from bot.models.post import PostDraft
from bot.models.utf16 import utf16_len
from bot.moderation.review_card import text_limit
from bot.texts import post as texts

_AS_IT_IS = re.compile(
    r"\s*(?:原文|(?:不要?|别|请勿)润色|as[- ]is|verbatim|unpolished)(?:[\s:：]+|$)", re.IGNORECASE
)


def draft_of(request: Request) -> PostDraft:
    """The request's text and picture, else its sender's own message that it replies to.

    Raises PostError where there is nothing that can be posted.
    """
    text, keeps_wording = split_wish(request.text)
    draft = PostDraft(
        author_id=request.sender.id,
        author_name=request.sender.name,
        language=request.language,
        chat_id=request.thread.chat_id,
        topic_id=request.thread.topic_id,
        message_id=request.message_id,
        text=text,
        photo=photo_of(request.file),
        keeps_wording=keeps_wording,
    )
    if draft.text:
        return draft
    if draft.photo:
        raise PostError(texts.CAPTION_MISSING)
    if request.quoted is None:
        raise PostError(texts.HELP)
    if request.quoted.sender_id != draft.author_id:
        raise PostError(texts.NOT_YOURS)
    return _with_content_of(request.quoted, draft)


def draft_of_original(press: ButtonPress) -> PostDraft:
    """The message that the message with the pressed button replies to.

    Raises PostError where it cannot be found or is another person's.
    """
    original = press.original
    if original is None or not original.text:
        raise PostError(texts.OFFER_LOST)
    if original.sender_id != press.sender.id:
        raise PostError(texts.NOT_AUTHOR)
    empty = PostDraft(
        author_id=press.sender.id,
        author_name=press.sender.name,
        language=press.language,
        chat_id=press.thread.chat_id,
        topic_id=press.thread.topic_id,
        message_id=original.message_id,
        text="",
    )
    text = cut_argument(original.text, "post").text or original.text  # as it was offered
    return _with_content_of(replace(original, text=text), empty)


def split_wish(text: str) -> tuple[str, bool]:
    """The text without the words at its beginning that forbid a polish, and whether it had them."""
    wish = _AS_IT_IS.match(text)
    return (text[wish.end() :].strip(), True) if wish else (text.strip(), False)


def photo_of(file: FileRef | None) -> str:
    """The picture's file id, empty without a file; raises PostError for another kind of file."""
    if file is None:
        return ""
    if file.kind != "photo":
        raise PostError(texts.TEXT_ONLY)
    return file.file_id


def require_room(draft: PostDraft) -> None:
    """Raise PostError where the text is longer than the platform shows."""
    length, limit = utf16_len(draft.text), text_limit(draft)
    if length > limit:
        too_long = texts.CAPTION_TOO_LONG if draft.photo else texts.TOO_LONG
        raise PostError(too_long, length=length, limit=limit)


def _with_content_of(quoted: QuotedMessage, draft: PostDraft) -> PostDraft:
    photo, text = photo_of(quoted.file), quoted.text.strip()
    if not text:
        raise PostError(texts.CAPTION_MISSING if photo else texts.HELP)
    return replace(draft, message_id=quoted.message_id, text=text, photo=photo)
