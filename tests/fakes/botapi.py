"""PTB without a network: updates as Telegram writes them, and a transport that records calls."""

import itertools
import json
from typing import Any, BinaryIO

from telegram import Bot, Update, User
from telegram.request import BaseRequest, RequestData

ME = {"id": 700, "is_bot": True, "first_name": "小助手", "username": "helper_bot"}
_ids = itertools.count(1)


class RecordingRequest(BaseRequest):
    """Answers every call as Telegram does where it succeeds, or with a queued answer; records it."""

    def __init__(self) -> None:
        self.calls: list[tuple[str, dict[str, Any]]] = []
        self.answers: dict[str, list[tuple[int, dict[str, Any]]]] = {}
        self.files: dict[str, bytes] = {}

    @property
    def read_timeout(self) -> float:
        return 1

    async def initialize(self) -> None: ...

    async def shutdown(self) -> None: ...

    def will_answer(self, method: str, status: int, **body: Any) -> None:
        """Queue an answer for the next call of `method`."""
        self.answers.setdefault(method, []).append((status, {"ok": status == 200, **body}))

    async def do_request(
        self, url: str, method: str, request_data: RequestData | None = None, *_: Any, **__: Any
    ) -> tuple[int, bytes]:
        name = url.rsplit("/", 1)[-1]
        parameters = dict(request_data.parameters) if request_data else {}
        self.calls.append((name, parameters))
        queued = self.answers.get(name)
        status, body = (
            queued.pop(0) if queued else (200, {"ok": True, "result": _result(name, parameters)})
        )
        return status, json.dumps(body).encode()

    async def download(self, url: str, into: BinaryIO) -> None:
        """Write the file of that URL."""
        into.write(self.files[url])

    def of(self, method: str) -> list[dict[str, Any]]:
        """The parameters of every call of `method`."""
        return [parameters for name, parameters in self.calls if name == method]


def _result(name: str, parameters: dict[str, Any]) -> Any:
    if name == "getMe":
        return ME
    if name in {"sendMessage", "editMessageText"}:
        chat = {"id": parameters["chat_id"], "type": "private"}
        return {"message_id": next(_ids), "date": 0, "chat": chat, "text": parameters["text"]}
    if name == "sendDocument":
        chat = {"id": parameters["chat_id"], "type": "private"}
        document = {"file_id": "f", "file_unique_id": "u"}
        return {"message_id": next(_ids), "date": 0, "chat": chat, "document": document}
    if name == "sendPhoto":
        photo = {"file_id": parameters["photo"], "file_unique_id": "u", "width": 9, "height": 9}
        chat = {"id": parameters["chat_id"], "type": "private"}
        return {"message_id": next(_ids), "date": 0, "chat": chat, "photo": [photo]}
    if name == "sendMediaGroup":
        chat = {"id": parameters["chat_id"], "type": "private"}
        return [{"message_id": next(_ids), "date": 0, "chat": chat} for _ in parameters["media"]]
    return True


def user(user_id: int = 1, language: str | None = "zh-hans", **more: Any) -> dict[str, Any]:
    """A user as Telegram writes one."""
    return {"id": user_id, "is_bot": False, "first_name": "小明", "language_code": language, **more}


def message(
    text: str | None = None, *, chat_id: int = 1, sender: dict[str, Any] | None = None, **more: Any
) -> dict[str, Any]:
    """A message as Telegram writes one; a command gets its entity."""
    chat = {"id": chat_id, "type": "private" if chat_id > 0 else "supergroup"}
    body: dict[str, Any] = {
        "message_id": next(_ids),
        "date": 0,
        "chat": chat,
        "from": sender or user(),
        **more,
    }
    if text is not None:
        body["text"] = text
        if text.startswith("/"):
            command = text.split(maxsplit=1)[0]
            body.setdefault("entities", []).append(
                {"type": "bot_command", "offset": 0, "length": len(command)}
            )
    return body


def update(bot: Bot | None = None, **content: Any) -> Update:
    """An update of Telegram, e.g. `update(message=message("你好"))`."""
    made = Update.de_json({"update_id": next(_ids), **content}, bot)
    assert made is not None
    return made


def me() -> User:
    """The bot as a user."""
    made = User.de_json(ME, None)
    assert made is not None
    return made
