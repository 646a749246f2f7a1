"""Reads saved e-mails (.eml) with the standard library, which knows the charsets of mails."""

from email import message_from_bytes, policy
from email.message import EmailMessage

from bot.documents.readers import html, text
from bot.documents.reading import Reading

_HEADERS = ("Subject", "From", "To", "Date")


def read(data: bytes) -> Reading:
    """The main headers, then the body; a file without headers is plain text."""
    message = message_from_bytes(data, policy=policy.default)
    headers = [f"{name}: {message[name]}" for name in _HEADERS if message[name]]
    if not headers:
        return text.read(data)
    return Reading.of("\n".join([*headers, "", _body(message)]))


def _body(message: EmailMessage) -> str:
    """The plain text, or the text of the HTML."""
    part = message.get_body(("plain", "html"))
    if part is None:
        return ""
    raw = part.get_payload(decode=True)
    if not isinstance(raw, bytes) or not raw.strip():
        return ""
    return part.get_content() if part.get_content_subtype() == "plain" else html.read(raw).parts[0]
