"""Reads saved e-mails (.eml) with the standard library."""

from email import message_from_bytes, policy
from email.message import EmailMessage

from bot.documents.decode import decode, decode_as, load_detector
from bot.documents.readers import html, text
from bot.documents.reading import Reading

_HEADERS = ("Subject", "From", "To", "Date")


def prepare(data: bytes) -> None:
    """Load what the parts take; what they are shows only when they are unpacked."""
    html.prepare(data)
    load_detector()


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
    if part.get_content_subtype() == "html":
        return html.read(raw).parts[0]
    charset = part.get_content_charset()
    decoded = (decode_as(raw, charset) if charset else None) or decode(raw)
    return decoded.text if decoded else ""
