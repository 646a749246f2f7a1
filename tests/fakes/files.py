"""Makes small test documents: PDF, DOCX, XLSX, OpenDocument, EPUB, ZIP."""

import io
import zipfile
import zlib
from collections.abc import Mapping, Sequence

PROSE = (
    "中国的城市化进程在过去四十年里经历了前所未有的速度。大量农村人口进入城市，住房、交通和教育资源的"
    "分配成为各级政府面对的难题。专家认为，未来的发展应当更加注重质量而不是规模，要让居民在城市里住得下、"
    "过得好。与此同时，数字技术正在改变人们的生活方式。"
)
TAIWANESE = (
    "臺灣的夜市文化吸引了許多外國遊客。人們在這裡品嚐各式各樣的小吃，感受熱鬧的氣氛。傳統與現代在街頭"
    "巷尾交織，形成獨特的風景。研究顯示，觀光產業對地方經濟的貢獻逐年上升。"
)
JAPANESE = (
    "日本の四季はそれぞれに美しい風景を見せてくれます。春には桜が咲き、夏には祭りが各地で開かれ、"
    "秋には紅葉が山を染め、冬には雪が静かに降り積もります。"
)


def pdf(pages: Sequence[str], *, trailer: str = "", filler: bytes = b"") -> bytes:
    """A PDF with one line of ASCII text a page; `filler` goes into the content streams."""
    kids = " ".join(f"{4 + 2 * index} 0 R" for index in range(len(pages)))
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        f"<</Type/Pages/Kids[{kids}]/Count {len(pages)}>>".encode(),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
    ]
    for index, text in enumerate(pages):
        content = zlib.compress(f"BT /F1 24 Tf 72 700 Td ({text}) Tj ET ".encode() + filler)
        objects.append(
            b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]/Resources<</Font<</F1 3 0 R>>>>"
            + f"/Contents {5 + 2 * index} 0 R>>".encode()
        )
        objects.append(
            f"<</Length {len(content)}/Filter/FlateDecode>>stream\n".encode()
            + content
            + b"\nendstream"
        )
    body = b"%PDF-1.7\n"
    offsets = []
    for number, value in enumerate(objects, start=1):
        offsets.append(len(body))
        body += b"%d 0 obj\n%s\nendobj\n" % (number, value)
    table = b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    count = len(objects) + 1
    return (
        body
        + b"xref\n0 %d\n0000000000 65535 f \n%s" % (count, table)
        + f"trailer<</Size {count}/Root 1 0 R{trailer}>>\nstartxref\n{len(body)}\n%%EOF".encode()
    )


def locked_pdf() -> bytes:
    """A PDF whose standard security handler accepts no empty password (ISO 32000-1, 7.6.3)."""
    key = "00" * 32
    handler = f"<</Filter/Standard/V 2/R 3/Length 128/P -4/O<{key}>/U<{key}>>>"
    return pdf(["secret"], trailer=f"/Encrypt {handler}/ID[<00><00>]")


def zipped(members: Mapping[str, str | bytes]) -> bytes:
    """A compressed zip archive of these members."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return stream.getvalue()


_WORDPROCESSING = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_SPREADSHEET = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_TYPE = "application/vnd.openxmlformats-officedocument"


def _package(main: str, kind: str, parts: Mapping[str, str]) -> dict[str, str | bytes]:
    """An Office Open XML package (ECMA-376 part 2) around its main part."""
    return {
        "[Content_Types].xml": f'<Types xmlns="{_PACKAGE}/content-types">'
        '<Default Extension="xml" ContentType="application/xml"/><Default Extension="rels" '
        'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/{main}" ContentType="{_TYPE}.{kind}.main+xml"/></Types>',
        "_rels/.rels": f'<Relationships xmlns="{_PACKAGE}/relationships"><Relationship Id="r1" '
        f'Type="{_OFFICE}/officeDocument" Target="{main}"/></Relationships>',
        **parts,
    }


def docx(paragraphs: Sequence[str], *, prologue: str = "") -> bytes:
    """A Word document of these paragraphs."""
    body = "".join(f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p>" for text in paragraphs)
    document = (
        f'{prologue}<w:document xmlns:w="{_WORDPROCESSING}"><w:body>{body}</w:body></w:document>'
    )
    return zipped(
        _package("word/document.xml", "wordprocessingml.document", {"word/document.xml": document})
    )


def xlsx(cells: Sequence[str]) -> bytes:
    """An Excel workbook with one row."""
    row = "".join(
        f'<c r="{chr(65 + column)}1" t="inlineStr"><is><t>{text}</t></is></c>'
        for column, text in enumerate(cells)
    )
    return zipped(
        _package(
            "xl/workbook.xml",
            "spreadsheetml.sheet",
            {
                "xl/workbook.xml": f'<workbook xmlns="{_SPREADSHEET}" xmlns:r="{_OFFICE}"><sheets>'
                '<sheet name="表一" sheetId="1" r:id="r1"/></sheets></workbook>',
                "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{_PACKAGE}/relationships">'
                f'<Relationship Id="r1" Type="{_OFFICE}/worksheet" Target="worksheets/sheet1.xml"/>'
                "</Relationships>",
                "xl/worksheets/sheet1.xml": f'<worksheet xmlns="{_SPREADSHEET}"><sheetData>'
                f'<row r="1">{row}</row></sheetData></worksheet>',
            },
        )
    )


_ODF = "urn:oasis:names:tc:opendocument:xmlns"


def opendocument(body: str, *, manifest: str = "") -> bytes:
    """An OpenDocument file with this body; the prefixes text: and table: are declared."""
    return zipped(
        {
            "mimetype": "application/vnd.oasis.opendocument.text",
            "META-INF/manifest.xml": f'<m:manifest xmlns:m="{_ODF}:manifest:1.0">{manifest}</m:manifest>',
            "content.xml": f'<o:document-content xmlns:o="{_ODF}:office:1.0" xmlns:text="{_ODF}:text:1.0" '
            f'xmlns:table="{_ODF}:table:1.0"><o:body>{body}</o:body></o:document-content>',
        }
    )


def epub(chapters: Sequence[str], *, folder: str = "", locked: bool = False) -> bytes:
    """A book whose spine is the reverse of the order in the archive."""
    names = [f"chapter{number}.xhtml" for number, _ in enumerate(chapters)]
    items = "".join(f'<item id="i{n}" href="{name}"/>' for n, name in enumerate(names))
    spine = "".join(f'<itemref idref="i{n}"/>' for n, _ in enumerate(names))
    members: dict[str, str | bytes] = {
        f"{folder}OEBPS/{name}": "<!DOCTYPE html><html><head><title>no</title></head><body>"
        f"<h1>{name}</h1><p>{text}</p></body></html>"
        for name, text in reversed(list(zip(names, chapters, strict=True)))
    }
    members[f"{folder}META-INF/container.xml"] = (
        '<container xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles>'
        '<rootfile full-path="OEBPS/book.opf"/></rootfiles></container>'
    )
    members[f"{folder}OEBPS/book.opf"] = (
        f'<package xmlns="http://www.idpf.org/2007/opf"><manifest>{items}</manifest>'
        f"<spine>{spine}</spine></package>"
    )
    if locked:
        members[f"{folder}META-INF/encryption.xml"] = (
            '<encryption><CipherReference URI="OEBPS/chapter0.xhtml"/></encryption>'
        )
    return zipped(members)
