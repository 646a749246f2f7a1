"""parse_mode MarkdownV2 (Bot API: MarkdownV2 style)."""

import re
from dataclasses import dataclass, field

from bot.playground.server.entities import units
from bot.playground.server.refusals import Refusal, bad_request
from bot.playground.server.world import Json

_RESERVED = frozenset("_*[]()~`>#+-=|{}.!")
_MARKS = {
    "||": "spoiler",
    "__": "underline",
    "*": "bold",
    "_": "italic",
    "~": "strikethrough",
}
_NAMES = {"text_link": "TextUrl", "pre": "PreCode", "blockquote": "Blockquote"}


@dataclass(slots=True)
class _Open:
    kind: str
    offset: int
    byte: int


@dataclass(slots=True)
class _Reader:
    source: str
    place: int = 0
    text: str = ""
    entities: list[Json] = field(default_factory=list)
    stack: list[_Open] = field(default_factory=list)
    quote: _Open | None = None

    def read(self) -> None:
        while self.place < len(self.source):
            self._begin_or_end_quote()
            if self.place < len(self.source):
                self._step()
        self._end_quote()
        if self.stack:
            raise self._unended(self.stack[-1])

    def _step(self) -> None:
        rest = self.source[self.place :]
        mark = next((mark for mark in _MARKS if rest.startswith(mark)), None)
        if rest[0] == "\\" and len(rest) > 1 and 0 < ord(rest[1]) < 127:
            self._take(rest[1], 2)
        elif rest.startswith("```"):
            self._code("```", "pre")
        elif rest[0] == "`":
            self._code("`", "code")
        elif mark is not None:
            self._toggle(_MARKS[mark], len(mark))
        elif rest[0] == "[":
            self._open("text_link", 1)
        elif rest[0] == "]" and self.stack and self.stack[-1].kind == "text_link":
            self._end_link()
        elif rest[0] in _RESERVED:
            raise _refusal(
                f"Character '{rest[0]}' is reserved and must be escaped with the preceding '\\'"
            )
        else:
            self._take(rest[0], 1)

    def _take(self, visible: str, length: int) -> None:
        self.text += visible
        self.place += length

    def _open(self, kind: str, length: int) -> None:
        byte = len(self.source[: self.place].encode())
        self.stack.append(_Open(kind, units(self.text), byte))
        self.place += length

    def _toggle(self, kind: str, length: int) -> None:
        if self.stack and self.stack[-1].kind == kind:
            self.place += length
            self._close(self.stack.pop(), {"type": kind})
        else:
            self._open(kind, length)

    def _close(self, opened: _Open, entity: Json) -> None:
        length = units(self.text) - opened.offset
        if length:
            self.entities.append({"offset": opened.offset, "length": length, **entity})

    def _code(self, fence: str, kind: str) -> None:
        self._open(kind, len(fence))
        opened = self.stack.pop()
        end = re.compile(rf"(?:\\.|[^\\])*?(?={fence})", re.DOTALL).match(self.source, self.place)
        if end is None:
            raise self._unended(opened)
        body = re.sub(r"\\([\x01-\x7e])", r"\1", end.group())
        entity: Json = {"type": kind}
        if kind == "pre":
            first = re.match(r"([^\s`]*)\n", body)
            if first is not None:
                body = body[first.end() :]
                entity |= {"language": first[1]} if first[1] else {}
        self._take(body, len(end.group()) + len(fence))
        self._close(opened, entity)

    def _end_link(self) -> None:
        opened = self.stack.pop()
        link = re.compile(r"\]\(((?:\\.|[^\\)])*)\)").match(self.source, self.place)
        if link is None:
            raise self._unended(opened)
        self.place = link.end()
        self._close(opened, {"type": "text_link", "url": re.sub(r"\\(.)", r"\1", link[1])})

    def _begin_or_end_quote(self) -> None:
        """A quote is a run of lines that begin with `>`."""
        if self.place and self.source[self.place - 1] != "\n":
            return
        if self.source.startswith(">", self.place):
            self.quote = self.quote or _Open("blockquote", units(self.text), self.place)
            self.place += 1
        else:
            self._end_quote()

    def _end_quote(self) -> None:
        if self.quote is not None:
            self._close(self.quote, {"type": "blockquote"})
            self.quote = None

    def _unended(self, opened: _Open) -> Refusal:
        name = _NAMES.get(opened.kind, opened.kind.capitalize())
        return _refusal(f"Can't find end of {name} entity at byte offset {opened.byte}")


def parse_markdown(source: str) -> tuple[str, list[Json]]:
    """The plain text and its entities; raises Refusal where the markup is wrong."""
    reader = _Reader(source)
    reader.read()
    return reader.text, reader.entities


def _refusal(reason: str) -> Refusal:
    return bad_request(f"can't parse entities: {reason}")
