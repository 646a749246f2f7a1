"""Several people at one post at the same moment, with the whole bot between them and the channel."""

from typing import Any

import pytest

from bot.playground.server.world import Person
from tests.e2e.conftest import assert_no_surprises, bot_says, telegram_settings
from tests.fakes.process import running_bot
from tests.fakes.telegram import AJIE, CHANNEL, REVIEW, TEA_HOUSE, XIAOMING, Chatroom

pytestmark = pytest.mark.process

HONG = 110
ROUNDS = 6


async def test_of_what_people_do_at_once_exactly_one_thing_happens(tmp_path):
    async with Chatroom() as room:
        another_admin(room)
        settings = telegram_settings(room) | {
            "BOT_TELEGRAM__LIMITS": "null",
            "BOT_MODERATION__POSTS_PER_HOUR": "0",
        }
        async with running_bot(tmp_path, **settings) as bot:
            for number in range(ROUNDS):
                await one_admin_approves_and_one_rejects(room, number)
                await an_admin_approves_while_the_author_edits(room, number)
                await an_admin_approves_while_the_author_withdraws(room, number)
                await an_admin_approves_while_another_rewords(room, number)
        assert_no_surprises(bot)


def another_admin(room: Chatroom) -> None:
    """小红, who reviews beside 阿杰."""
    world = room.service.world
    world.people[HONG] = Person(HONG, "小红")
    for members in (world.chats[REVIEW].members, world.chats[REVIEW].administrators):
        members.append(HONG)


async def posted(room: Chatroom, text: str) -> tuple[dict[str, Any], dict[str, Any]]:
    """A post that waits: its author's message and its card."""
    said = room.say(XIAOMING, TEA_HOUSE, f"/post {text}")
    return said, await bot_says(room, REVIEW, said, text)


async def ended(room: Chatroom, card: dict[str, Any]) -> str:
    """What the card says once it has no more buttons to decide with."""

    def outcome() -> str | None:
        now = room.service.world.chats[REVIEW].messages[card["message_id"]]
        title: str = now["text"].splitlines()[0]
        is_final = any(word in title for word in ("已发布", "未通过", "已撤回", "作废"))
        return title if is_final else None

    text = await room.wait_for(outcome)
    assert text is not None
    return text


def in_channel(room: Chatroom, containing: str) -> list[str]:
    return [made["text"] for made in room.messages(CHANNEL) if containing in made["text"]]


async def one_admin_approves_and_one_rejects(room: Chatroom, number: int) -> None:
    text = f"甲{number}："
    _, card = await posted(room, text)
    room.press(AJIE, card, "✅ 通过")
    room.press(HONG, card, "❌ 拒绝")
    outcome = await ended(room, card)
    assert len(in_channel(room, text)) == ("已发布" in outcome)
    assert ("阿杰" in outcome) == ("已发布" in outcome)


async def an_admin_approves_while_the_author_edits(room: Chatroom, number: int) -> None:
    """Published is the text of the card, or nothing yet: then the new text has a card of its own."""
    old, new = f"乙{number}旧", f"乙{number}新"
    said, card = await posted(room, old)
    room.edit(said, f"/post {new}")
    room.press(AJIE, card, "✅ 通过")
    answered = await bot_says(room, TEA_HOUSE, said, "#")
    outcome = await ended(room, card)
    if "作废" in outcome or "重新检查" in answered["text"]:
        fresh = await bot_says(room, REVIEW, card, new)
        assert in_channel(room, f"乙{number}") == []
        room.press(AJIE, fresh, "✅ 通过")
        await room.wait_for(lambda: in_channel(room, new))
    else:
        assert in_channel(room, f"乙{number}") == [old]


async def an_admin_approves_while_the_author_withdraws(room: Chatroom, number: int) -> None:
    text = f"丙{number}："
    said, card = await posted(room, text)
    receipt = await bot_says(room, TEA_HOUSE, said, "已收到")
    room.press(AJIE, card, "✅ 通过")
    room.press(XIAOMING, receipt, "撤回")
    outcome = await ended(room, card)
    assert len(in_channel(room, text)) == ("已发布" in outcome)


async def an_admin_approves_while_another_rewords(room: Chatroom, number: int) -> None:
    text = f"丁{number}："
    _, card = await posted(room, text)
    room.press(HONG, card, "✏️ 改后发")
    prompt = await bot_says(room, REVIEW, card, "小红，请回复")
    room.say(HONG, REVIEW, f"{text}改过", reply_to=prompt["message_id"])
    room.press(AJIE, card, "✅ 通过")
    await ended(room, card)
    assert in_channel(room, text) in ([text], [f"{text}改过"])
