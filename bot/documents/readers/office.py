"""Reads Word, Excel and PowerPoint (OOXML), Outlook messages and RTF with kreuzberg, .doc and .ppt itself."""

import kreuzberg

from bot.documents.archive import opened, refuse_doctypes
from bot.documents.compound_file import CompoundFile
from bot.documents.decode import load_detector
from bot.documents.readers import powerpoint97, word97
from bot.documents.reading import Reading
from bot.errors import DocumentError
from bot.models.document import DocumentProblem

_OLE = b"\xd0\xcf\x11\xe0"
_OOXML = "application/vnd.openxmlformats-officedocument."
_BY_FOLDER = (
    ("word/", f"{_OOXML}wordprocessingml.document"),
    ("xl/", f"{_OOXML}spreadsheetml.sheet"),
    ("ppt/", f"{_OOXML}presentationml.presentation"),
)
# The directory of an OLE file has the names of its streams in UTF-16 ([MS-CFB] 2.6.1).
_OWN_READERS = {"WordDocument": word97.text_of, "PowerPoint Document": powerpoint97.text_of}
_BY_STREAM = (
    ("Workbook", "application/vnd.ms-excel"),
    ("__properties_version1.0", "application/vnd.ms-outlook"),
)
_ENCRYPTED_STREAM = "EncryptedPackage"  # an OOXML file with a password ([MS-OFFCRYPTO] 2.3.4.4)


def prepare(data: bytes) -> None:
    """Load what decodes a text of Word 95."""
    if data.startswith(_OLE):
        load_detector()


def read(data: bytes) -> Reading:
    """The text; raises PASSWORD, DAMAGED, TOO_LARGE, UNSUPPORTED or EMPTY."""
    if data.startswith(_OLE):
        for stream, text_of in _OWN_READERS.items():
            if stream.encode("utf-16-le") in data:
                return Reading.of(text_of(CompoundFile(data)))
    mime_type = _mime_type(data)
    settings = kreuzberg.ExtractionConfig(use_cache=False)
    try:
        result = kreuzberg.extract_bytes_sync(data, mime_type, settings)
    except kreuzberg.KreuzbergError as error:
        raise DocumentError(_problem(str(error))) from error
    return Reading.of(result.content)


def _mime_type(data: bytes) -> str:
    if data.startswith(b"{\\rtf"):
        return "application/rtf"
    return _of_ooxml(data) if data.startswith(b"PK") else _of_ole(data)


def _of_ooxml(data: bytes) -> str:
    with opened(data) as archive:
        refuse_doctypes(archive)
        names = archive.namelist()
    return next(mime for folder, mime in _BY_FOLDER if any(n.startswith(folder) for n in names))


def _of_ole(data: bytes) -> str:
    if _ENCRYPTED_STREAM.encode("utf-16-le") in data:
        raise DocumentError(DocumentProblem.PASSWORD)
    for stream, mime in _BY_STREAM:
        if stream.encode("utf-16-le") in data:
            return mime
    raise DocumentError(DocumentProblem.UNSUPPORTED)


def _problem(message: str) -> DocumentProblem:
    """Kreuzberg reports its own limits and passwords in the message only."""
    if "ecurity limit" in message:
        return DocumentProblem.TOO_LARGE
    return DocumentProblem.PASSWORD if "assword" in message else DocumentProblem.DAMAGED
