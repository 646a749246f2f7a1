"""`make screenshots`: plays through the page as a newcomer would and saves what is seen.

The model is the tests' DashScope server with written answers, so that the pictures are the same on
every machine; everything else is the bot as it runs.
"""

import asyncio
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from tests.e2e.conftest import telegram_settings
from tests.fakes.browser import Browser, open_browser
from tests.fakes.files import docx
from tests.fakes.process import running_bot
from tests.fakes.telegram import AJIE, CHANNEL, GROUP, REVIEW, XIAOMING, TelegramServer
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
POST = "今天食堂的红烧肉很好吃，大家快去排队！"


def answer(body: Mapping[str, Any]) -> Answer:
    """What the model says to each of our questions."""
    first = body["input"]["messages"][0]["content"]
    text = POST if "润色投稿" in first else SUMMARY if "总结文档" in first else SKY
    return Says([text[at : at + 6] for at in range(0, len(text), 6)], gap_s=0.05)


async def main() -> None:
    """Save every picture."""
    OUT.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        async with (
            TelegramServer() as telegram,
            dashscope_server() as model,
            open_browser() as browser,
        ):
            model.answer = answer
            settings = telegram_settings(telegram) | {
                "DASHSCOPE_API_KEY": API_KEY,
                "BOT_LLM__BASE_URL": model.url,
                "BOT_TELEGRAM__LIMITS": "null",
            }
            async with running_bot(Path(folder), **settings):
                await browser.resize(1280, 800)
                await browser.open(telegram.url)
                await browser.wait_for("document.querySelector('.hints')")
                await browser.evaluate("localStorage.setItem('playground.language', 'zh')")
                await browser.open(telegram.url)
                await browser.wait_for("document.querySelector('.hints')")
                await browser.screenshot(OUT / "welcome.png")
                await _talk(browser, Path(folder))
                await _play_in_the_group(browser)
                await _post(browser)


async def _talk(browser: Browser, folder: Path) -> None:
    await browser.say("/ask 天空为什么是蓝色的？")
    await browser.see("瑞利散射")
    await browser.screenshot(OUT / "ask.png")
    await browser.see("于是有了晚霞。")
    report = folder / "三季度简报.docx"
    report.write_bytes(docx(REPORT))
    await browser.choose_file(report)
    await browser.click("#send")
    await browser.see("招募两位审稿管理员。")
    await asyncio.sleep(1)
    await browser.screenshot(OUT / "summarize.png")


async def _play_in_the_group(browser: Browser) -> None:
    await browser.click(f"[data-chat='{GROUP}']")
    await browser.say("/idiom 画蛇添足")
    await browser.see("该接")
    await browser.click("[data-user='102']")
    await browser.say("今天的茶真香")
    await browser.say("门当户对")
    await browser.see("✓ Lucy")
    await browser.click(f"[data-user='{XIAOMING}']")
    await browser.click(f"[data-chat='{GROUP}']")
    await browser.screenshot(OUT / "idiom.png")


async def _post(browser: Browser) -> None:
    await browser.say("/post 今天食堂的红烧肉很好吃，大家快去排对！")
    await browser.see("#1")
    await browser.click(f"[data-user='{AJIE}']")
    await browser.click(f"[data-chat='{REVIEW}']")
    await browser.see("待审核")
    await browser.screenshot(OUT / "post.png")
    await browser.click("[data-action^='review:ok']")
    await browser.wait_for("!document.querySelector('[data-action^=\"review:ok\"]')")
    await browser.resize(390, 844)
    await browser.click("#back")
    await browser.wait_for(f"document.querySelector('[data-chat=\"{CHANNEL}\"] .badge')")
    await browser.screenshot(OUT / "phone.png")


if __name__ == "__main__":
    asyncio.run(main())
