"""`make screenshots`: uses the chat page as a new user does, and saves pictures of it.

The model is the tests' DashScope server with fixed answers, so that the pictures are the same on
every machine; everything else is the real bot. The texts need fonts for Chinese and for emoji
(fonts-noto-cjk and fonts-noto-color-emoji on Debian).
"""

import asyncio
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from playwright.async_api import Page, expect

from tests.e2e.conftest import telegram_settings
from tests.fakes.browser import PHONE, open_page, say, see
from tests.fakes.files import docx
from tests.fakes.process import running_bot
from tests.fakes.telegram import AJIE, CHANNEL, GROUP, LUCY, REVIEW, XIAOMING, TelegramServer
from tests.servers.dashscope import dashscope_server
from tests.servers.steering import API_KEY, Answer, Says

OUT = Path(__file__).parent.parent / "docs" / "screenshots"

SKY = """因为空气会**散射**阳光，而蓝光被散射得最厉害。

- 阳光里有各种颜色的光，波长越短，越容易被空气分子改变方向，这叫**瑞利散射**。
- 蓝光的波长约 450 纳米，红光约 650 纳米；散射强度和波长的四次方成反比，所以蓝光大约强四倍。
- 傍晚阳光穿过的空气更厚，蓝光在路上散射光了，剩下的偏红，于是有了晚霞。"""

REPORT = [
    "茶馆社区三季度简报。本季度群成员从 812 人增加到 1,046 人，增长 28.8%。",
    "成语接龙共进行 3,204 局，最长的一局接了 417 个成语，由小明和 Lucy 等 23 人完成。",
    "成员投稿 286 篇，机审直接通过 198 篇，人工审核 74 篇，拒绝 14 篇，平均审核时间 9 分钟。",
    "文件总结使用 1,530 次，其中 PDF 占六成，平均每份 21 页。",
    "下季度计划：每周五晚举办接龙比赛，增加投稿选题投票，招募两位新的审稿管理员。",
]
SUMMARY = """这是茶馆社区的三季度简报：成员和活动都在增长，投稿审核平均 9 分钟。

- 成员从 812 人增加到 **1,046 人**，增长 28.8%。
- 成语接龙 3,204 局，最长一局接了 **417 个**成语。
- 投稿 286 篇：直接通过 198 篇，人工审核 74 篇，拒绝 14 篇。
- 下季度：每周五接龙比赛、选题投票、招募两位审稿管理员。"""
WRITTEN = "今天食堂的红烧肉很好吃，大家快去排对！听说周三还有，没吃到的同学别着急，在等等。"
POST = "今天食堂的红烧肉很好吃，大家快去排队！听说周三还有，没吃到的同学别着急，再等等。"


def answer(body: Mapping[str, Any]) -> Answer:
    """The model's answer to each request of this script."""
    first = body["input"]["messages"][0]["content"]
    text = POST if "润色投稿" in first else SUMMARY if "总结文档" in first else SKY
    return Says([text[at : at + 6] for at in range(0, len(text), 6)], gap_s=0.05)


async def main() -> None:
    """Save every picture."""
    OUT.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        async with TelegramServer() as telegram, dashscope_server() as model:
            model.answer = answer
            settings = telegram_settings(telegram) | {
                "DASHSCOPE_API_KEY": API_KEY,
                "BOT_LLM__BASE_URL": model.url,
                "BOT_TELEGRAM__LIMITS": "null",
            }
            async with (
                running_bot(Path(folder), **settings),
                open_page(telegram.url, locale="zh-CN") as page,
            ):
                await _save(page, "welcome")
                await _ask_and_summarize(page, Path(folder))
                await _play_in_the_group(page)
                await _change_settings(page)
                await _post_and_approve(page)


async def _save(page: Page, name: str) -> None:
    await page.mouse.move(0, 0)  # so that no button is highlighted
    await page.screenshot(path=OUT / f"{name}.png", caret="initial")


async def _ask_and_summarize(page: Page, folder: Path) -> None:
    await say(page, "/ask 天空为什么是蓝色的？")
    await see(page, "瑞利散射")
    await _save(page, "ask")
    await see(page, "于是有了晚霞。")
    report = folder / "三季度简报.docx"
    report.write_bytes(docx(REPORT))
    await page.locator("#file").set_input_files(report)
    await page.locator("#send").click()
    await see(page, "招募两位审稿管理员。")
    await asyncio.sleep(1)
    await _save(page, "summarize")


async def _play_in_the_group(page: Page) -> None:
    await page.locator(f"[data-chat='{GROUP}']").click()
    await say(page, "/idiom 画蛇添足")
    await see(page, "该接")
    await page.locator(f"[data-user='{LUCY}']").click()
    await say(page, "今天的茶真香")
    await say(page, "门当户对")
    await see(page, "✓ Lucy")
    await page.locator(f"[data-user='{XIAOMING}']").click()
    await page.locator(f"[data-chat='{GROUP}']").click()
    await _save(page, "idiom")


async def _change_settings(page: Page) -> None:
    """By the administrator of the group, on a desktop and on a phone."""
    await page.locator(f"[data-user='{AJIE}']").click()
    await page.locator(f"[data-chat='{GROUP}']").click()
    await say(page, "/settings")
    await see(page, "这里的设置")
    await _save(page, "settings")
    await page.locator("[data-action='settings:speaks']").click()
    await expect(page.locator("[data-action='settings:speaks:all']")).to_be_visible()
    desktop = page.viewport_size
    await page.set_viewport_size(PHONE)
    await _save(page, "settings-phone")
    if desktop:
        await page.set_viewport_size(desktop)
    await page.locator("[data-action='settings']").last.click()
    await page.locator(f"[data-user='{XIAOMING}']").click()
    await page.locator(f"[data-chat='{GROUP}']").click()


async def _post_and_approve(page: Page) -> None:
    await say(page, f"/post {WRITTEN}")
    await see(page, "#1")
    await page.locator(f"[data-user='{AJIE}']").click()
    await page.locator(f"[data-chat='{REVIEW}']").click()
    await see(page, "待审核")
    await _save(page, "post")
    desktop = page.viewport_size
    await page.set_viewport_size(PHONE)
    await page.locator("[data-action^='review:own']").click()
    await expect(page.locator("[data-action^='review:polished']")).to_be_visible()
    await _save(page, "post-own")
    await page.locator("[data-action^='review:polished']").click()
    await expect(page.locator("[data-action^='review:own']")).to_be_visible()
    await page.locator("[data-action^='review:ok']").click()
    await expect(page.locator("[data-action^='review:ok']")).to_have_count(0)
    await page.locator("#back").click()
    await expect(page.locator(f"[data-chat='{CHANNEL}'] .badge")).to_be_visible()
    await _save(page, "phone")
    await page.locator(f"[data-chat='{GROUP}']").click()
    await see(page, "文字润色过")
    await _save(page, "post-published")
    if desktop:
        await page.set_viewport_size(desktop)


if __name__ == "__main__":
    asyncio.run(main())
