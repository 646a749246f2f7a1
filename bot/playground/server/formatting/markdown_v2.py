"""Parses `parse_mode` MarkdownV2 (Bot API: MarkdownV2 style)."""

import re
from dataclasses import dataclass

from bot.playground.server.api_error import BotApiError
from bot.playground.server.formatting.markup_parser import (
    MarkupParser,
    OpenEntity,
    markup_error,
)
from bot.playground.server.state import Json

_RESERVED = frozenset("_*[]()~`>#+-=|{}.!")
_MARKS = {
    "||": "spoiler",
    "__": "underline",
    "*": "bold",
    "_": "italic",
    "~": "strikethrough",
}
_NAMES_IN_ERRORS = {"text_link": "TextUrl", "pre": "PreCode", "blockquote": "Blockquote"}


def parse_markdown_v2(source: str) -> tuple[str, list[Json]]:
    """The plain text and its entities; raises BotApiError where the markup is wrong."""
    parser = _MarkdownV2Parser(source)
    parser.parse()
    return parser.text, parser.entities


@dataclass(slots=True)
class _MarkdownV2Parser(MarkupParser):
    position: int = 0
    quote: OpenEntity | None = None

    def parse(self) -> None:
        while self.position < len(self.source):
            self._start_or_end_quote()
            if self.position < len(self.source):
                self._step()
        self._end_quote()
        if self.open_entities:
            raise _unclosed(self.open_entities[-1])

    def _step(self) -> None:
        rest = self.source[self.position :]
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
        elif rest[0] == "]" and self._is_open("text_link"):
            self._end_link()
        elif rest[0] in _RESERVED:
            raise markup_error(
                f"Character '{rest[0]}' is reserved and must be escaped with the preceding '\\'"
            )
        else:
            self._take(rest[0], 1)

    def _take(self, visible: str, length: int) -> None:
        self.text += visible
        self.position += length

    def _is_open(self, kind: str) -> bool:
        return bool(self.open_entities) and self.open_entities[-1].name == kind

    def _open(self, kind: str, length: int) -> None:
        self.open_entities.append(self.opened(kind, self.position))
        self.position += length

    def _toggle(self, kind: str, length: int) -> None:
        if self._is_open(kind):
            self.position += length
            self.close(self.open_entities.pop(), {"type": kind})
        else:
            self._open(kind, length)

    def _code(self, fence: str, kind: str) -> None:
        opened = self.opened(kind, self.position)
        self.position += len(fence)
        body_until_fence = re.compile(rf"(?:\\.|[^\\])*?(?={fence})", re.DOTALL)
        match = body_until_fence.match(self.source, self.position)
        if match is None:
            raise _unclosed(opened)
        body = re.sub(r"\\([\x01-\x7e])", r"\1", match.group())
        entity: Json = {"type": kind}
        if kind == "pre":
            first_line = re.match(r"([^\s`]*)\n", body)
            if first_line is not None:
                body = body[first_line.end() :]
                entity |= {"language": first_line[1]} if first_line[1] else {}
        self._take(body, len(match.group()) + len(fence))
        self.close(opened, entity)

    def _end_link(self) -> None:
        opened = self.open_entities.pop()
        link = re.compile(r"\]\(((?:\\.|[^\\)])*)\)").match(self.source, self.position)
        if link is None:
            raise _unclosed(opened)
        self.position = link.end()
        self.close(opened, {"type": "text_link", "url": re.sub(r"\\(.)", r"\1", link[1])})

    def _start_or_end_quote(self) -> None:
        """A quote is a run of lines that begin with `>`."""
        if self.position and self.source[self.position - 1] != "\n":
            return
        if self.source.startswith(">", self.position):
            self.quote = self.quote or self.opened("blockquote", self.position)
            self.position += 1
        else:
            self._end_quote()

    def _end_quote(self) -> None:
        if self.quote is not None:
            self.close(self.quote, {"type": "blockquote"})
            self.quote = None


def _unclosed(opened: OpenEntity) -> BotApiError:
    name = _NAMES_IN_ERRORS.get(opened.name, opened.name.capitalize())
    return markup_error(f"Can't find end of {name} entity at byte offset {opened.byte_offset}")
