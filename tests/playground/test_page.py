"""The chat page in a real browser, with the whole bot behind the local Bot API server."""

import asyncio
import io

import aiohttp
import pytest
import pytest_asyncio
from PIL import Image
from playwright.async_api import Browser, Page, expect

from tests.e2e.conftest import telegram_settings
from tests.fakes.browser import (
    CHROMIUM,
    DESKTOP,
    PHONE,
    axe_violations,
    open_page,
    running_browser,
    say,
    see,
)
from tests.fakes.files import pdf
from tests.fakes.process import forked_bot
from tests.fakes.telegram import (
    AJIE,
    CHANNEL,
    GROUP,
    LUCY,
    REVIEW,
    XIAOMING,
    BotClient,
    TelegramServer,
)

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.timeout(60),
    pytest.mark.asyncio(loop_scope="module"),
    pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not installed on this machine"),
]


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def browser():
    """One Chromium for the tests of this module, whose start takes a second."""
    async with running_browser() as started:
        yield started


SENTENCE = "The quick brown fox jumps over the lazy dog in the morning sun. "


async def test_a_new_user_plays_summarizes_posts_and_approves(tmp_path, browser: Browser):
    async with (
        TelegramServer() as telegram,
        forked_bot(tmp_path, **telegram_settings(telegram)),
        open_page(telegram.url, browser=browser) as page,
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
    await page.locator("[data-action^='review:ok']").press("Enter")
    await expect(page.locator("[data-action^='review:ok']")).to_have_count(0)
    await expect(page.locator("#messages :focus")).to_have_count(1)  # not at the page's beginning
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
    await page.locator(f"[data-chat='{XIAOMING}']").click()
    await expect(messages).to_be_visible()
    await see(page, "该接")


async def test_a_growing_message_keeps_its_element_and_the_scroll_position(browser: Browser):
    async with (
        TelegramServer() as telegram,
        open_page(telegram.url, browser=browser, viewport={**DESKTOP, "height": 500}) as page,
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
        await a_picture_keeps_the_end_in_sight(page, telegram)
        await an_administrator_speaks_as_the_visitor(page)


async def a_picture_keeps_the_end_in_sight(page: Page, telegram: TelegramServer) -> None:
    await page.locator("#to-bottom").click()
    file = io.BytesIO()
    Image.new("RGB", (300, 400)).save(file, "PNG")
    telegram.send_file(XIAOMING, XIAOMING, file.getvalue(), "a.png", as_photo=True)
    await expect(page.locator("#messages img")).to_have_js_property("complete", value=True)
    assert await page.locator("#messages img").evaluate("img => img.clientHeight") == 320
    end = "scroll => scroll.scrollHeight - scroll.scrollTop - scroll.clientHeight < 2"
    assert await page.locator("#scroll").evaluate(end)
    await page.set_viewport_size({"width": 390, "height": 300})  # a phone with its keyboard open
    async with asyncio.timeout(10):  # `wait_for_function` would call eval, which the page forbids
        while not await page.locator("#scroll").evaluate(end):
            pass
    await page.set_viewport_size(DESKTOP)


async def an_administrator_speaks_as_the_visitor(page: Page) -> None:
    """Not as the person before, who speaks English."""
    for person, language in ((LUCY, "en"), (AJIE, "zh-CN")):
        await page.locator(f"[data-user='{person}']").click()
        await expect(page.locator("html")).to_have_attribute("lang", language)


async def test_typing_is_shown_until_the_answer_and_code_has_one_empty_line_around(
    browser: Browser,
):
    async with (
        TelegramServer() as telegram,
        aiohttp.ClientSession() as session,
        open_page(telegram.url, browser=browser) as page,
    ):
        bot, dots = BotClient(session, telegram), page.locator(".dots")
        await say(page, "问一下")
        await bot.ok("sendChatAction", chat_id=XIAOMING, action="typing")
        await expect(dots).to_be_visible()
        await expect(page.locator("#subtitle")).to_contain_text("正在输入")
        text = "前\n\ncode\n\n后"
        entities = [{"type": "pre", "offset": 3, "length": 4}]
        await bot.ok("sendMessage", chat_id=XIAOMING, text=text, entities=entities)
        await expect(dots).to_have_count(0)
        shown = await page.locator(".row.other .text").last.evaluate(
            "element => [...element.childNodes].map((node) => node.textContent)"
        )
        assert shown[:3] == ["前\n\n", "code", "\n后"]


async def test_two_people_side_by_side_send_everything_and_axe_finds_nothing(
    tmp_path, browser: Browser
):
    async with (
        TelegramServer() as telegram,
        aiohttp.ClientSession() as session,
        open_page(telegram.url, browser=browser) as page,
    ):
        bot = BotClient(session, telegram)
        await offer_commands(bot)
        await expect(page.locator(".hints button")).to_have_count(4)
        await is_accessible(page)
        await send_what_a_phone_can(page, telegram, tmp_path)
        await type_with_completion(page, telegram)
        await answer_with_everything(bot)
        await page.emulate_media(color_scheme="dark")
        await see(page, "链接")
        await is_accessible(page)
        async with open_page(
            f"{telegram.url}/?as=lucy", browser=browser, viewport=PHONE
        ) as lucy:  # in a window of her own: a page behind another draws nothing
            await play_side_by_side(page, lucy, telegram)
            await open_the_dialogs(page)
            await start_over(page, lucy)


async def is_accessible(page: Page) -> None:
    assert await axe_violations(page) == []


async def offer_commands(bot: BotClient) -> None:
    for scope, names in (
        ("all_private_chats", ("ask", "idiom", "stop")),
        ("all_group_chats", ("idiom",)),
    ):
        commands = [{"command": name, "description": "一条命令"} for name in names]
        await bot.ok("setMyCommands", commands=commands, scope={"type": scope})


async def send_what_a_phone_can(page: Page, telegram: TelegramServer, folder) -> None:
    def kinds() -> list[str]:
        known = ("photo", "document", "sticker", "location", "voice")
        return [kind for sent in telegram.messages(XIAOMING) for kind in known if kind in sent]

    async def send(*presses: str) -> None:
        before = len(kinds())
        for selector in presses:
            await page.locator(selector).click()
        await telegram.wait_for(lambda: len(kinds()) > before)

    picture = folder / "茶.png"
    Image.new("RGB", (320, 200), "teal").save(picture)
    await page.locator("#file").set_input_files(picture)
    await send("#send")
    await page.locator("#file").set_input_files(picture)
    await send("#as-file", "#send")
    await page.locator("#attach").click()
    await is_accessible(page)
    await send("[data-attach='sticker']", "[data-sticker='🍵']")
    await send("#attach", "[data-attach='pin']")
    await page.locator("#attach").click()
    await page.locator("[data-attach='voice']").click()
    await expect(page.locator("#context .recording")).to_be_visible()
    await send("#context button >> nth=1")
    assert kinds() == ["photo", "document", "sticker", "location", "voice"]


async def type_with_completion(page: Page, telegram: TelegramServer) -> None:
    text = page.locator("#text")
    await text.press_sequentially("/id")
    await is_accessible(page)
    await text.press("Enter")
    await expect(text).to_have_value("/idiom ")
    await text.fill("")
    await text.press_sequentially("问 @play")
    await text.press("Tab")
    await expect(text).to_have_value("问 @playground_bot ")
    await text.fill("一句话。" * 1500)
    await expect(page.locator("#count")).to_contain_text("2 条")
    await text.press("Enter")

    def last_two() -> str:
        return "".join(message.get("text", "") for message in telegram.messages(XIAOMING)[-2:])

    await telegram.wait_for(lambda: last_two() == "一句话。" * 1500)


async def answer_with_everything(bot: BotClient) -> None:
    text = "/idiom 链接 code 引用 @lucy"
    kinds = (("text_link", 7), ("pre", 10), ("blockquote", 15))
    entities = [{"type": kind, "offset": at, "length": 2} for kind, at in kinds]
    entities[0]["url"] = "https://example.org"
    keyboard = {"inline_keyboard": [[{"text": "再来一局", "callback_data": "again"}]]}
    await bot.ok(
        *("sendMessage",), chat_id=XIAOMING, text=text, entities=entities, reply_markup=keyboard
    )


async def play_side_by_side(page: Page, lucy: Page, telegram: TelegramServer) -> None:
    await page.locator("#messages .command").last.click()  # it runs
    await telegram.wait_for(lambda: telegram.last(XIAOMING).get("text") == "/idiom")
    await page.locator(f"[data-chat='{GROUP}']").click()
    await expect(lucy.locator("#messages")).to_be_visible()  # a phone opens in the bot's chat
    await expect(lucy.locator("html")).to_have_attribute("lang", "en")
    await expect(lucy.locator(".hints button")).to_have_count(4)
    await is_accessible(lucy)
    await say(page, "@lucy 你好")
    await lucy.locator("#back .badge").wait_for()
    await lucy.locator("#back").click()
    await is_accessible(lucy)
    await lucy.locator(f"[data-chat='{GROUP}']").click()
    await say(lucy, "hello")
    await see(page, "hello")
    await see(page, "@lucy")
    await page.locator("#text").press_sequentially("/")
    await expect(page.locator("#menu [role=option]")).to_have_count(1)
    await page.locator("#text").fill("")
    await page.locator("#language").click()
    await expect(page.locator("html")).to_have_attribute("lang", "en")
    assert telegram.say(XIAOMING, GROUP, "now in English")["from"]["language_code"] == "en"
    await is_accessible(page)


async def open_the_dialogs(page: Page) -> None:
    await page.emulate_media(color_scheme="light")
    await page.locator("#show-tips").click()
    await is_accessible(page)
    await page.locator("#tips .hints button").nth(1).click()
    await expect(page.locator("#people-list a")).to_have_count(2)
    await is_accessible(page)
    async with page.context.expect_page() as opened:
        await page.locator("#new-name").fill("小红")
        await page.locator("#new-name").press("Enter")
    newcomer = await opened.value
    await expect(newcomer).to_have_title("小红 · Playground")
    await newcomer.close()
    await page.bring_to_front()


async def start_over(page: Page, lucy: Page) -> None:
    await page.locator("#start-over").click()
    await is_accessible(page)
    await page.locator("#confirm-ok").click()
    await expect(page.locator("#people [data-user]")).to_have_count(4)
    await expect(page.locator(f"[data-user='{LUCY}']")).to_have_count(0)
    await expect(lucy.locator(".hints")).to_be_visible()
