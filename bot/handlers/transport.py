"""Bot API calls over aiohttp, and which failures prove that a call was not carried out.

It stands in for PTB's httpx: a call costs 3 to 12 times less CPU, most with many in flight
(docs/decisions/0003).
"""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, BinaryIO

import aiohttp
from telegram.error import BadRequest, NetworkError, TimedOut
from telegram.request import BaseRequest, RequestData

_CONNECT_S = 5.0
_CHUNK_BYTES = 64 * 1024
_JSON = {"Content-Type": "application/json"}
_Timeout = float | Any | None  # PTB passes its DEFAULT_NONE as well


class CallNotMade(NetworkError):
    """The call was not carried out: there was no connection, or the server itself says that it failed."""


class AiohttpRequest(BaseRequest):
    """Bot API calls over one aiohttp session.

    Args:
        read_timeout_s: longest silence of the server; a long poll passes its own.
        connections: how many calls may be in flight; further ones wait for one.
    """

    def __init__(self, *, read_timeout_s: float = 15, connections: int = 256) -> None:
        self._read_timeout_s = read_timeout_s
        self._connections = connections
        self._session: aiohttp.ClientSession | None = None

    @property
    def read_timeout(self) -> float:
        """Seconds; PTB adds it to the time of a long poll."""
        return self._read_timeout_s

    async def initialize(self) -> None:
        """Open the session."""
        if self._session is None:
            connector = aiohttp.TCPConnector(
                limit=self._connections, ttl_dns_cache=300, keepalive_timeout=60
            )
            self._session = aiohttp.ClientSession(connector=connector)

    async def shutdown(self) -> None:
        """Close the session."""
        if self._session is not None:
            await self._session.close()
            self._session = None

    async def do_request(
        self,
        url: str,
        method: str,
        request_data: RequestData | None = None,
        read_timeout: _Timeout = BaseRequest.DEFAULT_NONE,
        write_timeout: _Timeout = BaseRequest.DEFAULT_NONE,
        connect_timeout: _Timeout = BaseRequest.DEFAULT_NONE,
        pool_timeout: _Timeout = BaseRequest.DEFAULT_NONE,
    ) -> tuple[int, bytes]:
        """Make one call; return (HTTP status, body).

        Raises PTB's TimedOut or NetworkError; CallNotMade where the call had no effect for sure.
        """
        session = self._opened()
        timeout = self._timeout(read_timeout)
        with _translated_errors():
            async with session.request(
                method, url, timeout=timeout, **_body(request_data)
            ) as response:
                status, body = response.status, await response.read()
        if status >= 500 and (reason := _failure_reason(status, body)):
            raise CallNotMade(reason)
        return status, body

    async def download(self, url: str, into: BinaryIO) -> None:
        """Write the content of a file's URL into a file, piece by piece.

        Raises PTB's TimedOut, NetworkError, or BadRequest for an answer that is not the file.
        """
        with _translated_errors():
            async with self._opened().get(url, timeout=self._timeout()) as response:
                if response.status != 200:
                    error = NetworkError if response.status >= 500 else BadRequest
                    raise error(f"HTTP {response.status}")
                async for chunk in response.content.iter_chunked(_CHUNK_BYTES):
                    into.write(chunk)

    def _opened(self) -> aiohttp.ClientSession:
        if self._session is None:
            raise RuntimeError("initialize() comes before the first call")
        return self._session

    def _timeout(self, read_timeout: _Timeout = None) -> aiohttp.ClientTimeout:
        read_s = read_timeout if isinstance(read_timeout, int | float) else self._read_timeout_s
        # No total: it would count the wait for a free connection, when nothing was sent yet.
        return aiohttp.ClientTimeout(total=None, sock_connect=_CONNECT_S, sock_read=read_s)


@contextmanager
def _translated_errors() -> Iterator[None]:
    """Raise aiohttp's errors as PTB's."""
    try:
        yield
    except (aiohttp.ConnectionTimeoutError, aiohttp.ClientConnectorError) as error:
        # The error's own text would hold the URL, and so the token.
        raise CallNotMade(type(error).__name__) from None
    except TimeoutError as error:
        raise TimedOut from error
    except aiohttp.ClientError as error:
        raise NetworkError(type(error).__name__) from None


def _failure_reason(status: int, body: bytes) -> str:
    """The Bot API server's description of a call that failed inside it; empty where it proves nothing.

    A gateway (502, 504) does not know what became of the call, and a restarting server gives up
    calls that may have been carried out (telegram-bot-api: "Internal Server Error: restart").
    """
    try:
        answer = json.loads(body)
    except ValueError:
        return ""
    if status in {502, 504} or not isinstance(answer, dict) or answer.get("ok") is not False:
        return ""
    reason = str(answer.get("description", status))
    return "" if "restart" in reason.lower() else reason


def _body(data: RequestData | None) -> dict[str, Any]:
    """The parameters as aiohttp takes them: JSON, or a form where files are among them.

    A form would take nine bytes a Chinese character, and 20 times the CPU to encode.
    """
    if data is None:
        return {}
    if not data.contains_files:
        return {"data": json.dumps(data.parameters, ensure_ascii=False).encode(), "headers": _JSON}
    form = aiohttp.FormData(data.json_parameters)
    for name, (filename, content, mime) in data.multipart_data.items():
        form.add_field(name, content, filename=filename, content_type=mime)
    return {"data": form}
