"""Whole files, read by the child process."""

import asyncio
import io
import os
import signal
from asyncio.subprocess import Process
from email.message import EmailMessage
from pathlib import Path
from typing import cast

import pypdfium2
import pytest

from bot.commands.several_documents import unread_lines
from bot.documents import DocumentError, DocumentProblem, Extractor, extract, extraction
from bot.models.document import MAX_FILE_BYTES
from tests.documents.collection import pdfs
from tests.fakes import files

pytestmark = pytest.mark.slow

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


async def problem_of(data: bytes, filename: str = "报告.pdf") -> DocumentProblem:
    """The problem that a file is refused with."""
    with pytest.raises(DocumentError) as caught:
        await extract(data, filename)
    return caught.value.problem


def children() -> set[int]:
    """The worker processes of this process; other children, such as Valkey, do not count."""
    listing = Path(f"/proc/{os.getpid()}/task/{os.getpid()}/children").read_text(encoding="ascii")
    return {int(word) for word in listing.split() if _is_worker(word)}


def _is_worker(process_id: str) -> bool:
    try:
        return b"worker.py" in Path(f"/proc/{process_id}/cmdline").read_bytes()
    except OSError:  # it has just ended
        return False


async def test_a_pdf_is_read_page_by_page():
    document = await extract(files.pdf(["First page", "Second page"]), "report.pdf")
    assert document.pages == ((1, "First page"), (2, "Second page"))
    assert document.text == "First page\fSecond page"
    assert document.filename == "report.pdf"


def some_nonsense() -> bytes:
    """Nine readable pages; before each third of them one in a font that names no letters."""
    readable = pdfs.made()["en-symbol-font.pdf"]
    nonsense = pdfs.made()["en-glyph-numbers.pdf"]
    whole, made = pypdfium2.PdfDocument.new(), io.BytesIO()
    for number in range(9):
        for data in [nonsense, readable] if number % 3 == 0 else [readable]:
            whole.import_pages(pypdfium2.PdfDocument(data))
    whole.save(made)
    return made.getvalue()


async def test_pages_of_a_pdf_whose_fonts_name_no_letters_are_left_out_and_named():
    document = await extract(some_nonsense(), "report.pdf")
    assert [number for number, text in document.pages if not text] == [1, 5, 9]
    assert document.pages[1][1].startswith("The committee decided")
    [sentence] = unread_lines(document.unread, "en")
    assert sentence.startswith("I could not read these pages of “report.pdf”: 1, 5, 9. ")
    assert unread_lines(document.unread, "zh")[0].startswith("《report.pdf》第 1, 5, 9 页读不出来")


async def test_a_word_document_is_read_with_its_paragraphs():
    document = await extract(files.docx(["第一段", "第二段"]), "稿.docx")
    assert document.text.split() == ["第一段", "第二段"]
    assert document.pages == ()


async def test_a_workbook_is_read():
    assert "单元格" in (await extract(files.xlsx(["单元格", "二"]), "表.xlsx")).text


async def test_rtf_in_a_chinese_code_page_is_read():
    data = rb"{\rtf1\ansi\ansicpg936{\fonttbl{\f0\fcharset134 SimSun;}}\f0 \'c4\'e3\'ba\'c3}"
    assert (await extract(data, "a.rtf")).text == "你好"


async def test_an_opendocument_table_is_read_row_by_row():
    body = (
        "<text:p>开<text:s/>头</text:p><table:table><table:table-row><table:table-cell>"
        "<text:p>甲</text:p></table:table-cell><table:table-cell><text:p>乙</text:p>"
        "</table:table-cell></table:table-row></table:table>"
        "<text:tracked-changes><text:p>删去的</text:p></text:tracked-changes>"
    )
    assert (await extract(files.opendocument(body), "a.ods")).text == "开 头\n甲\t乙"


@pytest.mark.parametrize("folder", ["", "我的书/"])
async def test_an_epub_is_read_in_the_order_of_its_spine(folder: str):
    document = await extract(files.epub(["起", "承", "转"], folder=folder), "书.epub")
    assert [c for c in document.text if c in "起承转"] == ["起", "承", "转"]
    assert "no" not in document.text


