"""`make screenshots`: uses the chat page as a new user does, and saves pictures of it.

The model is the tests' DashScope server with fixed answers, so that the pictures are the same on
every machine; everything else is the real bot. The texts need fonts for Chinese and for emoji
(fonts-noto-cjk and fonts-noto-color-emoji on Debian).
"""

import asyncio
import io
import re
import tempfile
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

from PIL import Image, ImageDraw
from playwright.async_api import Page, expect

from bot.idioms import PlayedIdioms, choose_move, shipped_dictionary
from bot.idioms.daily import puzzle_of, solution, steps_left
from bot.storage.connection import open_redis
from bot.storage.embedded import embedded_redis
from tests.e2e.conftest import telegram_settings
from tests.fakes.api import running_chat, settings_for
from tests.fakes.browser import PHONE, open_chat_page, open_page, say, see
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
_TURNS = 30
_BOT_MOVE = re.compile(r"我接.*?：(.+?)。")
WRITTEN = "今天食堂的红烧肉很好吃，大家快去排对！听说周三还有，没吃到的同学别着急，在等等。"
POST = "今天食堂的红烧肉很好吃，大家快去排队！听说周三还有，没吃到的同学别着急，再等等。"
TEA = """西湖龙井和碧螺春都要**温水冲泡**，水太烫会闷熟叶子。

| 茶 | 产地 | 水温 |
|---|---|---|
| 西湖龙井 | 杭州 | 80 ℃ |
| 碧螺春 | 苏州 | 75 ℃ |

1. 先温杯，再投茶 3 克。
2. 注水七分满，等 **1 分钟**。"""


def answer(body: Mapping[str, Any]) -> Answer:
    """The model's answer to each request of this script."""
    first = body["input"]["messages"][0]["content"]
    question = str(body["input"]["messages"][-1]["content"])
    text = POST if "润色投稿" in first else SUMMARY if "总结文档" in first else SKY
    if "怎么泡" in question:
        text = TEA
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
                open_page(telegram.url) as page,
            ):
                await _save(page, "welcome")
                await _ask_and_summarize(page, Path(folder))
                await _play_side_by_side(page, telegram.url)
                await _play_a_long_game(page)
                await _solve_the_daily_puzzle(page)
                await _change_settings(page)
                await _post_and_approve(page)
                await _post_an_album(page, telegram)
                await _appeal(page)
            await _chat_over_http(model.url, Path(folder))


async def save_picture(page: Page, path: Path) -> None:
    """Save what the page shows, with few colours."""
    _write(await _picture(page), path)


async def _save(page: Page, name: str) -> None:
    await save_picture(page, OUT / f"{name}.png")


async def _picture(page: Page) -> Image.Image:
    await page.mouse.move(0, 0)  # so that no button is highlighted
    return Image.open(io.BytesIO(await page.screenshot(caret="initial"))).convert("RGB")


def _write(picture: Image.Image, path: Path) -> None:
    """With a palette of 256 colours, which makes it a fifth as large and looks the same."""
    method, dither = Image.Quantize.MAXCOVERAGE, Image.Dither.NONE
    picture.quantize(256, method, kmeans=3, dither=dither).save(path, optimize=True)


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


