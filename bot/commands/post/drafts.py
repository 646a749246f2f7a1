"""Makes drafts of posts from what people send, and says what cannot be posted."""

import re
from dataclasses import dataclass, replace

from bot.commands.intent import cut_argument
from bot.commands.post.pictures import TakenPictures, take_pictures
from bot.errors import PostError
from bot.models.chat import ButtonPress, FileRef, QuotedMessage, Request
from bot.models.formatting import spans_of
from bot.models.post import PostDraft
from bot.models.utf16 import utf16_len
from bot.moderation.review_card import text_limit
from bot.ports.chat import Reply
from bot.texts import post as texts

_AS_IT_IS = re.compile(
    r"\s*(?:(?:原文|(?:不要?|别|请勿)润色|as-is)(?:[\s:：]+|$)|(?:as is|verbatim|unpolished)\s*(?:[:：]|$))",
    re.IGNORECASE,
)
"""English words that may begin a post ("As is customary, …") need a colon."""


@dataclass(frozen=True, slots=True)
class Material:
    """What somebody wants to post.

    Args:
        draft: without its pictures.
        files: of the message, or of the whole album.
        album: id of that album; empty: there is none.
    """

    draft: PostDraft
    files: tuple[FileRef, ...] = ()
    album: str = ""

    @property
    def is_cut_album(self) -> bool:
        """Is it a picture of an album that the bot has not seen whole?"""
        return bool(self.album) and len(self.files) == 1

    async def complete(self, reply: Reply) -> tuple[PostDraft, TakenPictures]:
        """The draft with its pictures; raises PostError where it cannot be posted."""
        taken = await take_pictures(self.files, reply)
        draft = replace(self.draft, pictures=taken.pictures)
        if not draft.text:
            raise PostError(texts.CAPTION_MISSING if draft.pictures else texts.HELP)
        require_room(draft)
        return draft, taken


def material_of(request: Request) -> Material:
    """The request's text and files, else its sender's own message that it replies to.

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
        keeps_wording=keeps_wording,
        spans=spans_of(text, request.written),
    )
    files = request.files or own_file(request)
    if text or files or request.quoted is None:
        return Material(draft, files, request.album)
    if request.quoted.sender_id != draft.author_id:
        raise PostError(texts.NOT_YOURS)
    return _material_of_quoted(request.quoted, draft)


def material_of_original(press: ButtonPress) -> Material:
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
    return _material_of_quoted(replace(original, text=text), empty)


def split_wish(text: str) -> tuple[str, bool]:
    """The text without the words at its beginning that forbid a polish, and whether it had them."""
    wish = _AS_IT_IS.match(text)
    return (text[wish.end() :].strip(), True) if wish else (text.strip(), False)


def require_room(draft: PostDraft) -> None:
    """Raise PostError where the text is longer than the platform shows."""
    length, limit = utf16_len(draft.text), text_limit(draft)
    if length > limit:
        too_long = texts.CAPTION_TOO_LONG if draft.pictures else texts.TOO_LONG
        raise PostError(too_long, length=length, limit=limit)


def _material_of_quoted(quoted: QuotedMessage, draft: PostDraft) -> Material:
    """Of an album the caption belongs to the post too, whichever of its pictures was replied to."""
    source = quoted if quoted.text.strip() else quoted.captioned or quoted
    text = source.text.strip()
    files = quoted.files or own_file(quoted)
    made = replace(
        draft, message_id=source.message_id, text=text, spans=spans_of(text, source.written)
    )
    return Material(made, files, quoted.album)


def own_file(message: Request | QuotedMessage) -> tuple[FileRef, ...]:
    """The file of the message itself, if it has one; of an album only its part."""
    message_id = message.message_id if message.album else 0
    return (replace(message.file, message_id=message_id),) if message.file else ()
