"""Finds what a request to summarise is about: a file, a link or a text."""

from dataclasses import dataclass, replace

from bot.commands.intent.links import LINK, link_of
from bot.models.chat import FileRef, Request

_MAX_CHARS_AROUND_LINK = 200


@dataclass(frozen=True, slots=True)
class FromFile:
    """A file on the platform; `instruction`: what the person wants of the summary."""

    file: FileRef
    instruction: str


@dataclass(frozen=True, slots=True)
class FromLink:
    """A page or document on the web."""

    url: str
    instruction: str


@dataclass(frozen=True, slots=True)
class FromText:
    """A text; `quoted`: it is the message that the request replies to."""

    text: str
    instruction: str = ""
    quoted: bool = False


@dataclass(frozen=True, slots=True)
class FromKept:
    """The document that a message is about, and that is kept."""

    message_id: int
    instruction: str = ""


Source = FromFile | FromLink | FromText | FromKept


def find_source(request: Request) -> Source | None:
    """The first of: the file, the file replied to, a link, the text replied to, the request's text.

    A link in a long text does not count: it is a part of what is to be summarised. The caption of
    a forwarded file is its author's, so it is no instruction.
    """
    text, wish = request.text.strip(), request.wish
    wished = f"{text} {wish}".strip()
    quoted = request.quoted
    if request.file:
        return FromFile(request.file, wish if request.forwarded else wished)
    if quoted and quoted.file:
        return FromFile(quoted.file, wished)
    link = _find_link(text) or (_find_link(quoted.text, instruction=text) if quoted else None)
    if link:
        return replace(link, instruction=f"{link.instruction} {wish}".strip())
    if quoted and quoted.text.strip():
        return FromText(quoted.text.strip(), wished, quoted=True)
    return FromText(text, wish) if text else None


def _find_link(text: str, instruction: str | None = None) -> FromLink | None:
    """The first link of a short text; the words around it are the default instruction."""
    found = LINK.search(text)
    if not found:
        return None
    around = f"{text[: found.start()]} {text[found.end() :]}".strip()
    if len(around) > _MAX_CHARS_AROUND_LINK:
        return None
    return FromLink(link_of(found), around if instruction is None else instruction)
