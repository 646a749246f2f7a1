"""An album arrives as several updates and is handled as one, also across the deaths of processes."""

import json
from typing import Any

import pytest

from bot.handlers.update_order import read_order
from bot.models.inbox import ClaimedUpdate
from bot.models.work import Lease, Outcome
from tests.fakes.botapi import message, user
from tests.fakes.one_command_bot import OneCommandBot, one_command_bot
from tests.fakes.telegram import XIAOMING

QUIET_MS = 2000


@pytest.fixture
async def bot():
    async with one_command_bot() as made:
        yield made


def part(number: int, caption: str = "", **more: Any) -> dict[str, Any]:
    """An update with one picture of the album."""
    photo = {"file_id": f"photo-{number}", "file_unique_id": "u", "width": 9, "height": 9}
    content = {"photo": [photo], "media_group_id": "7"} | more
    if caption:
        entity = {"type": "bot_command", "offset": 0, "length": 3}
        content |= {"caption": caption, "caption_entities": [entity]}
    made = message(chat_id=XIAOMING, sender=user(XIAOMING), **content)
    return {"update_id": number, "message": made}


async def arrive(bot: OneCommandBot, *updates: dict[str, Any]) -> None:
    await bot.media_groups.add([read_order(update) for update in updates])


async def handle(bot: OneCommandBot, update: dict[str, Any], attempts: int = 1) -> Outcome:
    number = update["update_id"]
    lease = Lease(str(number), 1, attempts)
    return await bot.telegram.updates.handle(ClaimedUpdate(number, json.dumps(update), lease))


async def test_the_first_part_waits_for_the_others_and_is_handled_for_all_of_them(bot):
    parts = [part(1), part(2, "/do 三张"), part(3)]
    await arrive(bot, *parts[:2])
    assert await handle(bot, parts[0]) == Outcome("requeue", delay_ms=QUIET_MS)
    bot.now_ms = 1500
    await arrive(bot, parts[2])
    assert await handle(bot, parts[0]) == Outcome("requeue", delay_ms=QUIET_MS)
    assert bot.runs == 0
    bot.now_ms += QUIET_MS
    for update in parts:
        assert await handle(bot, update) == Outcome()
    [request] = bot.requests
    assert (request.command, request.text, request.update_id) == ("do", "三张", 1)
    assert request.message_id == parts[1]["message"]["message_id"]
    assert [file.file_id for file in request.files] == ["photo-1", "photo-2", "photo-3"]
    assert [file.message_id for file in request.files] == [
        update["message"]["message_id"] for update in parts
    ]


async def test_another_attempt_after_a_crash_gets_the_same_album(bot):
    parts = [part(1), part(2, "/do 两张")]
    await arrive(bot, *parts)
    bot.now_ms = QUIET_MS
    await handle(bot, parts[0])  # its process dies before it is settled
    await arrive(bot, part(3))
    await handle(bot, parts[0], attempts=2)
    assert [len(request.files) for request in bot.requests] == [2, 2]
    assert await handle(bot, parts[1]) == Outcome()
    assert bot.runs == 2


async def test_a_part_that_comes_too_late_is_handled_alone(bot):
    await arrive(bot, part(1))
    bot.now_ms = QUIET_MS
    await handle(bot, part(1))
    late = part(2)
    await arrive(bot, late)
    await handle(bot, late)
    assert [request.files for request in bot.requests][1] == ()


async def test_a_reply_to_one_part_knows_the_whole_album_and_its_caption(bot):
    parts = [part(1, "/do 海边"), part(2)]
    await arrive(bot, *parts)
    body = message("/do", chat_id=XIAOMING, sender=user(XIAOMING))
    body["reply_to_message"] = parts[1]["message"]
    await handle(bot, {"update_id": 9, "message": body})
    quoted = bot.requests[0].quoted
    assert [file.file_id for file in quoted.files] == ["photo-1", "photo-2"]
    assert (quoted.text, quoted.captioned.text, quoted.album) == ("", "海边", "7")
