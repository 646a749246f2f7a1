"""Downloads the page or document of a link, from public addresses only.

Every address that a name resolves to must be public, and the connection goes to those addresses, so
a second answer of the name server cannot redirect it. HTTP redirects pass the same filter, since it
is asked wherever a socket is opened. What came is not decoded here: a hostile page can make that take
hours, so the charset of the header is handed on to the process that reads it.
"""

import asyncio
import re
import socket
from collections.abc import Awaitable, Callable
from pathlib import PurePosixPath
from typing import BinaryIO, NamedTuple
from urllib.parse import urlsplit

import aiohttp
from aiohttp.abc import ResolveResult

from bot.documents.addresses import is_public
from bot.documents.extraction import display_name
from bot.errors import DocumentError
from bot.models.document import MAX_FILE_BYTES, DocumentProblem

AddressFilter = Callable[[str, int], bool]
"""May this address (a literal) and port be connected to?"""

Take = Callable[[int], Awaitable[None]]
"""Takes that many bytes more of the memory budget; may wait."""

_TIMEOUT_S = 20
_MAX_REDIRECTS = 5
_CHUNK_BYTES = 64 * 1024
_TAKEN_AT_ONCE_BYTES = 1024 * 1024
_CONTROL_CHARACTER = re.compile(r"[\x00-\x1f\x7f]|%(?:[01][0-9a-f]|7f)", re.IGNORECASE)
_HEADERS = {
    "User-Agent": "Mozilla/5.0 (compatible; groupbot)",
    "Accept": "text/html,application/xhtml+xml,application/pdf,text/*;q=0.9,*/*;q=0.5",
}
_HTML_TYPES = frozenset({"text/html", "application/xhtml+xml"})
_READABLE_TYPES = (
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
    "application/octet-stream",  # what a server sends for an unknown type
)


class _ForbiddenAddress(OSError):
    """The filter does not allow an address."""


class _FilteringResolver(aiohttp.ThreadedResolver):
    """Refuses a name where the filter does not allow one of its addresses."""

    def __init__(self, is_allowed: AddressFilter) -> None:
        super().__init__()
        self._is_allowed = is_allowed

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_UNSPEC
    ) -> list[ResolveResult]:
        found = await super().resolve(host, port, family)
        if not all(self._is_allowed(entry["host"], port) for entry in found):
            raise _ForbiddenAddress
        return found


class Fetched(NamedTuple):
    """The name of what was downloaded, and the charset of its HTTP header, perhaps empty."""

    filename: str
    charset: str


async def fetch(
    url: str, file: BinaryIO, take: Take, *, is_allowed: AddressFilter = is_public
) -> Fetched:
    """Download at most `MAX_FILE_BYTES` within 20 s into `file`, waits of `take` not counted.

    Raises `DocumentError` with a `LINK_…` problem.
    """
    name = _host(url)
    try:
        async with (
            asyncio.timeout(_TIMEOUT_S) as deadline,
            _session(is_allowed) as session,
            session.get(_checked(url, name), max_redirects=_MAX_REDIRECTS) as response,
        ):
            _checked(str(response.url), name)
            _check(response, name)
            await _download(response, name, file, _pausing(deadline, take))
            return Fetched(_filename(response), response.charset or "")
    except TimeoutError:
        raise DocumentError(DocumentProblem.LINK_TIMEOUT, name) from None
    except (aiohttp.InvalidURL, aiohttp.NonHttpUrlClientError) as error:
        raise DocumentError(DocumentProblem.LINK_FORBIDDEN, name) from error
    except aiohttp.ClientConnectorError as error:
        forbidden = isinstance(error.os_error, _ForbiddenAddress)
        problem = DocumentProblem.LINK_FORBIDDEN if forbidden else DocumentProblem.LINK_UNREACHABLE
        raise DocumentError(problem, name) from error
    except (
        aiohttp.ClientError,
        ValueError,
    ) as error:  # ValueError: a host that is not a valid name
        raise DocumentError(DocumentProblem.LINK_UNREACHABLE, name) from error


def _checked(url: str, name: str) -> str:
    """The address; raises LINK_INVALID for control characters before its query."""
    if _CONTROL_CHARACTER.search(re.split(r"[?#]", url, maxsplit=1)[0]):
        raise DocumentError(DocumentProblem.LINK_INVALID, name)
    return url


def _pausing(deadline: asyncio.Timeout, take: Take) -> Take:
    """`take`, with the deadline moved by what it takes."""

    async def taking(size_bytes: int) -> None:
        now = asyncio.get_running_loop().time
        left_s = (deadline.when() or now()) - now()
        deadline.reschedule(None)
        await take(size_bytes)
        deadline.reschedule(now() + left_s)

    return taking


def _session(is_allowed: AddressFilter) -> aiohttp.ClientSession:
    def open_socket(info: tuple[int, int, int, str, tuple[str, int]]) -> socket.socket:
        """Called for every connection, also to an address that the link itself contains."""
        family, kind, protocol, _, target = info
        if not is_allowed(target[0], target[1]):  # an IPv6 target has two more members
            raise _ForbiddenAddress
        return socket.socket(family, kind, protocol)

    connector = aiohttp.TCPConnector(
        resolver=_FilteringResolver(is_allowed), socket_factory=open_socket, use_dns_cache=False
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
    if not response.content_type.startswith(_READABLE_TYPES):
        raise DocumentError(
            DocumentProblem.LINK_TYPE, name, type=display_name(response.content_type)
        )
    if (response.content_length or 0) > MAX_FILE_BYTES:
        raise DocumentError(DocumentProblem.LINK_TOO_LARGE, name)


async def _download(
    response: aiohttp.ClientResponse, name: str, file: BinaryIO, take: Take
) -> None:
    """The whole body; its unpacked size counts, since the length in the header may be false."""
    taken_bytes = size_bytes = 0
    async for chunk in response.content.iter_chunked(_CHUNK_BYTES):
        size_bytes += len(chunk)
        if size_bytes > MAX_FILE_BYTES:
            raise DocumentError(DocumentProblem.LINK_TOO_LARGE, name)
        while taken_bytes < size_bytes:
            await take(_TAKEN_AT_ONCE_BYTES)
            taken_bytes += _TAKEN_AT_ONCE_BYTES
        file.write(chunk)


def _filename(response: aiohttp.ClientResponse) -> str:
    try:
        disposition = response.content_disposition
        given = disposition.filename if disposition else None
    except (LookupError, ValueError):  # a charset that is unknown, or not that of the name
        given = None
    name = given or response.url.name or response.url.host or ""
    if response.content_type in _HTML_TYPES and PurePosixPath(name).suffix not in {".html", ".htm"}:
        return f"{name}.html"
    return name


def _host(url: str) -> str:
    try:
        return display_name(urlsplit(url).hostname or url)
    except ValueError:
        return display_name(url)
