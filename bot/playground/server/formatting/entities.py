"""Entities of a text: the bot's are validated; commands, links and mentions are detected.

Offsets and lengths count UTF-16 code units (Bot API: MessageEntity).
"""

import re
from dataclasses import dataclass
from urllib.parse import urlsplit

from bot.playground.server.api_error import BotApiError, bad_request
from bot.playground.server.state import Json

MAX_ENTITIES = 100
KINDS = frozenset(
    [
        "mention",
        "hashtag",
        "cashtag",
        "bot_command",
        "url",
        "email",
        "phone_number",
        "bold",
        "italic",
        "underline",
        "strikethrough",
        "spoiler",
        "blockquote",
        "expandable_blockquote",
        "code",
        "pre",
        "text_link",
        "text_mention",
        "custom_emoji",
    ]
)
_CODE = frozenset({"code", "pre"})
_MAY_CONTAIN_DETECTED = frozenset(
    ["bold", "italic", "underline", "strikethrough", "blockquote", "expandable_blockquote"]
)
_DETECTED = {
    "bot_command": re.compile(r"(?<![\w/<>])/[A-Za-z0-9_]{1,64}(?:@[A-Za-z]\w{2,31})?(?![\w/])"),
    "url": re.compile(
        r"(?<![A-Za-z0-9@])https?://[^\s<>\"，。！？；：、（）《》“”]+"
        r"|(?<![\w@])(?:(?:[a-z0-9-]+\.)+(?:com|org|net|cn|io|dev|me)\b(?:/[^\s<>\"，。！？；：、（）《》“”]*)?)",
        re.IGNORECASE,
    ),
    "email": re.compile(r"(?<![\w.])[\w.+-]+@[a-z0-9-]+(?:\.[a-z0-9-]+)+", re.IGNORECASE),
    "mention": re.compile(r"(?<![\w/@])@[A-Za-z][A-Za-z0-9_]{2,31}(?!\w)"),
    "hashtag": re.compile(r"(?<!\w)#(?=\w*[^\W\d])\w+"),
}


@dataclass(frozen=True, slots=True)
class FormattedText:
    """A text and its entities, as a message has them."""

    text: str
    entities: list[Json]

    def fields(self, text: str, entities: str) -> Json:
        """Fields of a Message under these names; entities only where there are some."""
        return {text: self.text} | ({entities: self.entities} if self.entities else {})


