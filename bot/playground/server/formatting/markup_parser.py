"""What the HTML and MarkdownV2 parsers share: open entities, offsets, errors."""

from dataclasses import dataclass, field

from bot.playground.server.api_error import BotApiError, bad_request
from bot.playground.server.formatting.entities import utf16_length
from bot.playground.server.state import Json


@dataclass(slots=True)
class OpenEntity:
    """A start tag or mark whose end is still to come.

    `name` is the HTML tag or the entity's type; `offset` counts UTF-16 units of the plain text,
    `byte_offset` UTF-8 bytes of the source.
    """

    name: str
    offset: int
    byte_offset: int
    attributes: dict[str, str] = field(default_factory=dict)


@dataclass(slots=True)
class MarkupParser:
    """Collects plain text and entities while a subclass walks through `source`."""

    source: str
    text: str = ""
    entities: list[Json] = field(default_factory=list)
    open_entities: list[OpenEntity] = field(default_factory=list)

    def byte_offset(self, position: int) -> int:
        """The UTF-8 offset of a character of the source."""
        return len(self.source[:position].encode())

    def opened(self, name: str, position: int) -> OpenEntity:
        """An entity that starts here, at `position` of the source."""
        return OpenEntity(name, utf16_length(self.text), self.byte_offset(position))

    def close(self, opened: OpenEntity, entity: Json) -> None:
        """Add the entity that ends here, unless it is empty."""
        length = utf16_length(self.text) - opened.offset
        if length:
            self.entities.append({"offset": opened.offset, "length": length, **entity})


def markup_error(reason: str) -> BotApiError:
    """400: the markup is wrong."""
    return bad_request(f"can't parse entities: {reason}")
