"""Lists below an answer the web pages that it is made of, by links that lead where they say."""

import re
from collections.abc import Sequence
from urllib.parse import quote, urlsplit

from bot.models.blank import is_blank
from bot.models.chat import Language
from bot.models.llm import Chunk, Source
from bot.models.markdown import escaped
from bot.texts import ask as texts

_MOST = 5
"""Tongyi names ten and more; people look at the first few."""
_MAX_TITLE_CHARS = 60
_MAX_URL_CHARS = 500
_ADDRESS = re.compile(r"://|www\.|t\.me/", re.IGNORECASE)
_ENDS_A_LINK = re.compile(r"[\s()<>\[\]\\\"`|*]")
_FENCE = re.compile(r"^((?:[ \t]|[-*+] |\d+[.)] )*)(`{3,}|~{3,})([^`\n]*)$", re.MULTILINE)


def source_list(written: Sequence[Chunk], language: Language) -> str:
    """A paragraph of Markdown that follows the answer, which may have been cut off anywhere.

    Empty where there is no page to name, or no answer.

    Titles and addresses are those of strangers, so a title is shown as it is written, and an address
    counts only if it is one of a web page, without a name or password before its host.
    """
    answer = "".join([chunk.text for chunk in written])
    sources = [source for chunk in written for source in chunk.sources]
    by_url = {_address(source.url): source for source in sources if _is_page(source.url)}
    if is_blank(answer) or not by_url:
        return ""
    lines = [
        f"{number}. [{_title(source)}]({url})"
        for number, (url, source) in enumerate(list(by_url.items())[:_MOST], 1)
    ]
    return "\n".join([_end_of_code(answer), "", texts.SOURCES.to(language), *lines])


def _end_of_code(answer: str) -> str:
    """What ends the block of code that the answer was cut off in, if it was."""
    opened = ""
    for indent, marks, rest in _FENCE.findall(answer):
        if not opened:
            opened = "\n" + " " * len(indent) + marks
        elif marks.startswith(opened.strip()) and not rest.strip():
            opened = ""
    return opened


def _is_page(url: str) -> bool:
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    is_web = parts.scheme in {"http", "https"} and bool(parts.hostname) and "@" not in parts.netloc
    return is_web and url.isprintable() and len(url) <= _MAX_URL_CHARS


def _address(url: str) -> str:
    """The address without the characters that would end a link in Markdown."""
    return _ENDS_A_LINK.sub(lambda found: quote(found[0], safe=""), url)


def _title(source: Source) -> str:
    """One line; the host of a page without a title, or whose title has an address: clients link those."""
    title = " ".join(source.title.split())
    if not title or _ADDRESS.search(title):
        title = str(urlsplit(source.url).hostname)
    is_long = len(title) > _MAX_TITLE_CHARS
    return escaped(title[: _MAX_TITLE_CHARS - 1] + "…" if is_long else title)
