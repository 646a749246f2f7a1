"""Several people who act on one post at the same time."""

from typing import Any

import pytest

from bot.playground.server.state import BotApiUser
from tests.e2e.conftest import assert_no_errors, bot_says, telegram_settings
from tests.fakes.process import forked_bot
from tests.fakes.telegram import AJIE, CHANNEL, GROUP, REVIEW, XIAOMING, TelegramServer

pytestmark = pytest.mark.slow

HONG = 110
ROUNDS = 4


async def test_of_two_decisions_about_a_post_at_the_same_time_one_counts(tmp_path):
    async with TelegramServer() as telegram:
        add_admin(telegram)
        settings = telegram_settings(telegram) | {
            "BOT_TELEGRAM__LIMITS": "null",
            "BOT_MODERATION__POSTS_PER_HOUR": "0",
        }
        async with forked_bot(tmp_path, **settings) as bot:
            for number in range(ROUNDS):
                await one_admin_approves_and_one_rejects(telegram, number)
                await an_admin_approves_while_the_author_edits(telegram, number)
                await an_admin_approves_while_the_author_withdraws(telegram, number)
                await an_admin_approves_while_another_rewords(telegram, number)
        assert_no_errors(bot)


def add_admin(telegram: TelegramServer) -> None:
    """小红 reviews as well as 阿杰."""
    review = telegram.state.chats[REVIEW]
    telegram.state.users[HONG] = BotApiUser(HONG, "小红")
    for members in (review.members, review.administrators):
        members.append(HONG)


async def posted(telegram: TelegramServer, text: str) -> tuple[dict[str, Any], dict[str, Any]]:
    """Submit a post that goes to review; returns the message of its author and its card."""
    said = telegram.say(XIAOMING, GROUP, f"/post {text}")
    return said, await bot_says(telegram, REVIEW, said, text)


async def ended(telegram: TelegramServer, card: dict[str, Any]) -> str:
    """Wait until the post is decided; returns the title of the card."""

    def outcome() -> str | None:
        now = telegram.state.chats[REVIEW].messages[card["message_id"]]
        title: str = now["text"].splitlines()[0]
        is_final = any(word in title for word in ("已发布", "未通过", "已撤回", "作废"))
        return title if is_final else None

    text = await telegram.wait_for(outcome)
    assert text is not None
    return text


def in_channel(telegram: TelegramServer, containing: str) -> list[str]:
    return [made["text"] for made in telegram.messages(CHANNEL) if containing in made["text"]]


async def one_admin_approves_and_one_rejects(telegram: TelegramServer, number: int) -> None:
    text = f"甲{number}："
    _, card = await posted(telegram, text)
    telegram.press(AJIE, card, "✅ 通过")
    telegram.press(HONG, card, "❌ 拒绝")
    outcome = await ended(telegram, card)
    assert len(in_channel(telegram, text)) == ("已发布" in outcome)
    assert ("阿杰" in outcome) == ("已发布" in outcome)


async def an_admin_approves_while_the_author_edits(telegram: TelegramServer, number: int) -> None:
    """Either the text of the card is published, or nothing is and the new text gets a card."""
    old, new = f"乙{number}旧", f"乙{number}新"
    said, card = await posted(telegram, old)
    telegram.edit(said, f"/post {new}")
    telegram.press(AJIE, card, "✅ 通过")
    answered = await bot_says(telegram, GROUP, said, "#")
    outcome = await ended(telegram, card)
    if "作废" in outcome or "重新检查" in answered["text"]:
        fresh = await bot_says(telegram, REVIEW, card, new)
        assert in_channel(telegram, f"乙{number}") == []
        telegram.press(AJIE, fresh, "✅ 通过")
        await telegram.wait_for(lambda: in_channel(telegram, new))
    else:
        assert in_channel(telegram, f"乙{number}") == [old]


async def an_admin_approves_while_the_author_withdraws(
    telegram: TelegramServer, number: int
) -> None:
    text = f"丙{number}："
    said, card = await posted(telegram, text)
    receipt = await bot_says(telegram, GROUP, said, "需要管理员")
    telegram.press(AJIE, card, "✅ 通过")
    telegram.press(XIAOMING, receipt, "撤回")
    outcome = await ended(telegram, card)
    assert len(in_channel(telegram, text)) == ("已发布" in outcome)


async def an_admin_approves_while_another_rewords(telegram: TelegramServer, number: int) -> None:
    text = f"丁{number}："
    _, card = await posted(telegram, text)
    telegram.press(HONG, card, "✏️ 改后发")
    prompt = await bot_says(telegram, REVIEW, card, "小红，请回复")
    telegram.say(HONG, REVIEW, f"{text}改过", reply_to=prompt["message_id"])
    telegram.press(AJIE, card, "✅ 通过")
    await ended(telegram, card)
    assert in_channel(telegram, text) in ([text], [f"{text}改过"])
