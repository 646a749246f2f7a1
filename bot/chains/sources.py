"""The pages that an answer is made of, as a list below it: whose links lead where they say."""

import re
from collections.abc import Iterable
from urllib.parse import quote, urlsplit

from bot.models.chat import Language
from bot.models.llm import Source
from bot.models.markdown import escaped
from bot.texts import ask as texts

_MOST = 5
"""Tongyi names ten and more; people look at the first few."""
_MAX_TITLE_CHARS = 60
_MAX_URL_CHARS = 500
_ADDRESS = re.compile(r"://|www\.|t\.me/", re.IGNORECASE)
_ENDS_A_LINK = re.compile(r"[\s()<>\[\]\\\"`|*]")


def source_list(sources: Iterable[Source], language: Language) -> str:
    """A paragraph of Markdown that follows the answer; empty where there is no page to name.

    Titles and addresses are those of strangers, so a title is shown as it is written, and an address
    counts only if it is one of a web page, without a name or password before its host.
    """
    by_url = {_address(source.url): source for source in sources if _is_page(source.url)}
    if not by_url:
        return ""
    lines = [
        f"{number}. [{_title(source)}]({url})"
        for number, (url, source) in enumerate(list(by_url.items())[:_MOST], 1)
    ]
    return "\n".join(["", "", texts.SOURCES.to(language), *lines])


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
