"""Reads a page that a browser saved whole (MHTML, RFC 2557): the text of its main part."""

from email import message_from_bytes, policy

from bot.documents.decode import as_utf8
from bot.documents.readers import html
from bot.documents.readers.mail import prepare as prepare  # noqa: PLC0414 -- the worker calls it
from bot.documents.reading import Reading
from bot.errors import DocumentError
from bot.models.document import DocumentProblem


def read(data: bytes) -> Reading:
    """The main text under the page's title; raises DAMAGED where no part is a page, or EMPTY."""
    message = message_from_bytes(data, policy=policy.default)
    pages = [part for part in message.walk() if part.get_content_subtype() in {"html", "xhtml+xml"}]
    raw = pages[0].get_payload(decode=True) if pages else None  # the first one is the whole page
    if not isinstance(raw, bytes):
        raise DocumentError(DocumentProblem.DAMAGED)
    charset = pages[0].get_content_charset()
    return html.read(as_utf8(raw, charset) if charset else raw)
