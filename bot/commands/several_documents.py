"""Loads several documents as one; what cannot be read is named in it and keeps nothing else out."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace

from bot.commands.summary_source import FromFile, FromLink
from bot.errors import DocumentError
from bot.models.chat import Language
from bot.models.document import (
    MAX_SEVERAL,
    MAX_SEVERAL_CHARS,
    Document,
    DocumentProblem,
    Unread,
    combined,
)
from bot.texts import summarize as texts

_MOST_NAMED = 5
"""An archive may have hundreds of files; the others are counted."""

One = FromFile | FromLink


async def load_several(
    sources: Sequence[One], load: Callable[[int, One], Awaitable[Document]]
) -> Document:
    """The documents as one; `load` gets each with its number, from 1.

    Raises `DocumentError` of the first where none can be read, and what else `load` raises.
    """
    members, unread, left_chars = list[Document](), list[Unread](), MAX_SEVERAL_CHARS
    first_error: DocumentError | None = None
    for number, source in enumerate(sources, start=1):
        try:
            _require_room(source, number)
            document = await load(number, source)
            _require_chars(document, left_chars, source)
        except DocumentError as error:
            first_error = first_error or error
            unread.append(as_unread(error))
            continue
        left_chars -= len(document.text)
        members += _members(document, source)
        unread += document.unread
    if first_error and not members:
        raise first_error
    return combined(members, unread)


def as_unread(error: DocumentError) -> Unread:
    """The error as a document keeps it."""
    values = tuple(
        (key, value)
        for key, value in error.values.items()
        if key != "name" and isinstance(value, str | int)
    )
    return Unread(error.problem, str(error.values["name"]), values)


def unread_lines(unread: Sequence[Unread], language: Language) -> list[str]:
    """A sentence for each that could not be read, or for the first few."""
    lines = [
        DocumentError(one.problem, one.name, **dict(one.values)).say(language)
        for one in unread[:_MOST_NAMED]
    ]
    if more := len(unread) - len(lines):
        lines.append(texts.MORE_UNREAD.to(language, count=more))
    return lines


def _require_room(source: One, number: int) -> None:
    if number > MAX_SEVERAL:
        raise DocumentError(DocumentProblem.TOO_MANY, _name_of(source), limit=MAX_SEVERAL)


def _require_chars(document: Document, left_chars: int, source: One) -> None:
    if len(document.text) > left_chars:
        raise DocumentError(DocumentProblem.TOO_LARGE, _name_of(source))


def _members(document: Document, source: One) -> tuple[Document, ...]:
    """An archive among them brings its own."""
    return document.members or (replace(document, filename=document.filename or _name_of(source)),)


def _name_of(source: One) -> str:
    return source.file.filename if isinstance(source, FromFile) else source.url