async def _play_side_by_side(page: Page, url: str) -> None:
    """小明 on a desktop, Lucy on a phone, in one picture."""
    phone = await page.context.new_page()
    await phone.set_viewport_size(PHONE)
    await phone.goto(f"{url}/?as=lucy")
    await page.locator(f"[data-chat='{GROUP}']").click()
    await say(page, "/idiom 画蛇添足")
    await see(page, "该接")
    await phone.locator("#back").click()
    await phone.locator(f"[data-chat='{GROUP}']").click()
    await say(phone, "今天的茶真香")
    await say(phone, "门当户对")
    await see(page, "✓ Lucy")
    await page.bring_to_front()
    desktop, beside = await _picture(page), await _picture(phone)
    both = Image.new("RGB", (desktop.width + beside.width + 24, beside.height), "#a9b6af")
    both.paste(desktop, (0, (beside.height - desktop.height) // 2))
    both.paste(beside, (desktop.width + 24, 0))
    _write(both, OUT / "idiom.png")
    await phone.close()


async def _play_a_long_game(page: Page) -> None:
    """Thirty moves of two people in the group, then the picture of the chain."""
    played, last = PlayedIdioms(), "画蛇添足"
    await page.locator(f"[data-user='{XIAOMING}']").click()
    await page.locator(f"[data-chat='{GROUP}']").click()
    await say(page, "/idiom 结束")
    await say(page, f"/idiom {last}")
    shown = page.locator(".text", has_text="✓")
    for turn in range(_TURNS):
        await page.locator(f"[data-user='{LUCY if turn % 3 else XIAOMING}']").click()
        await page.locator(f"[data-chat='{GROUP}']").click()
        answer = str(await shown.last.inner_text())
        last = _BOT_MOVE.findall(answer)[-1]
        played.add(last)
        word = choose_move(last, played, "adaptive", 0, Random(turn))
        if word is None:
            break
        played.add(word)
        await say(page, word)
        await see(page, f"{word} ✓")
    await page.locator(f"[data-user='{XIAOMING}']").click()
    await page.locator(f"[data-chat='{GROUP}']").click()
    await say(page, "/idiom 结束")
    await page.locator("[data-action^='idiom:picture']").last.click()
    await see(page, "这一局的接龙图")
    await page.locator("#messages img").last.scroll_into_view_if_needed()
    await asyncio.sleep(1)
    await _save(page, "recap")


async def _solve_the_daily_puzzle(page: Page) -> None:
    """In private, with one try that leads nowhere."""
    await page.locator(f"[data-user='{XIAOMING}']").click()
    await page.locator(f"[data-chat='{XIAOMING}']").click()
    puzzle = puzzle_of(datetime.now(ZoneInfo("Asia/Shanghai")).date())
    await say(page, "/idiom 每日")
    await see(page, "□□□□")
    index = shipped_dictionary().index("char").by_key
    first, second = solution(puzzle, puzzle.start)
    wrong = next(i.word for i in index[first[-1]] if steps_left(puzzle, i.word) is None)
    for word, answer in ((first, "最少还差"), (wrong, "走不通"), (second, "来试试")):
        await say(page, word)
        await see(page, answer)
    await _save(page, "daily")


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
    await expect(page.locator("#toast")).to_be_hidden()
    await _save(page, "phone")
    await page.locator(f"[data-chat='{GROUP}']").click()
    await see(page, "文字润色过")
    await _save(page, "post-published")
    if desktop:
        await page.set_viewport_size(desktop)


async def _post_an_album(page: Page, telegram: TelegramServer) -> None:
    """The card of an album, with all its pictures above it."""
    for number, caption in enumerate(("/post 原文 周末在老茶馆，三张照片给大家看看。", "", "")):
        telegram.send_file(
            *(XIAOMING, GROUP, _plain_picture(number), f"{number}.png"),
            caption=caption,
            as_photo=True,
            album="5",
        )
    await page.locator(f"[data-user='{AJIE}']").click()
    await page.locator(f"[data-chat='{REVIEW}']").click()
    await see(page, "#2 待审核")
    await _save(page, "album")
    await page.locator("[data-action^='review:no']").click()
    await page.locator("[data-action$=':unclear']").click()
    await see(page, "理由：看不明白")


async def _appeal(page: Page) -> None:
    """The author gives a reason, and the reviewers get a new card."""
    await page.locator(f"[data-user='{XIAOMING}']").click()
    await page.locator(f"[data-chat='{GROUP}']").click()
    await page.locator("[data-action='post:appeal:2']").click()
    await see(page, "申诉 #2 的理由")
    await say(page, "@playground_bot 照片里是上周末的茶会，群公告里有时间地点。")
    await see(page, "申诉已转给管理员")
    await _save(page, "appeal")
    await page.locator(f"[data-user='{AJIE}']").click()
    await page.locator(f"[data-chat='{REVIEW}']").click()
    await see(page, "#2 申诉")
    await _save(page, "appeal-card")


def _plain_picture(number: int) -> bytes:
    """A plain picture, another one each time."""
    image = Image.new("RGB", (260, 130), ("#c98f4e", "#5d8a66", "#6b7fa8")[number])
    ImageDraw.Draw(image).ellipse((90, 25, 170, 105), fill="#f4ead6")
    file = io.BytesIO()
    image.save(file, "PNG")
    return file.getvalue()


async def _chat_over_http(model_url: str, folder: Path) -> None:
    async with (
        embedded_redis(folder / "api") as url,
        open_redis(url) as redis,
        running_chat(redis, settings_for(model_url, keys=""), listens=True) as api,
        open_chat_page(str(api.client.base_url), locale="zh-CN") as page,
    ):
        for question, seen in (("天空为什么是蓝色的？", "有了晚霞"), ("绿茶怎么泡？", "1 分钟")):
            await say(page, question)
            await see(page, seen)
            await expect(page.locator("#send")).to_be_visible()
        await _save(page, "api")


if __name__ == "__main__":
    asyncio.run(main())
