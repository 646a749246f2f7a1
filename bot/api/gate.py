"""What every request passes before its route: its key, the size of its body, a line in the log."""

import asyncio
import ipaddress
import logging
import secrets
import time
from collections.abc import Collection
from contextlib import suppress
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from bot.api.errors import error_response
from bot.api.keys import KeyRing
from bot.api.languages import language_of
from bot.errors import BodyTooBig, RequestError, Unauthorised
from bot.logs import add_fields, request_fields
from bot.models.api_key import ApiKey
from bot.models.document import MAX_FILE_BYTES
from bot.texts import api as texts

log = logging.getLogger(__name__)

BODY_BYTES = 1024 * 1024
"""Of JSON: some hundred thousand characters."""
UPLOAD_BYTES = MAX_FILE_BYTES + 64 * 1024
"""Of a file, with the boundaries and headers around it."""
_DISCARDED_BYTES = 64 * 1024 * 1024
_DISCARD_S = 10.0
_SHOWN_CHARS = 200
"""Of a path, in the log."""
_OPEN_PATHS = frozenset({"/", "/docs", "/openapi.json", "/widget.js"})
_OPEN_PREFIX = "/static/"


class Gate:
    """ASGI middleware; a route finds the key in `request.state.key`.

    Args:
        app: what follows.
        keys: who may use the chat.
        origins: other sites whose pages may call it.
    """

    def __init__(self, app: ASGIApp, keys: KeyRing, origins: Collection[str]) -> None:
        self._app = app
        self._keys = keys
        self._origins = frozenset(origin.rstrip("/").lower() for origin in origins)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let a request pass, or answer it."""
        if scope["type"] != "http":
            return
        request = _Passing(scope, receive, send)
        with request_fields(request_id=request.id):
            await self._pass(request, scope, receive)

    async def _pass(self, request: "_Passing", scope: Scope, receive: Receive) -> None:
        try:
            key = self._admit(scope["path"], request.headers)
            scope.setdefault("state", {})["key"] = key
            add_fields(key=key.name if key else "-")
            if request.declares_too_much():
                if not request.waits_for_consent:
                    await request.discard()
                raise request.too_big()
            await self._app(scope, request.receive, request.send)
        except RequestError as error:
            language = language_of(request.headers.get("accept-language", ""))
            response = error_response(error, scope["path"], language)
            await response(scope, receive, request.send)
        finally:
            request.log()

    def _admit(self, path: str, headers: Headers) -> ApiKey | None:
        """Whose request it is; None for what everybody may read. Raises Unauthorised."""
        if self._keys.is_open and not self._is_from_here(headers):
            raise Unauthorised(texts.OTHER_SITE)
        if path in _OPEN_PATHS or path.startswith(_OPEN_PREFIX):
            return None
        key = self._keys.find(headers.get("authorization", ""))
        if key is None:
            raise Unauthorised(texts.NO_KEY)
        return key

    def _is_from_here(self, headers: Headers) -> bool:
        """Without keys: does it come from a program or page of this machine, and not from another site?

        A name of another site may lead here (DNS rebinding), so the Host must be this machine's own.
        """
        host = headers.get("host", "")
        if not _is_loopback(host):
            return False
        origin = headers.get("origin", "").lower()
        return not origin or urlsplit(origin).netloc == host.lower() or origin in self._origins


def _is_loopback(host: str) -> bool:
    try:
        name = urlsplit(f"//{host}").hostname or ""
        return name == "localhost" or ipaddress.ip_address(name).is_loopback
    except ValueError:
        return False


class _Passing:
    """One request on its way: counts its body, gives it an id, and notes its status."""

    def __init__(self, scope: Scope, receive: Receive, send: Send) -> None:
        self.headers = Headers(scope=scope)
        self.id = secrets.token_hex(6)
        self._method, self._path = scope["method"], scope["path"]
        # Escaped, so it has no line breaks.
        self._shown_path = scope.get("raw_path", b"")[:_SHOWN_CHARS].decode("latin-1")
        self._receive, self._send = receive, send
        self._limit_bytes = UPLOAD_BYTES if self._path == "/documents" else BODY_BYTES
        self._received_bytes = 0
        self.waits_for_consent = self.headers.get("expect", "").lower() == "100-continue"
        """Has the client sent the head alone, and sends the body once it is asked for?"""
        self._status = 0
        self._began = time.monotonic()

    def declares_too_much(self) -> bool:
        """Does Content-Length exceed the limit?"""
        declared = self.headers.get("content-length", "")
        return declared.isdecimal() and int(declared[:20]) > self._limit_bytes

    def too_big(self) -> BodyTooBig:
        """The error for a body over the limit."""
        return BodyTooBig(texts.BODY_TOO_BIG, limit_kb=self._limit_bytes // 1024)

    async def discard(self) -> None:
        """Read a body and forget it: a client that still sends would not read the answer."""
        discarded = 0
        with suppress(TimeoutError):
            async with asyncio.timeout(_DISCARD_S):
                while discarded < _DISCARDED_BYTES:
                    message = await self._receive()
                    discarded += len(message.get("body", b""))
                    if not message.get("more_body"):
                        return

    async def receive(self) -> Message:
        """The next piece of the body; raises HTTPException over the limit, which FastAPI passes on."""
        self.waits_for_consent = False
        message = await self._receive()
        self._received_bytes += len(message.get("body", b""))
        if self._received_bytes > self._limit_bytes:
            await self.discard()
            raise HTTPException(413) from self.too_big()
        return message

    async def send(self, message: Message) -> None:
        """Send a piece of the response, whose headers get the id of the request."""
        if message["type"] == "http.response.start":
            self._status = message["status"]
            headers = MutableHeaders(scope=message)
            headers["X-Request-Id"] = self.id
            headers["X-Content-Type-Options"] = "nosniff"
            if self.waits_for_consent:  # a body that may follow would be read as the next request
                headers["Connection"] = "close"
        await self._send(message)

    def log(self) -> None:
        """A line about the request: how it ended, never what it said."""
        took_ms = (time.monotonic() - self._began) * 1000
        extra = {"status": self._status or "no answer", "took_ms": round(took_ms)}
        log.info("%s %s", self._method, self._shown_path, extra=extra)
