"""Opens the chat page in headless Chromium, driven by playwright."""

import shutil
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager

from axe_playwright_python.async_playwright import Axe
from playwright.async_api import (
    Browser,
    ConsoleMessage,
    Page,
    ViewportSize,
    async_playwright,
    expect,
)

CHROMIUM = next(
    filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None
)
DESKTOP: ViewportSize = {"width": 1280, "height": 800}
PHONE: ViewportSize = {"width": 390, "height": 844}

# Without the second three Chromium looks up hosts of its vendor, on a machine that may have no network;
# the last two are a microphone that hums.
_FLAGS = (
    "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
    "--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream",
)  # fmt: skip
_TIMEOUT_MS = 10_000
expect.set_options(timeout=_TIMEOUT_MS)


@asynccontextmanager
async def running_browser() -> AsyncIterator[Browser]:
    """A Chromium, which several tests may share."""
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=_FLAGS)
        yield browser
        await browser.close()


@asynccontextmanager
async def open_page(
    url: str,
    *,
    browser: Browser | None = None,
    viewport: ViewportSize = DESKTOP,
    locale: str = "zh-CN",
) -> AsyncIterator[Page]:
    """The playground at `url`, in a Chromium of its own where none is given.

    The block fails on errors in the page's console.
    """
    async with _browser_page(url, viewport, locale, browser=browser) as page:
        await expect(page.locator(".hints")).to_be_visible()
        yield page


@asynccontextmanager
async def open_chat_page(
    url: str,
    *,
    browser: Browser | None = None,
    viewport: ViewportSize = DESKTOP,
    locale: str = "en-US",
    ignores: str = "503",
) -> AsyncIterator[Page]:
    """The page of the HTTP chat; Chromium reports refused requests, of which a test may expect some."""
    async with _browser_page(url, viewport, locale, ignores, browser=browser) as page:
        await expect(page.locator("#heading")).to_be_visible()
        yield page


@asynccontextmanager
async def _browser_page(
    url: str,
    viewport: ViewportSize,
    locale: str,
    ignores: str = "",
    *,
    browser: Browser | None = None,
) -> AsyncIterator[Page]:
    errors: list[str] = []

    def note(message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"} and not (ignores and ignores in message.text):
            errors.append(message.text)

    async with AsyncExitStack() as stack:
        if browser is None:
            browser = await stack.enter_async_context(running_browser())
        context = await browser.new_context(viewport=viewport, locale=locale)
        context.set_default_timeout(_TIMEOUT_MS)
        page = await context.new_page()
        page.on("console", note)
        page.on("pageerror", lambda error: errors.append(str(error)))
        await page.goto(url)
        yield page
        await context.close()
    assert not errors, f"The page reported: {errors}"


async def say(page: Page, text: str) -> None:
    """Write a text and press Enter."""
    await page.locator("#text").fill(text)
    await page.locator("#text").press("Enter")


async def see(page: Page, text: str) -> None:
    """Wait until the open chat shows a text."""
    await expect(page.locator("#messages")).to_contain_text(text)


async def axe_violations(page: Page) -> list[str]:
    """What axe-core finds wrong on the page as it is now: the rule, and the first element."""
    results = await Axe().run(page)
    return [
        f"{found['id']}: {found['nodes'][0]['html']} {found['nodes'][0]['failureSummary']}"
        for found in results.response["violations"]
    ]
