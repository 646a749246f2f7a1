"""What a request to summarise is about."""

import pytest

from bot.commands.summary_source import FromFile, FromLink, FromText, Source, find_source
from bot.models.chat import FileRef, QuotedMessage, Request
from tests.fakes.chat import said

FILE = FileRef("f", "u", "a.pdf", 10)
OTHER = FileRef("g", "v", "b.pdf", 10)
URL = "https://example.org/a?b=c"
LONG = "很长的文章。" * 50


def quoted(text: str = "", file: FileRef | None = None) -> QuotedMessage:
    return QuotedMessage(5, text, file, sender_id=2, by_bot=False)


@pytest.mark.parametrize(
    ("request_", "source"),
    [
        (said("用三句话", file=FILE, quoted=quoted(file=OTHER)), FromFile(FILE, "用三句话")),
        (said("in English", quoted=quoted(URL, OTHER)), FromFile(OTHER, "in English")),
        (said(f"{URL} 用三句话", quoted=quoted(LONG)), FromLink(URL, "用三句话")),
        (said(f"看看（{URL}）。"), FromLink(URL, "看看（ ）。")),
        (said(f"read {URL}."), FromLink(URL, "read")),
        (said("短一点", quoted=quoted(f"好文：{URL}")), FromLink(URL, "短一点")),
        (said(f"{LONG}{URL}"), FromText(f"{LONG}{URL}")),
        (said("短一点", quoted=quoted(f"{LONG}{URL}")), FromText(f"{LONG}{URL}", "短一点", True)),
        (said("短一点", quoted=quoted(LONG)), FromText(LONG, "短一点", True)),
        (said(LONG), FromText(LONG)),
        (said(" ", quoted=quoted()), None),
        (said(""), None),
    ],
    ids=[
        "own file first",
        "answered file before a link",
        "link before answered text",
        "link in brackets",
        "link at a full stop",
        "link in the answered message",
        "long text with a link",
        "long answered text with a link",
        "answered text",
        "pasted text",
        "answered nothing",
        "nothing",
    ],
)
def test_the_nearest_source_is_taken(request_: Request, source: Source | None):
    assert find_source(request_) == source
