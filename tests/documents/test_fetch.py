"""Downloading links, from a server on this machine that the tests allow."""

import io
import socket
from collections.abc import AsyncIterator, Awaitable, Callable
from ipaddress import IPv4Address, IPv6Address

import pytest
from aiohttp import web
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.documents.addresses import is_public
from bot.documents.fetch import AddressFilter, Take, fetch
from bot.errors import DocumentError
from bot.models.document import DocumentProblem


class Site:
    """A web server that answers every request with `answer`; `is_allowed` allows its address."""

    def __init__(self) -> None:
        self.answer: Callable[[web.Request], Awaitable[web.StreamResponse]]
        self.port = 0
        self.hits = 0

    def is_allowed(self, address: str, port: int) -> bool:
        """The address of the site, or a public one."""
        return (address, port) == ("127.0.0.1", self.port) or is_public(address, port)

    async def handle(self, request: web.Request) -> web.StreamResponse:
        self.hits += 1
        return await self.answer(request)

    def answers(self, **response: object) -> None:
        """Answer with `web.Response(**response)`."""

        async def answer(_: web.Request) -> web.StreamResponse:
            return web.Response(**response)  # type: ignore[arg-type]  # the test passes valid ones

        self.answer = answer

    def url(self, path: str = "/", host: str = "127.0.0.1") -> str:
        return f"http://{host}:{self.port}{path}"


@pytest.fixture
async def site() -> AsyncIterator[Site]:
    site = Site()
    app = web.Application()
    app.router.add_get("/{path:.*}", site.handle)
    runner = web.AppRunner(app, shutdown_timeout=0)
    await runner.setup()
    listener = web.TCPSite(runner, "127.0.0.1", 0)
    await listener.start()
    site.port = runner.addresses[0][1]
    yield site
    await runner.cleanup()


async def take_all(_: int) -> None:
    """Memory without end."""


async def download(
    url: str, is_allowed: AddressFilter = is_public, take: Take = take_all
) -> tuple[bytes, str, str]:
    """The bytes, the name and the charset."""
    file = io.BytesIO()
    fetched = await fetch(url, file, take, is_allowed=is_allowed)
    return file.getvalue(), *fetched


async def problem_of(url: str, is_allowed: AddressFilter = is_public) -> DocumentProblem:
    with pytest.raises(DocumentError) as caught:
        await download(url, is_allowed)
    return caught.value.problem


async def test_a_page_is_named_by_its_url(site: Site):
    site.answers(body=b"<p>hello", content_type="text/html")
    assert await download(site.url("/news/today"), site.is_allowed) == (
        b"<p>hello",
        "today.html",
        "",
    )


async def test_a_file_is_named_by_the_content_disposition(site: Site):
    headers = {"Content-Disposition": "attachment; filename*=UTF-8''%E6%8A%A5.pdf"}
    site.answers(body=b"%PDF-", content_type="application/pdf", headers=headers)
    data, name, _ = await download(site.url("/get?id=1"), site.is_allowed)
    assert (data, name) == (b"%PDF-", "报.pdf")


@pytest.mark.parametrize(
    "disposition",
    ["attachment; filename*0*=no-such-charset''a", "attachment; filename*=punycode''a"],
)
async def test_a_name_in_an_odd_charset_is_left_out(site: Site, disposition: str):
    site.answers(body=b"x", content_type="text/plain", headers={"Content-Disposition": disposition})
    data, name, _ = await download(site.url("/page"), site.is_allowed)
    assert (data, name) in {(b"x", "page"), (b"x", "a")}


async def test_the_charset_of_the_header_is_handed_on_and_the_body_unchanged(site: Site):
    body = "你好".encode("gbk")
    site.answers(body=body, content_type="text/plain", charset="punycode")
    assert await download(site.url("/a.txt"), site.is_allowed) == (body, "a.txt", "punycode")