async def test_an_epub_keeps_the_space_between_words_of_one_line():
    book = files.epub(["<i>Moby</i> <b>Dick</b>;\n or, <i>the Whale</i>"])
    assert "Moby Dick; or, the Whale" in (await extract(book, "a.epub")).text


@pytest.mark.parametrize("encoding", ["gb18030", "utf-16", "big5"])
async def test_a_text_file_is_read_in_its_encoding(encoding: str):
    text = files.TAIWANESE if encoding == "big5" else files.PROSE
    assert (await extract(text.encode(encoding), "a.txt")).text == text


async def test_a_web_page_is_read_in_its_charset_without_navigation():
    page = (
        '<html><head><meta http-equiv="Content-Type" content="text/html; charset=gb2312">'
        "<title>城市</title></head><body><nav><a href='/'>首页导航</a></nav><article>"
        f"<p>{files.PROSE}</p><p>朱镕基。</p></article></body></html>"
    )
    document = await extract(page.encode("gb18030"), "a.html")
    assert files.PROSE in document.text
    assert document.text.startswith("城市")
    assert "镕" in document.text
    assert "首页导航" not in document.text


async def test_the_charset_that_a_web_page_declares_wins_over_a_guess():
    page = "<html><head><meta charset='tis-620'></head><body><p>สวัสดี</p></body></html>"
    assert (await extract(page.encode("tis-620"), "a.html")).text == "สวัสดี"


async def test_a_mail_is_read_in_its_charset():
    mail = EmailMessage()
    mail["Subject"], mail["From"] = "季度报告", "a@example.org"
    mail.set_content("大家好", charset="gb18030", cte="base64")
    text = (await extract(mail.as_bytes(), "信.eml")).text
    assert "Subject: 季度报告" in text
    assert text.endswith("大家好")


async def test_a_mail_in_a_hostile_charset_is_read_at_once():
    mail = (
        b"Subject: =?punycode?q?"
        + b"a-999a" * 3000
        + b"?=\nContent-Type: text/plain; charset=punycode\n"
        b"\nhello-" + b"999a" * 75_000
    )
    text = (await extract(mail, "a.eml")).text
    assert "hello-999a" in text


async def test_a_page_that_declares_a_hostile_charset_is_read_at_once():
    page = b"<html><head><meta charset='punycode'></head><body><p>a-" + b"999a" * 75_000
    assert "999a" in (await extract(page, "a.html")).text


@pytest.mark.parametrize("name", ["a.\0b", "a.\udc80", "a." + "x" * 5000, "a.p df", ".\x01"])
async def test_the_name_of_a_file_may_hold_anything(name: str):
    assert (await extract(b"text", name)).text == "text"


async def test_a_pdf_named_txt_is_read_as_a_pdf():
    assert (await extract(files.pdf(["Still a PDF"]), "notes.txt")).text == "Still a PDF"


REFUSED = {
    "nothing": (b"", DocumentProblem.EMPTY),
    "white space": (b" \n ", DocumentProblem.EMPTY),
    "Word without words": (files.docx([]), DocumentProblem.EMPTY),
    "PDF with password": (files.locked_pdf(), DocumentProblem.PASSWORD),
    "Word with password": (OLE + "EncryptedPackage".encode("utf-16-le"), DocumentProblem.PASSWORD),
    "protected book": (files.epub(["a"], locked=True), DocumentProblem.PASSWORD),
    "OpenDocument with password": (
        files.opendocument("", manifest="<m:encryption-data/>"),
        DocumentProblem.PASSWORD,
    ),
    "scan": (files.pdf(["", "x"]), DocumentProblem.NO_TEXT_LAYER),
    "cut PDF": (files.pdf(["x"])[:100], DocumentProblem.DAMAGED),
    "cut Word": (files.docx(["x"])[:-100], DocumentProblem.DAMAGED),
    "entities": (
        files.docx(["x"], prologue="<!DOCTYPE a [<!ENTITY b 'c'>]>"),
        DocumentProblem.DAMAGED,
    ),
    "zip bomb": (files.zipped({"word/document.xml": b" " * 30_000_000}), DocumentProblem.TOO_LARGE),
    "many parts": (files.zipped({f"word/{n}": "" for n in range(5001)}), DocumentProblem.TOO_LARGE),
    "over 20 MB": (b"a" * (MAX_FILE_BYTES + 1), DocumentProblem.TOO_LARGE),
    "unknown OLE": (OLE + bytes(600), DocumentProblem.UNSUPPORTED),
    "control characters": (b"\x01\x02\x03\x04" * 100, DocumentProblem.BINARY),
    "page without words": (b"<html>" + b"<div>" * 100, DocumentProblem.EMPTY),
}


