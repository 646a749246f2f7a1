"""The chat page in a real browser, with the whole bot behind the local Bot API server."""

import aiohttp
import pytest
from playwright.async_api import Page, expect

from tests.e2e.conftest import telegram_settings
from tests.fakes.browser import CHROMIUM, DESKTOP, PHONE, open_page, say, see
from tests.fakes.files import pdf
from tests.fakes.process import forked_bot
from tests.fakes.telegram import (
    AJIE,
    CHANNEL,
    GROUP,
    REVIEW,
    XIAOMING,
    BotClient,
    TelegramServer,
)

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.timeout(60),
    pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not installed on this machine"),
]

SENTENCE = "The quick brown fox jumps over the lazy dog in the morning sun. "


async def test_a_new_user_plays_summarizes_posts_and_approves(tmp_path):
    async with (
        TelegramServer() as telegram,
        forked_bot(tmp_path, **telegram_settings(telegram)),
        open_page(telegram.url) as page,
    ):
        await expect(page.locator(".hints button")).to_have_count(4)
        await play_an_idiom(page)
        await send_a_file(page, tmp_path)
        await post_and_approve(page)
        await post_and_reword(page)
        await use_a_phone(page)


async def play_an_idiom(page: Page) -> None:
    await say(page, "/idiom 画蛇添足")
    await see(page, "该接")
    await page.locator("[data-action^='idiom:hint']").click()
    await see(page, "提示一")


async def send_a_file(page: Page, folder) -> None:
    path = folder / "fox.pdf"
    path.write_bytes(pdf([SENTENCE * 3] * 2))
    await page.locator("#file").set_input_files(path)
    await expect(page.locator("#context")).to_contain_text("fox.pdf")
    await page.locator("#send").click()
    await see(page, "quick brown fox")


async def post_and_approve(page: Page) -> None:
    await page.locator(f"[data-chat='{GROUP}']").click()
    await say(page, "/post 今天食堂的 <b>红烧肉</b> 很好吃！")
    await see(page, "#1")
    await page.locator(f"[data-user='{AJIE}']").click()
    await page.locator(f"[data-chat='{REVIEW}']").click()
    await page.locator("[data-action^='review:ok']").click()
    await expect(page.locator("[data-action^='review:ok']")).to_have_count(0)
    await page.locator(f"[data-chat='{CHANNEL}']").click()
    await see(page, "<b>红烧肉</b>")  # a user's markup stays text


async def post_and_reword(page: Page) -> None:
    await page.locator(f"[data-user='{XIAOMING}']").click()
    await page.locator(f"[data-chat='{GROUP}']").click()
    await say(page, "/post 今天食堂的鱼很好吃")
    await see(page, "#2")
    await page.locator(f"[data-user='{AJIE}']").click()
    await page.locator(f"[data-chat='{REVIEW}']").click()
    await page.locator("[data-action^='review:edit']").click()
    # force_reply opens the reply by itself.
    await expect(page.locator("#context")).to_contain_text("改后的全文")
    await say(page, "今天食堂的鱼很鲜")
    await page.locator(f"[data-chat='{CHANNEL}']").click()
    await see(page, "鱼很鲜")


async def use_a_phone(page: Page) -> None:
    sidebar, messages = page.locator("#sidebar"), page.locator("#messages")
    await page.set_viewport_size(PHONE)
    await expect(sidebar).to_be_hidden()
    await page.locator("#back").click()
    await expect(sidebar).to_be_visible()
    await expect(messages).to_be_hidden()
    await page.locator(f"[data-user='{XIAOMING}']").click()
    await page.locator("#language").click()
    await expect(page.locator("html")).to_have_attribute("lang", "zh-CN")
    await page.locator(f"[data-chat='{XIAOMING}']").click()
    await expect(messages).to_be_visible()
    await see(page, "该接")


async def test_a_growing_message_keeps_its_element_and_the_scroll_position():
    async with (
        TelegramServer() as telegram,
        open_page(telegram.url, viewport={**DESKTOP, "height": 500}) as page,
    ):
        for number in range(30):
            telegram.say(XIAOMING, XIAOMING, f"第 {number} 句")
        await see(page, "第 29 句")
        last = telegram.last(XIAOMING)
        element = await page.locator(f"[data-message='{last['message_id']}']").element_handle()
        await page.evaluate("document.querySelector('#scroll').scrollTop = 100")
        telegram.edit(last, "长大了的句子")
        await see(page, "长大了的句子")
        assert await element.evaluate("element => element.isConnected")
        assert await page.evaluate("document.querySelector('#scroll').scrollTop") == 100


async def test_typing_is_shown_until_the_answer_and_code_has_one_empty_line_around():
    async with (
        TelegramServer() as telegram,
        aiohttp.ClientSession() as session,
        open_page(telegram.url) as page,
    ):
        bot, dots = BotClient(session, telegram), page.locator(".dots")
        await say(page, "问一下")
        await bot.ok("sendChatAction", chat_id=XIAOMING, action="typing")
        await expect(dots).to_be_visible()
        await expect(page.locator("#subtitle")).to_contain_text("typing")
        text = "前\n\ncode\n\n后"
        entities = [{"type": "pre", "offset": 3, "length": 4}]
        await bot.ok("sendMessage", chat_id=XIAOMING, text=text, entities=entities)
        await expect(dots).to_have_count(0)
        shown = await page.locator(".row.other .text").last.evaluate(
            "element => [...element.childNodes].map((node) => node.textContent)"
        )
        assert shown[:3] == ["前\n\n", "code", "\n后"]
