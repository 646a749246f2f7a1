"""Finding the format of a file."""

import time

import pytest

from bot.documents.sniff import Family, sniff
from bot.errors import DocumentError
from bot.models.document import DocumentProblem
from tests.fakes import files


@pytest.mark.parametrize(
    ("data", "suffix", "family"),
    [
        (files.pdf(["a"]), ".txt", Family.PDF),
        (b"junk before\n" + files.pdf(["a"]), "", Family.PDF),
        (b"A PDF begins with %PDF-1.7, as everybody knows.", ".txt", Family.TEXT),
        (files.docx(["a"]), ".pdf", Family.OFFICE),
        (b"{\\rtf1 a}", ".doc", Family.OFFICE),
        (files.epub(["a"], folder="book/"), ".zip", Family.EPUB),
        (files.opendocument(""), "", Family.OPENDOCUMENT),
        (b"\xef\xbb\xbf<!-- x -->\n<!DOCTYPE html><p>a", ".txt", Family.HTML),
        (b"<p>a fragment", ".html", Family.HTML),
        (b"Subject: a\n\nb", ".eml", Family.MAIL),
        (b"BMW, MZ and RIF are words", ".txt", Family.TEXT),
    ],
    ids=["pdf", "late pdf", "on pdf", "docx", "rtf", "epub", "odf", "page", "bit", "eml", "words"],
)
def test_the_bytes_decide_the_family(data: bytes, suffix: str, family: Family):
    assert sniff(data, suffix) is family


@pytest.mark.parametrize(
    ("data", "problem"),
    [
        (b"\x89PNG\r\n\x1a\n", DocumentProblem.IMAGE),
        (b"\xff\xd8\xff\xe0", DocumentProblem.IMAGE),
        (b"RIFF1234WEBP", DocumentProblem.IMAGE),
        (b"BM\x10\x00\x00\x00\x00\x00\x00\x00", DocumentProblem.IMAGE),
        (b"RIFF1234WAVE", DocumentProblem.MEDIA),
        (b"\0\0\0\x18ftypmp42", DocumentProblem.MEDIA),
        (b"OggS\0", DocumentProblem.MEDIA),
        (b"\x1f\x8b\x08\0", DocumentProblem.ARCHIVE),
        (b"Rar!\x1a\x07\0", DocumentProblem.ARCHIVE),
        (files.zipped({"a.txt": "a"}), DocumentProblem.ARCHIVE),
        (b"\x7fELF\x02", DocumentProblem.BINARY),
        (b"MZ\x90\0", DocumentProblem.BINARY),
        (b"PK\x03\x04 cut off", DocumentProblem.DAMAGED),
    ],
    ids=lambda value: repr(value[:4]),
)
def test_a_file_that_is_not_a_document_is_refused(data: bytes, problem: DocumentProblem):
    with pytest.raises(DocumentError) as caught:
        sniff(data, ".pdf")
    assert caught.value.problem is problem


def test_a_row_of_comments_is_looked_through_in_linear_time():
    begun_s = time.process_time()
    assert sniff(b"<!---->" * 290 + b"x") is Family.TEXT
    assert sniff(b"<!-- a --> <!-- b -->\n<html>") is Family.HTML
    assert time.process_time() - begun_s < 0.1
