"""parse_mode HTML (Bot API: HTML style)."""

import html
import re
from dataclasses import dataclass, field

from bot.playground.server.entities import units
from bot.playground.server.refusals import Refusal, bad_request
from bot.playground.server.world import Json

_KINDS = {
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


@dataclass(slots=True)
class _Open:
    name: str
    offset: int
    attributes: dict[str, str]


@dataclass(slots=True)
class _Reader:
    source: str
    text: str = ""
    entities: list[Json] = field(default_factory=list)
    stack: list[_Open] = field(default_factory=list)

    def read(self) -> None:
        end = 0
        for token in _TOKEN.finditer(self.source):
            self.text += self.source[end : token.start()]
            end = token.end()
            if token["tag"] is None:
                self.text += html.unescape(token.group())
            elif not token["close"]:
                raise _refusal(f"Unclosed start tag at byte offset {self._byte(token)}")
            elif token["tag"].startswith("/"):
                self._close(token["tag"][1:].strip().lower(), self._byte(token))
            else:
                self._open(token["tag"], self._byte(token))
        self.text += self.source[end:]
        if self.stack:
            name = self.stack[-1].name
            raise _refusal(f'Can\'t find end tag corresponding to start tag "{name}"')

    def _byte(self, token: re.Match[str]) -> int:
        return len(self.source[: token.start()].encode())

    def _open(self, tag: str, byte: int) -> None:
        name = re.split(r"\s", tag, maxsplit=1)[0].lower()
        if name not in _KINDS:
            raise _refusal(f'Unsupported start tag "{name}" at byte offset {byte}')
        attributes = {
            match[1].lower(): html.unescape(match[2] or match[3] or match[4] or "")
            for match in _ATTRIBUTE.finditer(tag[len(name) :])
        }
        if name == "span" and attributes.get("class") != "tg-spoiler":
            raise _refusal(f'Tag "span" must have class "tg-spoiler" at byte offset {byte}')
        self.stack.append(_Open(name, units(self.text), attributes))

    def _close(self, name: str, byte: int) -> None:
        if not self.stack:
            raise _refusal(f"Unexpected end tag at byte offset {byte}")
        opened = self.stack.pop()
        if name != opened.name:
            raise _refusal(
                f'Unmatched end tag at byte offset {byte}, expected "</{opened.name}>",'
                f' found "</{name}>"'
            )
        length = units(self.text) - opened.offset
        entity = self._entity(opened)
        if length and entity is not None:
            self.entities.append({"offset": opened.offset, "length": length, **entity})

    def _entity(self, opened: _Open) -> Json | None:
        kind = _KINDS[opened.name]
        if kind == "text_link":
            url = opened.attributes.get("href", "")
            return {"type": kind, "url": url} if url else None
        language = opened.attributes.get("class", "").removeprefix("language-")
        if kind == "code" and self.stack and self.stack[-1].name == "pre":
            self.stack[-1].attributes["class"] = f"language-{language}"
            return None
        if kind == "pre" and language:
            return {"type": kind, "language": language}
        if kind == "blockquote" and "expandable" in opened.attributes:
            return {"type": "expandable_blockquote"}
        return {"type": kind}


def parse_html(source: str) -> tuple[str, list[Json]]:
    """The plain text and its entities; raises Refusal where the markup is wrong."""
    reader = _Reader(source)
    reader.read()
    return reader.text, reader.entities


def _refusal(reason: str) -> Refusal:
    return bad_request(f"can't parse entities: {reason}")
