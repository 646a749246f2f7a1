"""Loading files and links, read by real child processes."""

import asyncio
import time
from collections.abc import AsyncIterator
from typing import BinaryIO

import pytest
from aiohttp import web

from bot.documents.extraction import Extractor
from bot.documents.loader import SandboxedDocumentLoader
from bot.documents.memory import MemoryBudget
from bot.errors import DocumentError, FileTooBig
from bot.models.chat import FileRef
from bot.models.document import DocumentProblem, LoadProgress

pytestmark = pytest.mark.slow

SIZE_BYTES = 1000
TEXT = "你好，世界。"


def anything(address: str, port: int) -> bool:
    """Allow links to this machine."""
    return True


class Loading:
    """A loader whose files come from memory, and whose links may lead to this machine."""

    def __init__(self, total_bytes: int = 10 * SIZE_BYTES) -> None:
        self.budget = MemoryBudget(total_bytes)
        self.loader = SandboxedDocumentLoader(self.budget, Extractor(), is_allowed=anything)
        self.shown: list[LoadProgress] = []
        self.under_way = self.most_under_way = 0

    async def download(self, file: FileRef, into: BinaryIO) -> None:
        self.under_way += 1
        self.most_under_way = max(self.most_under_way, self.under_way)
        await asyncio.sleep(0.01)
        into.write(TEXT.encode())
        self.under_way -= 1

    async def file(self, name: str = "a.txt") -> str:
        file = FileRef("f", name, SIZE_BYTES)
        return (await self.loader.load_file(file, self.download, self.shown.append)).text

    async def link(self, url: str) -> str:
        return (await self.loader.load_link(url, self.shown.append)).text


@pytest.fixture
async def page() -> AsyncIterator[tuple[str, web.Response]]:
    """The address of a page, and the answer that it gives."""
    answer = web.Response(content_type="text/plain")

    async def handle(_: web.Request) -> web.Response:
        return web.Response(body=answer.body, headers={"Content-Type": answer.headers["x"]})

    app = web.Application()
    app.router.add_get("/{path:.*}", handle)
    runner = web.AppRunner(app, shutdown_timeout=0)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    yield f"http://127.0.0.1:{runner.addresses[0][1]}/page", answer
    await runner.cleanup()


async def test_a_file_is_downloaded_and_read():
    loading = Loading()
    assert await loading.file() == TEXT
    assert [progress.stage for progress in loading.shown] == ["downloading", "reading"]


async def test_files_over_the_budget_wait_and_people_see_it():
    loading = Loading(total_bytes=2 * SIZE_BYTES)
    texts = await asyncio.gather(*(loading.file() for _ in range(5)))
    assert texts == [TEXT] * 5
    assert loading.most_under_way == 2
    assert LoadProgress("waiting", 4) in loading.shown
    assert loading.budget.free_bytes == 2 * SIZE_BYTES


async def test_a_download_that_fails_gives_its_memory_back():
    loading = Loading()

    async def refused(file: FileRef, into: BinaryIO) -> None:
        raise FileTooBig(size_mb=30)

    with pytest.raises(FileTooBig):
        await loading.loader.load_file(FileRef("f", "a.txt", None), refused, loading.shown.append)
    assert loading.budget.free_bytes == 10 * SIZE_BYTES


async def test_a_page_is_read_in_the_charset_of_its_header(page: tuple[str, web.Response]):
    url, answer = page
    answer.body, answer.headers["x"] = "สวัสดี".encode("tis-620"), "text/plain; charset=tis-620"
    assert await Loading().link(url) == "สวัสดี"


async def test_a_pdf_whose_header_names_a_charset_is_read_as_it_is(page: tuple[str, web.Response]):
    url, answer = page
    answer.body, answer.headers["x"] = b"%PDF-1.7 \xe9", "application/pdf; charset=latin-1"
    with pytest.raises(DocumentError) as caught:
        await Loading().link(url)
    assert caught.value.problem is DocumentProblem.DAMAGED  # and no text of a PDF


@pytest.mark.parametrize("charset", ["punycode", "utf-7", "hex", "no-such-charset"])
async def test_a_page_in_a_codec_that_takes_for_ever_does_not_hold_the_loop(
    page: tuple[str, web.Response], charset: str
):
    """300 KB of punycode took 7.7 s of the loop."""
    url, answer = page
    answer.body = b"a-" + b"999a" * 75_000
    answer.headers["x"] = f"text/plain; charset={charset}"
    loading = asyncio.create_task(Loading().link(url))
    longest_s = 0.0
    while not loading.done():
        started = time.thread_time()
        await asyncio.sleep(0)
        longest_s = max(longest_s, time.thread_time() - started)
    assert (await loading).startswith("a-999")
    assert longest_s < 1