@pytest.mark.parametrize("path", ["/a.%00b", "/a%0A", "/a%7fb/c", "/a\x01"])
async def test_a_link_with_a_control_character_is_a_bad_link(site: Site, path: str):
    site.answers(text="x")
    assert (
        await problem_of(site.url(path), is_allowed=site.is_allowed) is DocumentProblem.LINK_INVALID
    )
    assert site.hits == 0


@given(st.text(st.characters(exclude_categories=()), max_size=30))
@settings(max_examples=40, deadline=None)
async def test_any_link_ends_in_a_sentence(rest: str):
    def nothing(address: str, port: int) -> bool:
        return False

    for start in ("http://127.0.0.1", "http://127.0.0.1/", "http://[::1]:80?"):
        with pytest.raises(DocumentError):
            await download(start + rest, nothing)


async def test_a_redirect_to_a_bad_link_is_one(site: Site):
    async def answer(request: web.Request) -> web.StreamResponse:
        if request.path == "/old":
            raise web.HTTPFound("/new.%00txt")
        return web.Response(text="x")

    site.answer = answer
    problem = await problem_of(site.url("/old"), is_allowed=site.is_allowed)
    assert problem is DocumentProblem.LINK_INVALID


async def test_memory_is_taken_before_the_bytes_come_and_waiting_for_it_is_no_slow_site(
    let_pass, site: Site
):
    taken = 0

    async def take(size_bytes: int) -> None:
        nonlocal taken
        taken += size_bytes
        let_pass(15)  # of the 20 s that a site has

    site.answers(body=bytes(2_500_000), content_type="text/plain")
    data, *_ = await download(site.url(), site.is_allowed, take)
    assert len(data) == 2_500_000 <= taken < 3_500_000


@pytest.mark.parametrize(
    "host",
    ["127.0.0.1", "localhost", "2130706433", "0x7f.1", "127.1", "[::ffff:127.0.0.1]", "[::1]"],
)
async def test_this_machine_is_refused_in_every_notation(site: Site, host: str):
    site.answers(text="secret")
    assert await problem_of(site.url(host=host)) is DocumentProblem.LINK_FORBIDDEN
    assert site.hits == 0


@pytest.mark.parametrize(
    "url",
    [
        "file:///etc/passwd",
        "ftp://example.org/a",
        "gopher://127.0.0.1/",
        "http://169.254.169.254/latest/meta-data",
        "http://10.0.0.1/",
        "http://[fd00::1]/",
        "http://[",
    ],
)
async def test_an_address_outside_the_public_web_is_refused(url: str):
    assert await problem_of(url) is DocumentProblem.LINK_FORBIDDEN


@pytest.mark.parametrize(
    "others", [["10.0.0.1"], ["127.0.0.1", "10.0.0.1"]], ids=["private", "mixed"]
)
async def test_a_name_with_one_private_address_is_refused(
    site: Site, others: list[str], monkeypatch: pytest.MonkeyPatch
):
    def answer(host: str, port: int, *_: object, **__: object) -> list[object]:
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (a, port)) for a in others]

    site.answers(text="secret")
    monkeypatch.setattr(socket, "getaddrinfo", answer)
    url = site.url(host="rebound.example")
    assert await problem_of(url, is_allowed=site.is_allowed) is DocumentProblem.LINK_FORBIDDEN
    assert site.hits == 0


@pytest.mark.parametrize(
    "target", ["http://10.0.0.1/", "http://localhost:1/", "file:///etc/passwd", "http://127.0.0.1/"]
)
async def test_a_redirect_to_a_private_address_is_refused(site: Site, target: str):
    site.answers(status=302, headers={"Location": target})
    assert (
        await problem_of(site.url(), is_allowed=site.is_allowed) is DocumentProblem.LINK_FORBIDDEN
    )
    assert site.hits == 1


async def test_a_redirect_on_the_same_site_is_followed(site: Site):
    async def answer(request: web.Request) -> web.StreamResponse:
        if request.path == "/old":
            raise web.HTTPFound("/new.txt")
        return web.Response(text="moved")

    site.answer = answer
    data, name, _ = await download(site.url("/old"), site.is_allowed)
    assert (data, name) == (b"moved", "new.txt")