def utf16_length(text: str) -> int:
    """The length in UTF-16 code units."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def entity_text(text: str, entity: Json) -> str:
    """The part of the text that an entity covers."""
    encoded = text.encode("utf-16-le")
    begin = 2 * entity["offset"]
    return encoded[begin : begin + 2 * entity["length"]].decode("utf-16-le")


def format_text(text: str, raw_entities: object) -> FormattedText:
    """Validate the given entities, trim the text as Telegram does, detect further entities."""
    validated = _without_nested_in_code(_validated(text, raw_entities))[:MAX_ENTITIES]
    trimmed, kept = _trimmed(text, validated)
    return FormattedText(trimmed, _with_detected(trimmed, kept))


def _validated(text: str, raw: object) -> list[Json]:
    if raw is None:
        return []
    if not isinstance(raw, list):
        raise bad_request("can't parse entities JSON object: expected an Array")
    entities = [_validated_entity(text, entity) for entity in raw]
    entities.sort(key=lambda entity: (entity["offset"], -entity["length"]))
    _check_nesting(entities)
    return [entity for entity in entities if entity["length"] > 0]


def _validated_entity(text: str, raw: object) -> Json:
    if not isinstance(raw, dict):
        raise bad_request("can't parse MessageEntity: expected an Object")
    kind, offset, length = raw.get("type"), raw.get("offset"), raw.get("length")
    if kind not in KINDS:
        raise bad_request("can't parse MessageEntity: Unsupported type specified")
    if not isinstance(offset, int) or not isinstance(length, int):
        name = "length" if isinstance(offset, int) else "offset"
        raise bad_request(f'can\'t parse MessageEntity: Field "{name}" must be a valid Number')
    _check_bounds(text, offset, length)
    entity: Json = {"offset": offset, "length": length, "type": kind}
    return entity | _details(kind, raw)


def _details(kind: str, raw: Json) -> Json:
    if kind == "text_link":
        url = str(raw.get("url") or "")
        return {"url": validated_url(url, f"entity URL '{url}' is invalid")}
    if kind == "pre" and raw.get("language"):
        return {"language": str(raw["language"])}
    if kind == "text_mention":
        if not isinstance(raw.get("user"), dict):
            raise bad_request("can't parse MessageEntity: Can't find field \"user\"")
        return {"user": raw["user"]}
    return {"custom_emoji_id": raw["custom_emoji_id"]} if "custom_emoji_id" in raw else {}


def _check_bounds(text: str, offset: int, length: int) -> None:
    end = offset + length
    if offset < 0 or length < 0:
        name = "offset" if offset < 0 else "length"
        raise bad_request(f"receive an entity with incorrect {name}")
    if offset > utf16_length(text):
        raise bad_request(f"entity begins after the end of the text at UTF-16 offset {offset}")
    if end > utf16_length(text):
        raise _ends_outside(offset, end)
    inside_pairs = _offsets_inside_surrogate_pairs(text)
    for position, verb in ((offset, "begins"), (end, "ends")):
        if position in inside_pairs:
            byte_offset = inside_pairs[position]
            raise bad_request(
                f"entity {verb} in a middle of a UTF-16 symbol at byte offset {byte_offset}"
            )


def _offsets_inside_surrogate_pairs(text: str) -> dict[int, int]:
    """By UTF-16 offset between the two halves of a character: its offset in UTF-8 bytes."""
    inside, utf16_offset, byte_offset = {}, 0, 0
    for character in text:
        if ord(character) > 0xFFFF:
            inside[utf16_offset + 1] = byte_offset
        utf16_offset += utf16_length(character)
        byte_offset += len(character.encode("utf-8", "surrogatepass"))
    return inside


def _check_nesting(entities: list[Json]) -> None:
    """Two entities with common characters must nest (Bot API: formatting options)."""
    open_ends: list[int] = []
    for entity in entities:
        begin, end = entity["offset"], entity["offset"] + entity["length"]
        while open_ends and open_ends[-1] <= begin:
            open_ends.pop()
        if open_ends and end > open_ends[-1]:
            raise _ends_outside(begin, end)
        open_ends.append(end)


def _ends_outside(begin: int, end: int) -> BotApiError:
    return bad_request(
        f"entity beginning at UTF-16 offset {begin} ends after the end of the text"
        f" at UTF-16 offset {end}"
    )


def _without_nested_in_code(entities: list[Json]) -> list[Json]:
    """Telegram drops entities inside `code` and `pre` without an error."""
    kept: list[Json] = []
    code_end = 0
    for entity in entities:
        if entity["offset"] < code_end:
            continue
        kept.append(entity)
        if entity["type"] in _CODE:
            code_end = entity["offset"] + entity["length"]
    return kept


def _trimmed(text: str, entities: list[Json]) -> tuple[str, list[Json]]:
    shift = utf16_length(text) - utf16_length(text.lstrip())
    trimmed = text.strip()
    end = utf16_length(trimmed)
    kept = []
    for entity in entities:
        begin = max(0, entity["offset"] - shift)
        stop = min(end, entity["offset"] + entity["length"] - shift)
        if stop > begin:
            kept.append({**entity, "offset": begin, "length": stop - begin})
    return trimmed, kept


def _with_detected(text: str, given: list[Json]) -> list[Json]:
    taken = [
        (entity["offset"], entity["offset"] + entity["length"])
        for entity in given
        if entity["type"] not in _MAY_CONTAIN_DETECTED
    ]
    entities = list(given)
    for kind, pattern in _DETECTED.items():
        for match in pattern.finditer(text):
            covered = match.group().rstrip(".,!?:;)'") if kind == "url" else match.group()
            begin = utf16_length(text[: match.start()])
            end = begin + utf16_length(covered)
            if not any(begin < stop and start < end for start, stop in taken):
                taken.append((begin, end))
                entities.append({"offset": begin, "length": end - begin, "type": kind})
    return sorted(entities, key=lambda entity: (entity["offset"], -entity["length"]))


def validated_url(url: str, error_prefix: str) -> str:
    """The address, if Telegram accepts it as a link."""
    parts = urlsplit(url if "://" in url else f"http://{url}")
    if parts.scheme not in {"http", "https", "tg", "ton", "tonsite"} and "://" in url:
        raise bad_request(f"{error_prefix}: Unsupported URL protocol")
    if parts.scheme in {"http", "https"} and "." not in (parts.hostname or ""):
        raise bad_request(f"{error_prefix}: Wrong HTTP URL")
    return url
