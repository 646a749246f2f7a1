"""Finds what a request to summarise is about: a file, a link, a text, or several files or links."""

from dataclasses import dataclass, replace

from bot.commands.intent.links import LINK, link_of
from bot.models.chat import FileRef, QuotedMessage, Request

_MAX_CHARS_AROUND_LINKS = 200


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


@dataclass(frozen=True, slots=True)
class FromSeveral:
    """The files of an album, or several links."""

    sources: tuple[FromFile | FromLink, ...]
    instruction: str = ""


Source = FromFile | FromLink | FromText | FromKept | FromSeveral


def find_source(request: Request) -> Source | None:
    """The first of: the file, the file replied to, links, the text replied to, the request's text.

    A file of an album stands for all of them. Links in a long text do not count: they are a part of
    what is to be summarised. The caption of a forwarded file is its author's, so it is no instruction.
    """
    text, wish = request.text.strip(), request.wish
    wished = f"{text} {wish}".strip()
    quoted = request.quoted
    if files := files_of(request):
        return from_files(files, wish if request.forwarded else wished)
    if quoted and (files := files_of(quoted)):
        return from_files(files, wished)
    found = _find_links(text) or (_find_links(quoted.text, instruction=text) if quoted else None)
    if found:
        return replace(found, instruction=f"{found.instruction} {wish}".strip())
    if quoted and quoted.text.strip():
        return FromText(quoted.text.strip(), wished, quoted=True)
    return FromText(text, wish) if text else None


def files_of(message: Request | QuotedMessage) -> tuple[FileRef, ...]:
    """The files that a message brings: those of its album, or its own."""
    return message.files or ((message.file,) if message.file else ())


def from_files(files: tuple[FileRef, ...], instruction: str) -> FromFile | FromSeveral:
    """One file, or several."""
    sources = tuple(FromFile(file, "") for file in files)
    if len(sources) > 1:
        return FromSeveral(sources, instruction)
    return replace(sources[0], instruction=instruction)


def is_links_alone(text: str) -> bool:
    """Are there several links, and nothing else?"""
    return len(LINK.findall(text)) > 1 and not LINK.sub("", text).strip(" \n\t,，、;；")


def _find_links(text: str, instruction: str | None = None) -> FromLink | FromSeveral | None:
    """The links of a short text; the words around them are the default instruction."""
    links = tuple(dict.fromkeys(link_of(found) for found in LINK.finditer(text)))
    around = " ".join(LINK.sub(" ", text).split())
    if not links or len(around) > _MAX_CHARS_AROUND_LINKS:
        return None
    wanted = around if instruction is None else instruction
    if len(links) > 1:
        return FromSeveral(tuple(FromLink(link, "") for link in links), wanted)
    return FromLink(links[0], wanted)
