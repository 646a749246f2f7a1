"""The child process: once its reader is loaded, it opens no file any more."""

import json
from collections.abc import Iterator
from email.message import EmailMessage
from pathlib import Path

import pytest

from tests.documents.collection import parcels
from tests.fakes import files
from tests.fakes.confined import run_code

WATCHED = """
import json, sys
from pathlib import Path
from bot.documents.worker import _load_reader
from bot.errors import DocumentError
family, *paths = sys.argv[1:]
samples = [Path(path).read_bytes() for path in paths]
opened = []
for sample in samples:
    reader = _load_reader(family, sample)
sys.addaudithook(lambda event, args: event == "open" and opened.append(str(args[0])))
for sample in samples:
    try:
        reader.read(sample)
    except DocumentError:
        pass
print(json.dumps(opened))
"""
BITS = (
    "<meta property='article:published_time' content='2023-05-04'>",
    "<meta name='date' content='3. März 2024'>",
    "<meta property='og:url' content='http://one.blogspot.com/2020/01/02/x.html'>",
    "<link rel='canonical' href='https://a.example.co.uk/x'>",
    "<link rel='canonical' href='https://例子.中国/x'>",
    '<script type="application/ld+json">{"@type": "NewsArticle", "headline": "H"}</script>',
    '<script type="application/ld+json">{"datePublished": "2020-01-02"}</script>',
    "<time datetime='2024-01-01'>1 May 2024</time>",
    "<p>发布于 2024年5月3日 10:00</p>",
    "<p>5 мая 2024 г. El 3 de mayo de 2024.</p>",
    "<div class='byline'>By John Smith</div>",
    "<table><tr><td>a<td>b</table><pre><code>x</code></pre><ul><li>a</ul>",
    "<nav>a</nav><footer>© 2024</footer><svg></svg><iframe></iframe>",
    "<p>&#3; &#x1f; \x02 &foo;</p>",
)


def pages() -> Iterator[bytes]:
    """Pages in several encodings, long and short, with what libraries look for in a page."""
    for length in (0, 1, 10):
        for bit in (*BITS, "".join(BITS)):
            page = f"<html><title>题</title>{bit}<article><p>{files.PROSE * length}</article>"
            yield page.encode("utf-8")
            yield page.encode("gb18030")


def texts() -> Iterator[bytes]:
    """Texts in the encodings that are detected."""
    yield files.TAIWANESE.encode("big5")
    for encoding in ("cp932", "euc-jp", "iso-2022-jp"):
        yield files.JAPANESE.encode(encoding)
    for encoding in ("cp1251", "koi8-r"):
        yield "Россия является самой большой страной мира.".encode(encoding)
    for encoding in ("cp1250", "cp1252", "cp1254"):
        yield "Où est le café?".encode(encoding, "ignore")
    yield files.PROSE.encode("gb18030") * 50
    yield files.PROSE.encode("utf-16-le")
    yield bytes(range(256)) * 10
    yield b'<?xml version="1.0" encoding="punycode"?>\x80\x81'


def mails() -> Iterator[bytes]:
    """Mails with parts of every kind."""
    for charset in ("utf-8", "gb18030", "us-ascii"):
        for subtype in ("plain", "html"):
            for encoding in ("base64", "quoted-printable", "8bit"):
                mail = EmailMessage()
                mail["Subject"], mail["Date"] = "题", "Mon, 20 Nov 1995 19:12:08 -0500"
                text = "hello" if charset == "us-ascii" else "大家好"
                mail.set_content(text, subtype=subtype, charset=charset, cte=encoding)
                mail.add_attachment(b"x", maintype="application", subtype="pdf", filename="题.pdf")
                yield mail.as_bytes()
    yield b"Subject: =?x-unknown?q?a?=\nContent-Transfer-Encoding: x-uuencode\n\nbegin 644 a\n!80``\nend\n"


MADE = parcels.made()
OLD_OFFICE = Path(__file__).with_name("collection") / "files"
SAMPLES = {
    "html": [*pages()],
    "text": [*texts()],
    "mail": [*mails()],
    "pdf": [files.pdf(["one", "two"]), files.locked_pdf(), b"%PDF-1.7"],
    "office": [
        *(path.read_bytes() for path in OLD_OFFICE.iterdir() if path.suffix in {".doc", ".ppt"}),
        files.docx(["一"]),
        files.xlsx(["二"]),
        rb"{\rtf1\ansi\ansicpg936 \'c4\'e3}",
    ],
    "epub": [files.epub(["起"]), files.epub(["承"], folder="我的书/")],
    "web_archive": [MADE["ru-saved.mht"], MADE["zh-saved.mhtml"]],
    "notebook": [MADE["zh-copper.ipynb"], MADE["en-broken.ipynb"]],
    "opendocument": [files.opendocument("<text:p>开</text:p>")],
}


@pytest.mark.slow
@pytest.mark.parametrize("family", SAMPLES)
def test_a_loaded_reader_opens_no_file(family: str, tmp_path: Path):
    for number, sample in enumerate(SAMPLES[family]):
        (tmp_path / f"{number:03}").write_bytes(sample)
    names = sorted(map(str, tmp_path.iterdir()))
    code = f"import sys; sys.argv[1:] = {[family, *names]!r}\n{WATCHED}"
    ended = run_code(code)
    assert json.loads(ended.stdout or "null") == [], ended.stderr