@pytest.mark.parametrize("name", REFUSED)
async def test_a_file_that_cannot_be_read_is_refused_with_the_reason(name: str):
    data, problem = REFUSED[name]
    assert await problem_of(data) is problem


async def test_the_refusal_names_the_file_in_both_languages():
    with pytest.raises(DocumentError) as caught:
        await extract(b"\x89PNG\r\n\x1a\n", "猫.pdf")
    assert str(caught.value) == "《猫.pdf》是图片，我只能读文字，请发 PDF、Word 或文本文件。"
    assert caught.value.say("en").startswith("“猫.pdf” is a picture")


@pytest.mark.slow
async def test_a_pdf_that_unpacks_to_gigabytes_ends_only_its_child():
    bomb = files.pdf(["x"], filler=b"q " * 30_000_000)
    assert len(bomb) < 1_000_000
    assert await problem_of(bomb) is DocumentProblem.TOO_HEAVY
    assert children() == set()


async def test_a_text_over_three_million_characters_is_truncated():
    document = await extract(b"word " * 700_000, "long.txt")
    assert document.truncated
    assert len(document.text) == 3_000_000


@pytest.mark.parametrize(
    "result",
    [
        b"",
        b"[]",
        b"{}",
        b'{"problem": "no such"}',
        b'{"parts": 3}',
        b'{"parts": []}',
        b'{"entries": []}',
        b'{"entries": [["a", Infinity]], "unread": []}',
        b"[" * 100_000,
        b"\xff",
    ],
)
def test_a_result_that_no_reader_writes_is_an_error_of_ours(result: bytes):
    """A document that takes over its reader writes what it likes."""
    with pytest.raises(DocumentError) as caught:
        extraction._load(io.BytesIO(result), "a.txt")
    assert caught.value.problem is DocumentProblem.INTERNAL


async def test_a_file_that_takes_too_long_is_refused():
    extractor = Extractor(timeout_s=0.02)
    with pytest.raises(DocumentError) as caught:
        await extractor.extract(b"text", "a.txt")
    assert caught.value.problem is DocumentProblem.TIMEOUT
    assert children() == set()


async def test_a_cancellation_kills_the_child():
    reading = asyncio.create_task(extract(b"text", "a.txt"))
    while not children():  # noqa: ASYNC110 -- nothing signals the start of a child
        await asyncio.sleep(0)
    for child in children():
        os.kill(child, signal.SIGSTOP)  # so that only SIGKILL can end it
    reading.cancel()
    with pytest.raises(asyncio.CancelledError):
        await reading
    assert children() == set()


async def test_at_most_as_many_children_run_as_there_are_workers():
    extractor = Extractor(workers=1)
    tasks = [asyncio.create_task(extractor.extract(b"text", f"{n}.txt")) for n in range(3)]
    most = 0
    while not all(task.done() for task in tasks):
        most = max(most, len(children()))
        await asyncio.sleep(0)
    assert [(await task).text for task in tasks] == ["text"] * 3
    assert most == 1


async def test_a_long_name_with_control_characters_is_shown_short():
    with pytest.raises(DocumentError) as caught:
        await extract(b"", "a\n" * 200 + ".pdf")
    assert "\n" not in str(caught.value)
    assert ".pdf》" in str(caught.value)
    assert len(str(caught.value)) < 100


async def test_a_child_that_ended_by_itself_meanwhile_is_no_error():
    class Reaped:
        """Its exit was read by a thread already, and the loop was not told yet."""

        returncode = None
        pid = 2**22 + 1
        """Over the greatest id of a process."""

        async def wait(self) -> int:
            return 0

    await extraction._kill(cast("Process", Reaped()))
