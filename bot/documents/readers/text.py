"""Plain text, Markdown, CSV, JSON: whatever decodes to characters."""

from bot.documents.decode import decode
from bot.documents.reading import Reading
from bot.errors import DocumentError
from bot.models.document import DocumentProblem

_SAMPLE_CHARACTERS = 20_000
_MOST_CONTROL = 0.01
_WHITE = "\t\n\r\f\x1a\x1b"  # with the DOS end of file and the escape of ISO-2022


def read(data: bytes) -> Reading:
    """Decode; raises BINARY for what is no text, EMPTY for a blank one."""
    decoded = decode(data)
    if decoded is None or _looks_binary(decoded.text):
        raise DocumentError(DocumentProblem.BINARY)
    return Reading.of(decoded.text)


def _looks_binary(text: str) -> bool:
    sample = text[:_SAMPLE_CHARACTERS]
    control = sum(character < " " and character not in _WHITE for character in sample)
    return control > len(sample) * _MOST_CONTROL
