"""Parses `parse_mode` HTML (Bot API: HTML style)."""

import html
import re

from bot.playground.server.formatting.markup_parser import (
    MarkupParser,
    OpenEntity,
    markup_error,
)
from bot.playground.server.state import Json

_ENTITY_TYPES = {
    "b": "bold",
    "strong": "bold",
    "i": "italic",
    "em": "italic",
    "u": "underline",
    "ins": "underline",
    "s": "strikethrough",
    "strike": "strikethrough",
    "del": "strikethrough",
    "tg-spoiler": "spoiler",
    "span": "spoiler",
    "code": "code",
    "pre": "pre",
    "blockquote": "blockquote",
    "a": "text_link",
}
_TOKEN = re.compile(r"<(?P<tag>[^>]*)(?P<close>>?)|&(?:lt|gt|amp|quot|#\d+|#x[0-9a-fA-F]+);")
_ATTRIBUTE = re.compile(r"([\w-]+)\s*(?:=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s\"'>]+)))?")


def parse_html(source: str) -> tuple[str, list[Json]]:
    """The plain text and its entities; raises BotApiError where the markup is wrong."""
    parser = _HtmlParser(source)
    parser.parse()
    return parser.text, parser.entities


class _HtmlParser(MarkupParser):
    def parse(self) -> None:
        end = 0
        for token in _TOKEN.finditer(self.source):
            self.text += self.source[end : token.start()]
            end = token.end()
            byte_offset = self.byte_offset(token.start())
            if token["tag"] is None:
                self.text += html.unescape(token.group())
            elif not token["close"]:
                raise markup_error(f"Unclosed start tag at byte offset {byte_offset}")
            elif token["tag"].startswith("/"):
                self._end_tag(token["tag"][1:].strip().lower(), byte_offset)
            else:
                self._start_tag(token["tag"], token.start())
        self.text += self.source[end:]
        if self.open_entities:
            name = self.open_entities[-1].name
            raise markup_error(f'Can\'t find end tag corresponding to start tag "{name}"')

    def _start_tag(self, tag: str, position: int) -> None:
        opened = self.opened(re.split(r"\s", tag, maxsplit=1)[0].lower(), position)
        name, where = opened.name, f"at byte offset {opened.byte_offset}"
        if name not in _ENTITY_TYPES:
            raise markup_error(f'Unsupported start tag "{name}" {where}')
        opened.attributes = {
            match[1].lower(): html.unescape(match[2] or match[3] or match[4] or "")
            for match in _ATTRIBUTE.finditer(tag[len(name) :])
        }
        if name == "span" and opened.attributes.get("class") != "tg-spoiler":
            raise markup_error(f'Tag "span" must have class "tg-spoiler" {where}')
        self.open_entities.append(opened)

    def _end_tag(self, name: str, byte_offset: int) -> None:
        if not self.open_entities:
            raise markup_error(f"Unexpected end tag at byte offset {byte_offset}")
        opened = self.open_entities.pop()
        if name != opened.name:
            raise markup_error(
                f'Unmatched end tag at byte offset {byte_offset}, expected "</{opened.name}>",'
                f' found "</{name}>"'
            )
        entity = self._entity(opened)
        if entity is not None:
            self.close(opened, entity)

    def _entity(self, opened: OpenEntity) -> Json | None:
        kind = _ENTITY_TYPES[opened.name]
        if kind == "text_link":
            url = opened.attributes.get("href", "")
            return {"type": kind, "url": url} if url else None
        language = opened.attributes.get("class", "").removeprefix("language-")
        outer = self.open_entities[-1] if self.open_entities else None
        if kind == "code" and outer is not None and outer.name == "pre":
            outer.attributes["class"] = f"language-{language}"
            return None
        if kind == "pre" and language:
            return {"type": kind, "language": language}
        if kind == "blockquote" and "expandable" in opened.attributes:
            return {"type": "expandable_blockquote"}
        return {"type": kind}
