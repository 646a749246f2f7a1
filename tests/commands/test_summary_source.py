"""Finding what a request to summarise is about."""

import pytest

from bot.commands.summary_source import (
    FromFile,
    FromLink,
    FromSeveral,
    FromText,
    Source,
    find_source,
    is_links_alone,
)
from bot.models.chat import FileRef, QuotedMessage, Request
from tests.fakes.chat import said

FILE = FileRef("f", "a.pdf", 10)
OTHER = FileRef("g", "b.pdf", 10)
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
        (
            said(f"对比 {URL}、{URL}2，{URL}"),
            FromSeveral((FromLink(URL, ""), FromLink(f"{URL}2", "")), "对比 、 ，"),
        ),
        (said(LONG), FromText(LONG)),
        (said(" ", quoted=quoted()), None),
        (said(""), None),
    ],
    ids=[
        "own file first",
        "quoted file before a link",
        "link before quoted text",
        "link in brackets",
        "link before a full stop",
        "link in the quoted message",
        "long text with a link",
        "long quoted text with a link",
        "quoted text",
        "several links",
        "pasted text",
        "quoted nothing",
        "nothing",
    ],
)
def test_the_source_of_a_request(request_: Request, source: Source | None):
    assert find_source(request_) == source


@pytest.mark.parametrize(
    ("text", "is_so"),
    [
        (f"{URL}\n{URL}2", True),
        (f"{URL}，{URL}2。", False),
        (URL, False),
        (f"看 {URL} {URL}", False),
    ],
)
def test_links_without_words_want_a_summary(text: str, is_so: bool):
    assert is_links_alone(text) is is_so
