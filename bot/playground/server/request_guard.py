"""Which requests are answered: those of the server's own page and of the bot, on every route.

Any page that is open in the same browser can send requests to this machine. Three checks keep it out:
the Host must be one of ours (else a name of the other site may point here: DNS rebinding), Origin and
Sec-Fetch-Site must not name another origin, and all but the page itself needs the token of this start,
which only that page is given.
"""

import hmac
import ipaddress
from collections.abc import Awaitable, Callable
from urllib.parse import urlsplit

from aiohttp import web

_LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})
_PUBLIC_PATHS = ("/static/", "/bot", "/file/bot")
"""Open files of the page; and the Bot API, whose token is in the path."""

_Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


class RequestGuard:
    """Refuses requests that are not ours.

    Args:
        token: of this start.
        host: that the server listens on; an address that stands for all of them (0.0.0.0) allows
            every Host that is an address, since no other site can have that for a name.
    """

    def __init__(self, token: str, host: str) -> None:
        self._token = token
        self._hosts = _LOOPBACK | {host.lower()}
        self._allows_addresses = is_wildcard(host)

    @web.middleware
    async def check(self, request: web.Request, handler: _Handler) -> web.StreamResponse:
        """The middleware."""
        if not self._is_our_host(request.host):
            return _refusal(403, "The playground does not answer to this host name.")
        if _is_foreign(request):
            return _refusal(403, "Only the playground's own page may do that.")
        if not self._has_token(request):
            return _refusal(
                401, "The token is missing or of an earlier start; load the page again."
            )
        return await handler(request)

    def _is_our_host(self, given: str) -> bool:
        try:
            name = urlsplit(f"//{given}").hostname or ""
        except ValueError:  # half an IPv6 address
            return False
        return name in self._hosts or (self._allows_addresses and _is_address(name))

    def _has_token(self, request: web.Request) -> bool:
        """The page sends it as a header, or in the URL where a browser takes no header."""
        if request.path == "/" or request.path.startswith(_PUBLIC_PATHS):
            return True
        header = request.headers.get("Authorization", "").removeprefix("Bearer ")
        given = header or request.query.get("token", "")
        return hmac.compare_digest(given.encode(), self._token.encode())


def is_wildcard(host: str) -> bool:
    """Does the address stand for every one of this machine?"""
    return _is_address(host) and ipaddress.ip_address(host).is_unspecified


def _is_address(name: str) -> bool:
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return False
    return True


def _is_foreign(request: web.Request) -> bool:
    """Does another page cause it? A link that leads a person here is no request of that page."""
    origin = request.headers.get("Origin")
    if origin is not None and urlsplit(origin).netloc != request.host:
        return True
    fetch = {name: request.headers.get(f"Sec-Fetch-{name}") for name in ("Site", "Mode", "Dest")}
    if fetch["Site"] in {None, "none", "same-origin"}:
        return False
    is_visit = request.method == "GET" and (fetch["Mode"], fetch["Dest"]) == (
        "navigate",
        "document",
    )
    return not (is_visit and request.path == "/")


def _refusal(status: int, sentence: str) -> web.Response:
    return web.json_response({"error": sentence}, status=status)
