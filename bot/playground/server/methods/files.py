"""Methods about files: getFile, sendDocument, sendPhoto, sendMediaGroup."""

from collections.abc import Mapping
from pathlib import PurePath

from bot.playground.server.access import writable_chat
from bot.playground.server.api_error import BotApiError, bad_request
from bot.playground.server.bot_api_server import BotApiServer, Method
from bot.playground.server.message_fields import requested_reply_fields
from bot.playground.server.message_text import caption_fields, parsed_markup
from bot.playground.server.parameters import Parameters, Upload
from bot.playground.server.reply_markup import inline_keyboard
from bot.playground.server.state import Json, StoredFile
from bot.playground.server.stored_files import (
    DOWNLOAD_LIMIT_BYTES,
    PHOTO_LIMIT_BYTES,
    PHOTO_RATIO,
    PHOTO_SIDES_SUM,
    UPLOAD_LIMIT_BYTES,
    document_object,
    photo_sizes,
    store_file,
)

GROUP_SIZES = (2, 10)


def get_file(server: BotApiServer, parameters: Parameters) -> Json:
    """`getFile`: bots download up to 20 MB."""
    file_id = parameters.text("file_id")
    if not file_id:
        raise bad_request("file_id not specified")
    stored = server.state.files.get(file_id)
    if stored is None:
        raise bad_request("wrong file_id or the file is temporarily unavailable")
    if len(stored.data) > DOWNLOAD_LIMIT_BYTES:
        raise bad_request("file is too big")
    return {
        "file_id": stored.file_id,
        "file_unique_id": stored.unique_id,
        "file_size": len(stored.data),
        "file_path": stored.path,
    }


def send_document(server: BotApiServer, parameters: Parameters) -> Json:
    """`sendDocument`: an upload or a file_id."""
    return _send(server, parameters, "document")


def send_photo(server: BotApiServer, parameters: Parameters) -> Json:
    """`sendPhoto`: an upload or a file_id."""
    return _send(server, parameters, "photo")


def send_media_group(server: BotApiServer, parameters: Parameters) -> list[Json]:
    """`sendMediaGroup`: 2 to 10 uploads or file_ids; documents are among themselves."""
    state = server.state
    items = _group_items(parameters)
    chat = writable_chat(state, parameters, f"{items[0]['type']}s")
    reply = requested_reply_fields(chat, parameters)
    group: Json = {"media_group_id": str(state.next_id()), **reply}
    contents: list[Json] = []
    for item in items:
        given = Parameters(item | {item["type"]: item.get("media")}, parameters.uploads)
        caption = caption_fields(parsed_markup(given, "caption", "caption_entities"))
        contents.append({**_shown(server, given, item["type"]), **caption, **group})
    return [
        state.add_message(chat, state.new_message(chat, state.bot.id, content))
        for content in contents
    ]


def _group_items(parameters: Parameters) -> list[Json]:
    items = parameters.structure("media", "media")
    if not isinstance(items, list) or not all(isinstance(item, dict) for item in items):
        raise bad_request("expected an Array of InputMedia")
    if not GROUP_SIZES[0] <= len(items) <= GROUP_SIZES[1]:
        raise bad_request("wrong number of messages to send as an album")
    kinds = {str(item.get("type")) for item in items}
    if not kinds <= {"photo", "document"}:
        raise bad_request("this server sends albums of photos or of documents only")
    if len(kinds) > 1:
        raise bad_request("document can't be mixed with other media types")
    return items


def _send(server: BotApiServer, parameters: Parameters, kind: str) -> Json:
    state = server.state
    parsed_caption = parsed_markup(parameters, "caption", "caption_entities")
    keyboard = inline_keyboard(parameters)
    chat = writable_chat(state, parameters, f"{kind}s")
    caption = caption_fields(parsed_caption)
    reply = requested_reply_fields(chat, parameters)
    shown = _shown(server, parameters, kind)
    content: Json = {**shown, **caption, "reply_markup": keyboard, **reply}
    return state.add_message(chat, state.new_message(chat, state.bot.id, content))


def _shown(server: BotApiServer, parameters: Parameters, kind: str) -> Json:
    stored = _file(server, parameters, kind)
    if kind == "document":
        return {kind: document_object(stored)}
    sizes = photo_sizes(stored)
    sides = (sizes[0]["width"], sizes[0]["height"])
    if sum(sides) > PHOTO_SIDES_SUM or max(sides) > PHOTO_RATIO * min(sides):
        raise bad_request("PHOTO_INVALID_DIMENSIONS")
    return {kind: sizes}


def _file(server: BotApiServer, parameters: Parameters, kind: str) -> StoredFile:
    given = parameters.text(kind)
    upload = parameters.uploads.get(given.removeprefix("attach://") or kind)
    if upload is not None:
        _check_size(upload, kind)
        return store_file(server.state, upload, f"{kind}s")
    if not given:
        raise bad_request(f"there is no {kind} in the request")
    stored = server.state.files.get(given)
    if stored is None:
        raise bad_request("wrong remote file identifier specified: Wrong string length")
    folder = PurePath(stored.path).parts[0]
    if folder != f"{kind}s":  # a file_id keeps its kind (Bot API: sending files)
        held = folder.removesuffix("s").capitalize()
        raise bad_request(f"can't use file of type {held} as {kind.capitalize()}")
    return stored


def _check_size(upload: Upload, kind: str) -> None:
    if not upload.data:
        raise bad_request("file must be non-empty")
    if kind == "photo" and len(upload.data) > PHOTO_LIMIT_BYTES:
        raise bad_request("file is too big")
    if len(upload.data) > UPLOAD_LIMIT_BYTES:
        raise BotApiError(413, "Request Entity Too Large")


METHODS: Mapping[str, Method] = {
    "getFile": get_file,
    "sendDocument": send_document,
    "sendMediaGroup": send_media_group,
    "sendPhoto": send_photo,
}
