"""Files of several parts: web pages, saved pages, mails, notebooks, books, and what is no document."""

import json
from collections.abc import Mapping
from email.message import EmailMessage

from tests.fakes import files

_PAGE = (
    "<html><head><title>{title}</title></head><body><nav><a href='/'>{menu}</a></nav><article><p>{text}</p>"
    "</article></body></html>"
)
_NEWS = (
    "市图书馆从十月一日起延长开放时间，周一至周五开到晚上十点，周末开到九点。读者可以用手机预约座位，"
    "每次最多四个小时。馆长陈立群说，自习室的座位将从三百二十个增加到五百个。改造工程分两期进行，第一期在春节前"
    "完工，期间二楼的报刊阅览室暂时关闭，读者可以到一楼大厅查阅当天的报纸。少年儿童阅览室不受影响，仍然每天上午九点"
    "开门。为了方便上班的人，图书馆还在地铁站旁边放了两台还书机，任何时候都能还书。"
)
_RUSSIAN_NEWS = (
    "Городская библиотека с первого октября работает до десяти часов вечера. Читатели могут заказать место "
    "по телефону, не более чем на четыре часа. Число мест в зале вырастет до пятисот."
)
_NUMBERS = "import pandas as pd\nprices = pd.read_csv('prices.csv')\nprices['price'].mean()"


def made() -> Mapping[str, bytes]:
    """The files by name."""
    return {**_pages(), **_notebooks(), **_mails(), **_books(), **_no_documents()}


def _pages() -> dict[str, bytes]:
    chinese = _PAGE.format(title="图书馆延长开放", menu="首页导航", text=_NEWS)
    russian = _PAGE.format(title="Библиотека", menu="Меню", text=_RUSSIAN_NEWS)
    return {
        "zh-news.html": chinese.replace("<head>", "<head><meta charset=gb2312>").encode("gb18030"),
        "ru-news.html": russian.encode("cp1251"),
        "ru-news-koi8.html": russian.encode("koi8-r"),
        "zh-saved.mhtml": _saved(chinese, "gb2312"),
        "zh-saved-by-name.txt": _saved(chinese, "utf-8"),
        "ru-saved.mht": _saved(russian, "windows-1251"),
    }


def _saved(page: str, charset: str) -> bytes:
    """A page as Chromium saves it."""
    content = page.encode("gb18030" if charset == "gb2312" else charset)
    quoted = "".join(f"={byte:02X}" for byte in content)
    lines = "=\r\n".join(quoted[at : at + 72] for at in range(0, len(quoted), 72))
    return (
        "From: <Saved by Blink>\r\nSnapshot-Content-Location: https://example.org/\r\nSubject: page\r\n"
        "Date: Mon, 2 Nov 2026 10:00:00 +0800\r\nMIME-Version: 1.0\r\nContent-Type: multipart/related;\r\n"
        '\ttype="text/html";\r\n\tboundary="----b"\r\n\r\n\r\n------b\r\nContent-Type: text/html; '
        f"charset={charset}\r\nContent-Transfer-Encoding: quoted-printable\r\nContent-Location: "
        f"https://example.org/\r\n\r\n{lines}\r\n------b\r\nContent-Type: text/css\r\n"
        "Content-Transfer-Encoding: quoted-printable\r\nContent-Location: cid:css\r\n\r\n"
        ".hidden { display: none }\r\n------b\r\nContent-Type: image/png\r\nContent-Transfer-Encoding: "
        "base64\r\nContent-Location: https://example.org/a.png\r\n\r\niVBORw0KGgo=\r\n------b--\r\n"
    ).encode("ascii")


def _notebooks() -> dict[str, bytes]:
    table = {"text/plain": ["184.0\n", "price in yuan"], "text/html": "<b>184.0</b>"}
    cells = [
        {"cell_type": "markdown", "metadata": {}, "source": ["# 铜价分析\n", "数据来自交易所。"]},
        {"cell_type": "code", "metadata": {}, "execution_count": 1, "source": _NUMBERS, "outputs": [
            {"output_type": "stream", "name": "stdout", "text": ["36 rows\n"]},
            {"output_type": "execute_result", "execution_count": 1, "metadata": {}, "data": table},
            {"output_type": "display_data", "metadata": {}, "data": {"image/png": "iVBORw0KGgoSECRET"}},
        ]},
        {"cell_type": "code", "metadata": {}, "execution_count": 2, "source": "1/0", "outputs": [
            {"output_type": "error", "ename": "ZeroDivisionError", "evalue": "division by zero", "traceback": []},
        ]},
    ]  # fmt: skip
    new = {
        "cells": cells, "metadata": {"kernelspec": {"name": "python3", "language": "python"}}, "nbformat": 4,
        "nbformat_minor": 5,
    }  # fmt: skip
    old_cell = {"cell_type": "code", "language": "python", "input": ["print(6*7)"], "outputs": [
        {"output_type": "stream", "stream": "stdout", "text": ["42\n"]}
    ]}  # fmt: skip
    old = {
        "metadata": {},
        "nbformat": 3,
        "nbformat_minor": 0,
        "worksheets": [{"cells": [old_cell]}],
    }
    return {
        "zh-copper.ipynb": json.dumps(new, ensure_ascii=False, indent=1).encode(),
        "en-old.ipynb": json.dumps(old).encode(),
        "en-broken.ipynb": b'{"cells": [{"cell_type": "code"}, 7], "nbformat": 4}',
        "en-settings.json": b'{"cells": 3, "format": 4, "note": "no notebook"}',
    }


def _mails() -> dict[str, bytes]:
    plain = EmailMessage()
    plain["Subject"], plain["From"] = "会议改期", "li@example.org"
    plain.set_content("会议改到周三下午两点，地点不变。", charset="gb18030", cte="base64")
    both = EmailMessage()
    both["Subject"], both["From"] = "Новое время", "ivan@example.org"
    both.set_content("Встреча в среду в 14:30.", charset="koi8-r", cte="quoted-printable")
    both.add_alternative("<p>Встреча в <b>среду</b></p>", subtype="html", charset="koi8-r")
    return {"zh-meeting.eml": plain.as_bytes(), "ru-meeting.eml": both.as_bytes()}


def _books() -> dict[str, bytes]:
    return {
        "zh-book.epub": files.epub(["起", "承", "转"]),
        "zh-book-in-folder.epub": files.epub(["起", "承", "转"], folder="我的书/"),
        "en-protected.epub": files.epub(["a"], locked=True),
        "zh-cells.ods": files.opendocument("<text:p>开<text:s/>头</text:p>"),
        "en-entities.docx": files.docx(["x"], prologue="<!DOCTYPE a [<!ENTITY b 'c'>]>"),
        "en-cut.docx": files.docx(["x"])[:-100],
    }


def _no_documents() -> dict[str, bytes]:
    return {
        "photo-of-a-page.png": b"\x89PNG\r\n\x1a\n" + bytes(40),
        "photo-of-a-page.jpg": b"\xff\xd8\xff\xe0" + bytes(40),
        "song.mp3": b"ID3\x03" + bytes(40),
        "backup.7z": b"7z\xbc\xaf\x27\x1c" + bytes(40),
        "program.exe": b"MZ" + bytes(80),
        "empty.txt": b"",
        "noise.txt": bytes((i * 89 + i * i * 7 + 131) % 256 for i in range(4000)),
    }
