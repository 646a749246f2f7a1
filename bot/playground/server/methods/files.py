"""Methods about files: getFile, sendDocument, sendPhoto."""

from collections.abc import Mapping

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
    UPLOAD_LIMIT_BYTES,
    document_object,
    photo_sizes,
    store_file,
)


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


def _send(server: BotApiServer, parameters: Parameters, kind: str) -> Json:
    state = server.state
    parsed_caption = parsed_markup(parameters, "caption", "caption_entities")
    keyboard = inline_keyboard(parameters)
    chat = writable_chat(state, parameters, f"{kind}s")
    caption = caption_fields(parsed_caption)
    reply = requested_reply_fields(chat, parameters)
    stored = _file(server, parameters, kind)
    shown = document_object(stored) if kind == "document" else photo_sizes(stored)
    content: Json = {kind: shown, **caption, "reply_markup": keyboard, **reply}
    return state.add_message(chat, state.new_message(chat, state.bot.id, content))


def _file(server: BotApiServer, parameters: Parameters, kind: str) -> StoredFile:
    given = parameters.text(kind)
    upload = parameters.uploads.get(given.removeprefix("attach://") or kind)
    if upload is not None:
        _check_size(upload)
        return store_file(server.state, upload, f"{kind}s")
    if not given:
        raise bad_request(f"there is no {kind} in the request")
    stored = server.state.files.get(given)
    if stored is None:
        raise bad_request("wrong remote file identifier specified: Wrong string length")
    return stored


def _check_size(upload: Upload) -> None:
    if not upload.data:
        raise bad_request("file must be non-empty")
    if len(upload.data) > UPLOAD_LIMIT_BYTES:
        raise BotApiError(413, "Request Entity Too Large")


METHODS: Mapping[str, Method] = {
    "getFile": get_file,
    "sendDocument": send_document,
    "sendPhoto": send_photo,
}
