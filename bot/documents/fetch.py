"""Downloads what a link points at, without letting the link reach inside.

Every address a name resolves to must be public, and the connection goes to exactly those addresses,
so a name cannot answer differently a second time. Redirects pass the same gate, since it stands
where sockets are made.
"""

import asyncio
import socket
from collections.abc import Callable
from pathlib import PurePosixPath
from urllib.parse import urlsplit

import aiohttp
from aiohttp.abc import ResolveResult

from bot.documents.addresses import is_public
from bot.documents.extract import MAX_BYTES, shown
from bot.errors import DocumentError
from bot.models.document import DocumentProblem

AddressFilter = Callable[[str, int], bool]
"""May an address (a literal) and port be opened?"""

_DEADLINE_S = 20
_MOST_REDIRECTS = 5
_CHUNK_BYTES = 64 * 1024
_HEADERS = {
    "User-Agent": "Mozilla/5.0 (compatible; groupbot)",
    "Accept": "text/html,application/xhtml+xml,application/pdf,text/*;q=0.9,*/*;q=0.5",
}
_PAGES = frozenset({"text/html", "application/xhtml+xml"})
_READABLE = (
    "text/",
    "application/pdf",
    "application/json",
    "application/xml",
    "application/xhtml+xml",
    "application/rtf",
    "application/msword",
    "application/epub+zip",
    "application/vnd.ms-",
    "application/vnd.openxmlformats-officedocument.",
    "application/vnd.oasis.opendocument.",
    "application/octet-stream",  # what servers say that do not know
)


class _Forbidden(OSError):
    """A connection to an address that the gate does not let through."""


class _Resolver(aiohttp.ThreadedResolver):
    """Refuses a name as soon as one of its addresses is not let through."""

    def __init__(self, gate: AddressFilter) -> None:
        super().__init__()
        self._gate = gate

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_UNSPEC
    ) -> list[ResolveResult]:
        found = await super().resolve(host, port, family)
        if not all(self._gate(entry["host"], port) for entry in found):
            raise _Forbidden
        return found


async def fetch(url: str, *, gate: AddressFilter = is_public) -> tuple[bytes, str]:
    """Download a page or document of at most 20 MB within 20 s; return it with a file name.

    A page whose HTTP header names its charset comes back as UTF-8 with a byte order mark, since the
    header is not part of the bytes. Raises `DocumentError` with a `LINK_…` problem.
    """
    name = _host(url)
    try:
        async with (
            asyncio.timeout(_DEADLINE_S),
            _session(gate) as session,
            session.get(url, max_redirects=_MOST_REDIRECTS) as response,
        ):
            _check(response, name)
            return _marked(await _body(response, name), response.charset), _filename(response)
    except TimeoutError:
        raise DocumentError(DocumentProblem.LINK_TIMEOUT, name) from None
    except (aiohttp.InvalidURL, aiohttp.NonHttpUrlClientError) as error:
        raise DocumentError(DocumentProblem.LINK_FORBIDDEN, name) from error
    except aiohttp.ClientConnectorError as error:
        forbidden = isinstance(error.os_error, _Forbidden)
        problem = DocumentProblem.LINK_FORBIDDEN if forbidden else DocumentProblem.LINK_UNREACHABLE
        raise DocumentError(problem, name) from error
    except (aiohttp.ClientError, ValueError) as error:  # ValueError: a host that is no name
        raise DocumentError(DocumentProblem.LINK_UNREACHABLE, name) from error


def _session(gate: AddressFilter) -> aiohttp.ClientSession:
    def open_socket(info: tuple[int, int, int, str, tuple[str, int]]) -> socket.socket:
        """Where every connection begins, also that to an address written in the link."""
        family, kind, protocol, _, target = info
        if not gate(target[0], target[1]):  # an IPv6 target has two more members
            raise _Forbidden
        return socket.socket(family, kind, protocol)

    connector = aiohttp.TCPConnector(
        resolver=_Resolver(gate), socket_factory=open_socket, use_dns_cache=False
    )
    return aiohttp.ClientSession(
        connector=connector,
        headers=_HEADERS,
        cookie_jar=aiohttp.DummyCookieJar(),
        timeout=aiohttp.ClientTimeout(total=None),
        trust_env=False,
    )


def _check(response: aiohttp.ClientResponse, name: str) -> None:
    if response.status != 200:
        raise DocumentError(DocumentProblem.LINK_REFUSED, name, status=response.status)
    if not response.content_type.startswith(_READABLE):
        raise DocumentError(DocumentProblem.LINK_TYPE, name, type=shown(response.content_type))
    if (response.content_length or 0) > MAX_BYTES:
        raise DocumentError(DocumentProblem.LINK_TOO_LARGE, name)


async def _body(response: aiohttp.ClientResponse, name: str) -> bytes:
    """All of the body, counted after it is unpacked: a header can lie about its length."""
    body = bytearray()
    async for chunk in response.content.iter_chunked(_CHUNK_BYTES):
        body += chunk
        if len(body) > MAX_BYTES:
            raise DocumentError(DocumentProblem.LINK_TOO_LARGE, name)
    return bytes(body)


def _marked(body: bytes, charset: str | None) -> bytes:
    """The header's charset wins over the page's own, a mark over both (WHATWG HTML, 13.2.3.2)."""
    if charset is None:
        return body
    try:
        text = body.decode(charset)
    except (LookupError, UnicodeError):
        return body
    return text.removeprefix("\ufeff").encode("utf-8-sig")


def _filename(response: aiohttp.ClientResponse) -> str:
    disposition = response.content_disposition
    given = disposition.filename if disposition else None
    name = given or response.url.name or response.url.host or ""
    if response.content_type in _PAGES and PurePosixPath(name).suffix not in {".html", ".htm"}:
        return f"{name}.html"
    return name


def _host(url: str) -> str:
    try:
        return shown(urlsplit(url).hostname or url)
    except ValueError:
        return shown(url)