async def test_endless_redirects_are_refused(site: Site):
    site.answers(status=302, headers={"Location": "/"})
    assert (
        await problem_of(site.url(), is_allowed=site.is_allowed) is DocumentProblem.LINK_UNREACHABLE
    )
    assert site.hits <= 6


@pytest.mark.parametrize("declared", [True, False], ids=["declared", "streamed"])
async def test_a_body_over_20_mb_is_refused(site: Site, declared: bool):
    async def answer(request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse(headers={"Content-Type": "text/plain"})
        if declared:
            response.content_length = 21 * 1024 * 1024
        await response.prepare(request)
        for _ in range(21):
            await response.write(bytes(1024 * 1024))
        return response

    site.answer = answer
    assert (
        await problem_of(site.url(), is_allowed=site.is_allowed) is DocumentProblem.LINK_TOO_LARGE
    )


async def test_the_unpacked_size_of_a_body_counts(site: Site):
    async def answer(_: web.Request) -> web.StreamResponse:
        response = web.Response(body=bytes(30 * 1024 * 1024), content_type="text/plain")
        response.enable_compression(web.ContentCoding.gzip)
        return response

    site.answer = answer
    assert (
        await problem_of(site.url(), is_allowed=site.is_allowed) is DocumentProblem.LINK_TOO_LARGE
    )


async def test_a_picture_is_refused_with_its_type(site: Site):
    site.answers(body=b"x", content_type="image/png")
    with pytest.raises(DocumentError, match="image/png"):
        await download(site.url(), site.is_allowed)


async def test_a_missing_page_is_refused_with_its_status(site: Site):
    site.answers(status=404)
    with pytest.raises(DocumentError, match="404"):
        await download(site.url(), site.is_allowed)


async def test_a_server_that_does_not_answer_is_unreachable(site: Site):
    def everything(address: str, port: int) -> bool:
        return True

    problem = await problem_of("http://127.0.0.1:1/", is_allowed=everything)
    assert problem is DocumentProblem.LINK_UNREACHABLE


@pytest.mark.parametrize(
    ("address", "public"),
    [
        ("8.8.8.8", True),
        ("2606:4700::1", True),
        ("64:ff9b::808:808", True),
        ("64:ff9b::7f00:1", False),
        ("::7f00:1", False),
        ("::ffff:10.0.0.1", False),
        ("2002:7f00:1::", False),
        ("100.64.0.1", False),
        ("169.254.169.254", False),
        ("224.0.0.1", False),
        ("0.0.0.0", False),  # noqa: S104 -- an address, not a bind
        ("::1", False),
        ("fe80::1%eth0", False),
        ("fec0::1", False),
        ("64:ff9b:1::808:808", False),
        ("64:ff9b::a83f:8110", False),
        ("5f00::1", False),
        ("3fff::1", False),
        ("ff0e::1", False),
        ("2001:db8::1", False),
        ("168.63.129.16", False),  # Azure
        ("100.100.100.200", False),  # Alibaba Cloud
        ("169.254.0.23", False),  # Tencent Cloud
        ("192.0.0.192", False),  # Oracle Cloud
        ("fd00:ec2::254", False),  # AWS
        ("fd20:ce::254", False),  # Google Cloud
        ("168.63.129.15", True),
        ("192.88.99.1", False),
        ("no address", False),
    ],
)
def test_only_global_addresses_are_public(address: str, public: bool):
    assert is_public(address, 443) is public


@given(st.ip_addresses())
def test_what_this_python_calls_not_global_is_not_public(address: IPv4Address | IPv6Address):
    assert address.is_global or not is_public(str(address), 443)


def test_only_ports_80_and_443_are_public():
    assert is_public("8.8.8.8", 80)
    assert not is_public("8.8.8.8", 6379)
