"""Finds out what a request to summarise is about."""

import re
from dataclasses import dataclass

from bot.models.chat import FileRef, Request

_LINK = re.compile(r"https?://[^\s<>\"'，。、；：！？（）《》【】「」『』“”]+", re.IGNORECASE)
_TRAILING = ".,;:!?)]"
_MOST_AROUND_LINK = 200


@dataclass(frozen=True, slots=True)
class FromFile:
    """A file on the platform; `wish` is what the person wants of the summary."""

    file: FileRef
    wish: str


@dataclass(frozen=True, slots=True)
class FromLink:
    """A page or document on the web."""

    url: str
    wish: str


@dataclass(frozen=True, slots=True)
class FromText:
    """A text at hand; `quoted`: the message that the request answers."""

    text: str
    wish: str = ""
    quoted: bool = False


Source = FromFile | FromLink | FromText


def find_source(request: Request) -> Source | None:
    """The request's file, else the answered message's file, a link, the answered text, the text.

    A link counts only where little is said around it: in a long text it is a part of what is to be
    summarised. The caption of a forwarded file is its author's, no wish of the one who forwards.
    """
    text = request.text.strip()
    quoted = request.quoted
    if request.file:
        return FromFile(request.file, "" if request.forwarded else text)
    if quoted and quoted.file:
        return FromFile(quoted.file, text)
    link = _linked(text) or (_linked(quoted.text, wish=text) if quoted else None)
    if link:
        return link
    if quoted and quoted.text.strip():
        return FromText(quoted.text.strip(), text, quoted=True)
    return FromText(text) if text else None


def _linked(text: str, wish: str | None = None) -> FromLink | None:
    """The first link of a short text; the words around it are the wish unless one is given."""
    found = _LINK.search(text)
    if not found:
        return None
    around = f"{text[: found.start()]} {text[found.end() :]}".strip()
    if len(around) > _MOST_AROUND_LINK:
        return None
    return FromLink(found[0].rstrip(_TRAILING), around if wish is None else wish)
