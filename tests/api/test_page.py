"""The chat page in a real browser."""

import asyncio
from pathlib import Path

import pytest
from playwright.async_api import Page, expect

from tests.fakes.api import running_chat, settings_for
from tests.fakes.browser import CHROMIUM, DESKTOP, PHONE, open_chat_page
from tests.fakes.files import pdf
from tests.servers.steering import Fails, ModelServer, Says

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.timeout(60),
    pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not installed on this machine"),
]
MARKDOWN = ["# 标题\n\n**粗", "体** 和 `code`\n\n- 一\n- 二\n\n", "<img src=x onerror=alert(1)>"]


@pytest.mark.parametrize("viewport", [DESKTOP, PHONE], ids=["desktop", "phone"])
async def test_a_visitor_asks_stops_uploads_and_finds_the_conversation_again(
    redis, model, tmp_path, viewport
):
    async with (
        running_chat(redis, settings_for(model.url, keys=""), listens=True) as api,
        open_chat_page(str(api.client.base_url), viewport=viewport) as page,
    ):
        await reads_markdown_that_cannot_become_markup(page, model)
        await stops_an_answer(page, model)
        await uploads_a_file_for_a_summary(page, model, tmp_path)
        await is_told_of_a_failure(page, model)
        await page.reload()
        await expect(page.locator("#messages")).to_contain_text("About foxes.")
        await expect(page.locator(".stopped")).to_be_visible()
        width = await page.evaluate("document.documentElement.scrollWidth - innerWidth")
        assert width <= 0


async def reads_markdown_that_cannot_become_markup(page: Page, model: ModelServer) -> None:
    messages = page.locator("#messages")
    model.will(Says(MARKDOWN, gap_s=0.05))
    await page.locator("#text").fill("你好")
    await page.locator("#text").press("Enter")
    await expect(messages.locator("strong")).to_have_text("粗体")
    await expect(messages).to_contain_text("<img src=x onerror=alert(1)>")
    await expect(messages.locator("li li")).to_have_count(2)


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
    await expect(page.locator("#document")).to_contain_text("fox.pdf")
    model.will(Says(["About foxes."]))
    await page.locator("#send").click()
    await expect(page.locator("#messages")).to_contain_text("About foxes.")


async def is_told_of_a_failure(page: Page, model: ModelServer) -> None:
    model.will(Fails(401, "InvalidApiKey"))
    await page.locator("#detach").click()
    await page.locator("#text").fill("再来")
    await page.locator("#send").click()
    await expect(page.locator(".failure")).to_be_visible()


async def test_a_key_is_asked_for_and_docs_show_every_route(redis, model):
    async with (
        running_chat(redis, settings_for(model.url), listens=True) as api,
        open_chat_page(str(api.client.base_url), ignores="401") as page,
    ):
        await page.locator("#key").fill("key-of-alice")
        await page.locator("#key-form button").click()
        await expect(page.locator("#persona option")).to_have_count(3)
        await page.goto(f"{api.client.base_url}/docs")
        await expect(page.locator("h2").first).to_have_text("POST /chat")
        assert await page.locator("h2").count() >= 9
