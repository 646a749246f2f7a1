"""A call's parameters, from the query, a form, multipart or JSON (Bot API: making requests)."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass

from aiohttp import web

from bot.playground.server.api_error import bad_request


@dataclass(frozen=True, slots=True)
class Upload:
    """A file of a multipart request."""

    filename: str
    mime_type: str
    data: bytes


class Parameters:
    """Named values; forms carry all of them as text, JSON bodies with their types."""

    def __init__(
        self, values: Mapping[str, object], uploads: Mapping[str, Upload] | None = None
    ) -> None:
        self.values = {name: value for name, value in values.items() if value is not None}
        self.uploads = dict(uploads or {})

    def text(self, name: str) -> str:
        """A string; empty where it is missing."""
        value = self.values.get(name, "")
        return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)

    def integer(self, name: str, default: int = 0) -> int:
        """A whole number."""
        value = self.values.get(name, default)
        if value == "":
            return default
        if isinstance(value, int) and not isinstance(value, bool):
            return value
        try:
            return int(str(value))
        except ValueError:
            raise bad_request(f'invalid {name} "{value}" specified') from None

    def flag(self, name: str) -> bool:
        """A boolean: true, True, 1, yes and y are true."""
        return str(self.values.get(name, "")).lower() in {"true", "1", "yes", "y"}

    def structure(self, name: str, called: str) -> object:
        """A JSON value, None where it is missing; `called` names it in the error."""
        value = self.values.get(name)
        if not isinstance(value, str):
            return value
        if not value:
            return None
        try:
            parsed: object = json.loads(value)
        except ValueError:
            raise bad_request(f"can't parse {called} JSON object") from None
        return parsed

    def chat_id(self) -> int | None:
        """The chat's numeric id; None where it is missing or a @username."""
        given = self.text("chat_id")
        return int(given) if re.fullmatch(r"-?\d+", given) else None


async def read_parameters(request: web.Request) -> Parameters:
    """Read the query and the body."""
    values: dict[str, object] = dict(request.query)
    if request.content_type == "application/json":
        values |= await _json_body(request)
        return Parameters(values)
    uploads = {}
    for name, value in (await request.post()).items():
        if isinstance(value, web.FileField):
            data = value.file.read()
            uploads[name] = Upload(value.filename, value.content_type, data)
        elif isinstance(value, str):
            values[name] = value
    return Parameters(values, uploads)


async def _json_body(request: web.Request) -> dict[str, object]:
    body = await request.text()
    if not body:
        return {}
    try:
        parsed = json.loads(body)
    except ValueError:
        parsed = None
    if not isinstance(parsed, dict):
        raise bad_request("can't parse JSON object")
    return parsed
