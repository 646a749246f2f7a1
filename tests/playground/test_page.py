"""The page in a real browser, with the whole bot behind the real local server."""

import pytest

from bot.playground.server.user_actions import ActionContext
from tests.e2e.conftest import telegram_settings
from tests.fakes.browser import CHROMIUM, Browser, open_browser
from tests.fakes.files import pdf
from tests.fakes.process import running_bot
from tests.fakes.telegram import AJIE, CHANNEL, GROUP, REVIEW, XIAOMING, TelegramServer

pytestmark = [
    pytest.mark.browser,
    pytest.mark.process,
    pytest.mark.timeout(60),
    pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not installed on this machine"),
]

SENTENCE = "The quick brown fox jumps over the lazy dog in the morning sun. "


async def test_a_newcomer_plays_sums_up_posts_and_approves(tmp_path):
    async with (
        TelegramServer() as telegram,
        running_bot(tmp_path, **telegram_settings(telegram)),
        open_browser() as browser,
    ):
        await browser.resize(1280, 800)
        await browser.open(telegram.url)
        await browser.wait_for("document.querySelectorAll('.hints button').length === 4")
        await play_an_idiom(browser)
        await send_a_file(browser, tmp_path)
        await post_and_approve(browser)
        await post_and_reword(browser)
        await look_from_a_phone(browser)
        assert browser.complaints == []


async def play_an_idiom(browser: Browser) -> None:
    await browser.say("/idiom 画蛇添足")
    await browser.see("该接")
    await browser.click("[data-action^='idiom:hint']")
    await browser.see("提示一")


async def send_a_file(browser: Browser, folder) -> None:
    path = folder / "fox.pdf"
    path.write_bytes(pdf([SENTENCE * 3] * 2))
    await browser.choose_file(path)
    await browser.wait_for("document.querySelector('#context').innerText.includes('fox.pdf')")
    await browser.click("#send")
    await browser.see("quick brown fox")


async def post_and_approve(browser: Browser) -> None:
    await browser.click(f"[data-chat='{GROUP}']")
    await browser.say("/post 今天食堂的 <b>红烧肉</b> 很好吃！")
    await browser.see("#1")
    await browser.click(f"[data-user='{AJIE}']")
    await browser.click(f"[data-chat='{REVIEW}']")
    await browser.click("[data-action^='review:ok']")
    await browser.wait_for("!document.querySelector('[data-action^=\"review:ok\"]')")
    await browser.click(f"[data-chat='{CHANNEL}']")
    await browser.see("<b>红烧肉</b>")  # what people write stays text


async def post_and_reword(browser: Browser) -> None:
    await browser.click(f"[data-user='{XIAOMING}']")
    await browser.click(f"[data-chat='{GROUP}']")
    await browser.say("/post 今天食堂的鱼很好吃")
    await browser.see("#2")
    await browser.click(f"[data-user='{AJIE}']")
    await browser.click(f"[data-chat='{REVIEW}']")
    await browser.click("[data-action^='review:edit']")
    # The question opens the answer by itself.
    await browser.wait_for("document.querySelector('#context').innerText.includes('改后的全文')")
    await browser.say("今天食堂的鱼很鲜")
    await browser.click(f"[data-chat='{CHANNEL}']")
    await browser.see("鱼很鲜")


async def look_from_a_phone(browser: Browser) -> None:
    def shown(selector: str) -> str:
        return f"document.querySelector('{selector}').offsetParent !== null"

    await browser.resize(390, 844)
    assert not await browser.evaluate(shown("#sidebar"))
    await browser.click("#back")
    assert await browser.evaluate(shown("#sidebar"))
    assert not await browser.evaluate(shown("#messages"))
    await browser.click(f"[data-user='{XIAOMING}']")
    await browser.click("#language")
    await browser.wait_for("document.documentElement.lang === 'zh-CN'")
    await browser.click(f"[data-chat='{XIAOMING}']")
    await browser.wait_for(shown("#messages"))
    await browser.see("该接")


async def test_a_message_grows_in_place_and_the_reader_stays_where_they_are(tmp_path):
    async with TelegramServer() as telegram, open_browser() as browser:
        await browser.resize(1280, 500)
        await browser.open(telegram.url)
        await browser.wait_for("document.querySelector('.hints')")
        for number in range(30):
            telegram.say(XIAOMING, XIAOMING, f"第 {number} 句")
        await browser.see("第 29 句")
        last = telegram.last(XIAOMING)["message_id"]
        await browser.evaluate(f"window.kept = document.querySelector('[data-message=\"{last}\"]')")
        await browser.evaluate("document.querySelector('#scroll').scrollTop = 100")
        telegram.server.user_actions.edit_text(
            ActionContext(XIAOMING, XIAOMING), last, "长大了的句子"
        )
        await browser.see("长大了的句子")
        assert await browser.evaluate("window.kept.isConnected")
        assert await browser.evaluate("document.querySelector('#scroll').scrollTop") == 100
        assert browser.complaints == []
