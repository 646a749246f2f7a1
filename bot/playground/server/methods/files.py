"""Files the bot fetches and sends."""

from collections.abc import Mapping

from bot.playground.server.checks import caption, marked_up, place_of, writable_chat
from bot.playground.server.files import (
    DOWNLOAD_LIMIT_BYTES,
    UPLOAD_LIMIT_BYTES,
    document_of,
    photo_of,
    store_file,
)
from bot.playground.server.keyboards import inline_keyboard
from bot.playground.server.methods.method import Method
from bot.playground.server.parameters import Parameters, Upload
from bot.playground.server.refusals import Refusal, bad_request
from bot.playground.server.service import Service
from bot.playground.server.world import Json, StoredFile


def get_file(service: Service, parameters: Parameters) -> Json:
    """GetFile: bots download up to 20 MB."""
    file_id = parameters.text("file_id")
    if not file_id:
        raise bad_request("file_id not specified")
    stored = service.world.files.get(file_id)
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


def send_document(service: Service, parameters: Parameters) -> Json:
    """SendDocument: an upload or a file_id."""
    return _send(service, parameters, "document")


def send_photo(service: Service, parameters: Parameters) -> Json:
    """SendPhoto: an upload or a file_id."""
    return _send(service, parameters, "photo")


def _send(service: Service, parameters: Parameters, kind: str) -> Json:
    world = service.world
    marked = marked_up(parameters, "caption", "caption_entities")
    keyboard = inline_keyboard(parameters)
    chat = writable_chat(world, parameters, f"{kind}s")
    text = caption(marked)
    place = place_of(chat, parameters)
    stored = _file(service, parameters, kind)
    shown = {"document": document_of(stored)} if kind == "document" else {"photo": photo_of(stored)}
    content: Json = {**shown, **text, "reply_markup": keyboard, **place}
    return world.post(chat, world.compose(chat, world.bot.id, content))


def _file(service: Service, parameters: Parameters, kind: str) -> StoredFile:
    given = parameters.text(kind)
    upload = parameters.uploads.get(given.removeprefix("attach://") or kind)
    if upload is not None:
        _refuse_size(upload)
        return store_file(service.world, upload, f"{kind}s")
    if not given:
        raise bad_request(f"there is no {kind} in the request")
    stored = service.world.files.get(given)
    if stored is None:
        raise bad_request("wrong remote file identifier specified: Wrong string length")
    return stored


def _refuse_size(upload: Upload) -> None:
    if not upload.data:
        raise bad_request("file must be non-empty")
    if len(upload.data) > UPLOAD_LIMIT_BYTES:
        raise Refusal(413, "Request Entity Too Large")


METHODS: Mapping[str, Method] = {
    "getFile": get_file,
    "sendDocument": send_document,
    "sendPhoto": send_photo,
}
