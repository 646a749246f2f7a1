"""The chat page in a real browser."""

import asyncio
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page, expect

from bot.storage.connection import open_redis
from tests.fakes.api import running_chat, settings_for
from tests.fakes.browser import (
    CHROMIUM,
    DESKTOP,
    PHONE,
    axe_violations,
    open_chat_page,
    running_browser,
)
from tests.fakes.files import pdf
from tests.servers.dashscope import dashscope_server
from tests.servers.steering import Fails, ModelServer, Says

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.timeout(60),
    pytest.mark.asyncio(loop_scope="module"),
    pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not installed on this machine"),
]
MARKDOWN = [
    *(
        "# 标题\n\n**粗",
        "体** 和 `code`\n\n- 一\n  1. 里面\n- 二\n\n",
        "<img src=x onerror=alert(1)>\n\n",
    ),
    *(
        "| 甲 | 乙 |\n|---|---|\n| 1 | [坏](javascript:alert(1)) |\n\n",
        "```py\nprint(1)\n```\n> 引用",
    ),
]


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def browser():
    """One Chromium for the tests of this module, whose start takes a second."""
    async with running_browser() as started:
        yield started


@pytest_asyncio.fixture(loop_scope="module")
async def redis(redis_url):
    async with open_redis(redis_url) as client:
        await client.flushall()
        yield client


@pytest_asyncio.fixture(loop_scope="module")
async def model():
    async with dashscope_server() as server:
        yield server


@pytest.mark.parametrize("viewport", [DESKTOP, PHONE], ids=["desktop", "phone"])
async def test_a_visitor_asks_stops_uploads_and_finds_the_conversation_again(
    redis, model, tmp_path, browser: Browser, viewport
):
    async with (
        running_chat(redis, settings_for(model.url, keys=""), listens=True) as api,
        open_chat_page(str(api.client.base_url), browser=browser, viewport=viewport) as page,
    ):
        await expect(page.locator(".hints button")).to_have_count(3)
        await reads_markdown_that_cannot_become_markup(page, model)
        await page.emulate_media(color_scheme="dark")
        assert await axe_violations(page) == []
        await stops_an_answer(page, model)
        await uploads_a_file_for_a_summary(page, model, tmp_path)
        await is_told_of_a_failure(page, model)
        await switches_to_chinese(page, is_phone=viewport == PHONE)
        await page.reload()
        await expect(page.locator("#messages")).to_contain_text("About foxes.")
        await expect(page.locator(".stopped")).to_be_visible()
        width = await page.evaluate("document.documentElement.scrollWidth - innerWidth")
        assert width <= 0
        await deletes_the_conversation(page)


async def reads_markdown_that_cannot_become_markup(page: Page, model: ModelServer) -> None:
    messages = page.locator("#messages")
    model.will(Says(MARKDOWN, gap_s=0.05))
    await page.locator("#text").fill("你好")
    await page.locator("#text").press("Enter")
    await expect(messages.locator("strong")).to_have_text("粗体")
    await expect(messages).to_contain_text("<img src=x onerror=alert(1)>")
    await expect(messages.locator("ul > li")).to_have_count(2)
    await expect(messages.locator("li li")).to_have_text("里面")
    await expect(messages.locator("td")).to_have_text(["1", "[坏](javascript:alert(1))"])
    await expect(messages.locator("pre")).to_have_text("print(1)")


async def stops_an_answer(page: Page, model: ModelServer) -> None:
    model.will(Says(["开头"] * 3, gap_s=0.05, hang_at=3))
    await page.locator("#text").fill("长一点")
    await page.locator("#send").click()
    await expect(page.locator("#messages")).to_contain_text("开头开头开头")
    await page.locator("#stop").click()
    await expect(page.locator(".stopped")).to_be_visible()
    async with asyncio.timeout(2):
        await model.cancelled.wait()


async def uploads_a_file_for_a_summary(page: Page, model: ModelServer, folder: Path) -> None:
    file = folder / "fox.pdf"
    file.write_bytes(pdf(["The quick brown fox jumps over the lazy dog. " * 3]))
    await page.locator("#file").set_input_files(file)
    await expect(page.locator("#context")).to_contain_text("fox.pdf")
    model.will(Says(["About foxes."]))
    await page.locator("#send").click()
    await expect(page.locator("#messages")).to_contain_text("About foxes.")


async def is_told_of_a_failure(page: Page, model: ModelServer) -> None:
    model.will(Fails(401, "InvalidApiKey"))
    await page.locator("#detach").click()
    await page.locator("#text").fill("再来")
    await page.locator("#send").click()
    await expect(page.locator(".failure")).to_be_visible()
    model.will(Says(["好了"]))
    await page.locator("[data-again]").click()
    await expect(page.locator(".row").last).to_contain_text("好了")


async def switches_to_chinese(page: Page, *, is_phone: bool) -> None:
    if is_phone:
        await page.locator("#menu").click()
    await page.locator("#language").click()
    await expect(page.locator("html")).to_have_attribute("lang", "zh-CN")
    assert await axe_violations(page) == []
    await page.locator("#conversations button").click()


async def deletes_the_conversation(page: Page) -> None:
    await page.locator("#delete").click()
    assert await axe_violations(page) == []
    await page.locator("#confirm button[value=yes]").click()
    await expect(page.locator("#conversations button")).to_have_count(0)
    await expect(page.locator(".hints")).to_be_visible()


async def test_a_key_is_asked_for_and_docs_show_every_route(redis, model, browser: Browser):
    async with (
        running_chat(redis, settings_for(model.url), listens=True) as api,
        open_chat_page(str(api.client.base_url), browser=browser, ignores="40") as page,
    ):
        assert await axe_violations(page) == []
        await page.locator("#key").fill("key-of-nobody")
        await page.locator("#key-form button").click()
        await expect(page.locator("#key-error")).to_have_text("This key is not valid.")
        await page.locator("#key").fill("key-of-alice")
        await page.locator("#key-form button").click()
        await expect(page.locator("#persona option")).to_have_count(3)
        await page.goto(f"{api.client.base_url}/docs")
        await expect(page.locator("h2").first).to_have_text("POST /chat")
        assert await page.locator("h2").count() >= 9
        await page.set_viewport_size({"width": 320, "height": 568})  # as at a zoom of 400 %
        assert await page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
        assert await axe_violations(page) == []
        await page.set_viewport_size(DESKTOP)
        await is_put_into_another_site(page, str(api.client.base_url), model)


async def is_put_into_another_site(page: Page, url: str, model: ModelServer) -> None:
    shop = (
        '<!doctype html><html lang="en"><title>A shop</title><main><h1>Shop</h1></main>'
        '<script src="/widget.js" data-key="key-of-site" data-lang="en" defer></script>'
    )
    await page.route(
        f"{url}/shop", lambda route: route.fulfill(body=shop, content_type="text/html")
    )
    await page.goto(f"{url}/shop")
    await page.get_by_role("button", name="Open the chat").click()
    chat = page.frame_locator("iframe")
    await expect(chat.locator(".hints")).to_be_visible()
    model.will(Says(["Come in."]))
    await chat.locator("#text").fill("Open?")
    await chat.locator("#text").press("Enter")
    await expect(chat.locator("#messages")).to_contain_text("Come in.")
    await expect(chat.locator("#sidebar")).to_be_hidden()  # a public key lists nothing
    await chat.locator("#text").press("Escape")
    await expect(page.locator("iframe")).to_be_hidden()
