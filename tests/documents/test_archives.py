"""Documents in zip archives."""

import io
import zipfile

import pytest

from bot.documents.extraction import Extractor
from bot.documents.readers.archive import unpack
from bot.errors import DocumentError
from bot.models.document import MAX_SEVERAL, DocumentProblem, Unread
from tests.fakes import files

PNG = b"\x89PNG\r\n\x1a\n"


def with_raw_names(names: dict[str, bytes], encoding: str) -> bytes:
    """An archive as an old program writes it: names in the encoding of its system, without a mark."""
    plain = {f"{number:0{len(name.encode(encoding))}}": name for number, name in enumerate(names)}
    data = files.zipped({short: names[name] for short, name in plain.items()})
    for short, name in plain.items():
        data = data.replace(short.encode(), name.encode(encoding))
    return data


def problem_of(data: bytes) -> DocumentProblem:
    with pytest.raises(DocumentError) as caught:
        unpack(data)
    return caught.value.problem


async def test_each_document_is_read_and_what_is_none_is_named():
    data = files.zipped(
        {
            "合同/说明.txt": files.PROSE,
            "a.pdf": files.pdf(["first page", "second page"]),
            "scan.png": PNG,
            "old.zip": files.zipped({"b.txt": "b"}),
            "__MACOSX/._a.pdf": b"junk",
            "broken.docx": files.docx(["x"])[:300],
        }
    )
    document = await Extractor().extract(data, "材料.zip")
    assert [(member.filename, len(member.pages)) for member in document.members] == [
        ("说明.txt", 0),
        ("a.pdf", 2),
    ]
    assert document.filename == "材料.zip"
    assert document.text.startswith("《说明.txt》\n")
    assert "《a.pdf》\nfirst page" in document.text
    assert set(document.unread) == {
        Unread(DocumentProblem.IMAGE, "scan.png"),
        Unread(DocumentProblem.NESTED_ARCHIVE, "old.zip"),
        Unread(DocumentProblem.DAMAGED, "broken.docx"),
    }


async def test_an_archive_without_a_document_says_what_its_first_file_is():
    with pytest.raises(DocumentError) as caught:
        await Extractor().extract(files.zipped({"a.png": PNG}), "p.zip")
    assert caught.value.problem is DocumentProblem.IMAGE
    assert "a.png" in str(caught.value)


@pytest.mark.parametrize(
    ("names", "encoding"),
    [
        (["采购合同（最终版）.txt", "会议纪要.txt"], "gb18030"),
        (["採購合約最終版.txt", "會議紀錄與附件.txt"], "big5"),
        (["契約書のコピー.txt", "会議のメモ.txt"], "cp932"),
        (["合同.txt"], "utf-8"),
    ],
    ids=["gb18030", "big5", "cp932", "utf-8 without its mark"],
)
def test_names_are_read_in_the_encoding_of_the_system_that_wrote_them(names, encoding):
    data = with_raw_names(dict.fromkeys(names, b"text"), encoding)
    assert [name for name, _ in unpack(data).entries] == names


def test_only_so_many_documents_are_read_and_the_others_are_named():
    unpacked = unpack(files.zipped({f"{n}.txt": "text" for n in range(MAX_SEVERAL + 2)}))
    assert len(unpacked.entries) == MAX_SEVERAL
    assert [problem for problem, _ in unpacked.unread] == [DocumentProblem.TOO_MANY] * 2


def test_bombs_are_refused():
    assert problem_of(files.zipped({"a.txt": b" " * 30_000_000})) is DocumentProblem.TOO_LARGE
    many = {f"{n}.txt": "" for n in range(5001)}
    assert problem_of(files.zipped(many)) is DocumentProblem.TOO_LARGE


def test_documents_that_unpack_to_more_than_a_file_may_have_are_named():
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_STORED) as archive:
        for name in ("a.txt", "b.txt"):
            archive.writestr(name, b"text " * 2_500_000)
    unpacked = unpack(stream.getvalue())
    assert [name for name, _ in unpacked.entries] == ["a.txt"]
    assert unpacked.unread == ((DocumentProblem.TOO_LARGE, "b.txt"),)


def test_an_encrypted_archive_asks_for_one_without_a_password():
    data = bytearray(files.zipped({"a.txt": "text"}))
    for signature, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.index(signature) + place] |= 1
    assert problem_of(bytes(data)) is DocumentProblem.PASSWORD


def test_an_archive_of_nothing_is_empty():
    assert problem_of(files.zipped({".DS_Store": "x"})) is DocumentProblem.EMPTY
