"""Entities of a text: those the bot names are checked, those Telegram finds itself are added.

Offsets and lengths count UTF-16 code units (Bot API: MessageEntity).
"""

import re
from dataclasses import dataclass
from urllib.parse import urlsplit

from bot.playground.server.refusals import bad_request
from bot.playground.server.world import Json

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
_OPAQUE = frozenset({"code", "pre"})
_FOUND = {
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
class Formatted:
    """A text and its entities, as a message carries them."""

    text: str
    entities: list[Json]


def units(text: str) -> int:
    """The length in UTF-16 code units."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def substring(text: str, entity: Json) -> str:
    """What an entity covers."""
    encoded = text.encode("utf-16-le")
    begin = 2 * entity["offset"]
    return encoded[begin : begin + 2 * entity["length"]].decode("utf-16-le")


def formatted(text: str, raw: object) -> Formatted:
    """Check the named entities, trim the text as Telegram does, add what Telegram finds itself."""
    checked = _without_nested_in_code(_checked(text, raw))[:MAX_ENTITIES]
    trimmed, kept = _trimmed(text, checked)
    return Formatted(trimmed, _with_found(trimmed, kept))


def _checked(text: str, raw: object) -> list[Json]:
    if raw is None:
        return []
    if not isinstance(raw, list):
        raise bad_request("can't parse entities JSON object: expected an Array")
    entities = [_one(text, entity) for entity in raw]
    entities.sort(key=lambda entity: (entity["offset"], -entity["length"]))
    _refuse_overlaps(entities)
    return [entity for entity in entities if entity["length"] > 0]


def _one(text: str, raw: object) -> Json:
    if not isinstance(raw, dict):
        raise bad_request("can't parse MessageEntity: expected an Object")
    kind, offset, length = raw.get("type"), raw.get("offset"), raw.get("length")
    if kind not in KINDS:
        raise bad_request("can't parse MessageEntity: Unsupported type specified")
    if not isinstance(offset, int) or not isinstance(length, int):
        name = "length" if isinstance(offset, int) else "offset"
        raise bad_request(f'can\'t parse MessageEntity: Field "{name}" must be a valid Number')
    _refuse_out_of_bounds(text, offset, length)
    entity: Json = {"offset": offset, "length": length, "type": kind}
    return entity | _details(kind, raw)


def _details(kind: str, raw: Json) -> Json:
    if kind == "text_link":
        url = str(raw.get("url") or "")
        return {"url": checked_url(url, f"entity URL '{url}' is invalid")}
    if kind == "pre" and raw.get("language"):
        return {"language": str(raw["language"])}
    if kind == "text_mention":
        if not isinstance(raw.get("user"), dict):
            raise bad_request("can't parse MessageEntity: Can't find field \"user\"")
        return {"user": raw["user"]}
    return {"custom_emoji_id": raw["custom_emoji_id"]} if "custom_emoji_id" in raw else {}


def _refuse_out_of_bounds(text: str, offset: int, length: int) -> None:
    end = offset + length
    if offset < 0 or length < 0:
        name = "offset" if offset < 0 else "length"
        raise bad_request(f"receive an entity with incorrect {name}")
    if offset > units(text):
        raise bad_request(f"entity begins after the end of the text at UTF-16 offset {offset}")
    if end > units(text):
        raise _ends_outside(offset, end)
    inside = _inside_symbols(text)
    for place, verb in ((offset, "begins"), (end, "ends")):
        if place in inside:
            raise bad_request(
                f"entity {verb} in a middle of a UTF-16 symbol at byte offset {inside[place]}"
            )


def _inside_symbols(text: str) -> dict[int, int]:
    """The UTF-16 offsets between two halves of a symbol, with its byte offset."""
    inside, unit, byte = {}, 0, 0
    for symbol in text:
        if ord(symbol) > 0xFFFF:
            inside[unit + 1] = byte
        unit += units(symbol)
        byte += len(symbol.encode("utf-8", "surrogatepass"))
    return inside


def _refuse_overlaps(entities: list[Json]) -> None:
    """Two entities with common characters must nest (Bot API: formatting options)."""
    open_ends: list[int] = []
    for entity in entities:
        begin, end = entity["offset"], entity["offset"] + entity["length"]
        while open_ends and open_ends[-1] <= begin:
            open_ends.pop()
        if open_ends and end > open_ends[-1]:
            raise _ends_outside(begin, end)
        open_ends.append(end)


def _ends_outside(begin: int, end: int) -> Exception:
    return bad_request(
        f"entity beginning at UTF-16 offset {begin} ends after the end of the text"
        f" at UTF-16 offset {end}"
    )


def _without_nested_in_code(entities: list[Json]) -> list[Json]:
    """Telegram drops entities inside `code` and `pre` without a word."""
    kept: list[Json] = []
    closed_until = 0
    for entity in entities:
        if entity["offset"] < closed_until:
            continue
        kept.append(entity)
        if entity["type"] in _OPAQUE:
            closed_until = entity["offset"] + entity["length"]
    return kept


def _trimmed(text: str, entities: list[Json]) -> tuple[str, list[Json]]:
    shift = units(text) - units(text.lstrip())
    trimmed = text.strip()
    end = units(trimmed)
    kept = []
    for entity in entities:
        begin = max(0, entity["offset"] - shift)
        stop = min(end, entity["offset"] + entity["length"] - shift)
        if stop > begin:
            kept.append({**entity, "offset": begin, "length": stop - begin})
    return trimmed, kept


def _with_found(text: str, named: list[Json]) -> list[Json]:
    taken = [
        (entity["offset"], entity["offset"] + entity["length"])
        for entity in named
        if entity["type"] in _OPAQUE | KINDS - {"bold", "italic", "underline", "strikethrough"}
        and "blockquote" not in entity["type"]
    ]
    found = list(named)
    for kind, pattern in _FOUND.items():
        for match in pattern.finditer(text):
            covered = match.group().rstrip(".,!?:;)'") if kind == "url" else match.group()
            begin = units(text[: match.start()])
            end = begin + units(covered)
            if not any(begin < stop and start < end for start, stop in taken):
                taken.append((begin, end))
                found.append({"offset": begin, "length": end - begin, "type": kind})
    return sorted(found, key=lambda entity: (entity["offset"], -entity["length"]))


def checked_url(url: str, complaint: str) -> str:
    """The address, if Telegram takes it for a link."""
    parts = urlsplit(url if "://" in url else f"http://{url}")
    if parts.scheme not in {"http", "https", "tg", "ton", "tonsite"} and "://" in url:
        raise bad_request(f"{complaint}: Unsupported URL protocol")
    if parts.scheme in {"http", "https"} and "." not in (parts.hostname or ""):
        raise bad_request(f"{complaint}: Wrong HTTP URL")
    return url
