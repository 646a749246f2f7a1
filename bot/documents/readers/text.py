"""Reads plain text, Markdown, CSV and JSON."""

from bot.documents.decode import decode, is_utf8, load_detector
from bot.documents.reading import Reading, clean_up
from bot.documents.wrapped_lines import unwrap
from bot.errors import DocumentError
from bot.models.document import DocumentProblem

_SAMPLE_CHARACTERS = 20_000
_MAX_CONTROL_SHARE = 0.01
_WHITE_SPACE = "\t\n\r\f\x1a\x1b"  # \x1a: end of file in DOS; \x1b: escape of ISO-2022


def prepare(data: bytes) -> None:
    """Load what reading this text takes; most texts are UTF-8 and take nothing."""
    if not is_utf8(data):
        load_detector()


def read(data: bytes) -> Reading:
    """The decoded text; raises BINARY or EMPTY."""
    decoded = decode(data)
    if decoded is None or _looks_binary(decoded.text):
        raise DocumentError(DocumentProblem.BINARY)
    return Reading.of(unwrap(clean_up(decoded.text)))


def _looks_binary(text: str) -> bool:
    sample = text[:_SAMPLE_CHARACTERS]
    control = sum(character < " " and character not in _WHITE_SPACE for character in sample)
    return control > len(sample) * _MAX_CONTROL_SHARE
