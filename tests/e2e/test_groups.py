"""What happens in groups: topics, captions, posts that stay, a group that becomes a supergroup."""

from typing import Any

import aiohttp
import pytest

from tests.e2e.conftest import assert_no_surprises, bot_says, telegram_settings
from tests.fakes.files import docx
from tests.fakes.process import running_bot
from tests.fakes.telegram import AJIE, LUCY, REVIEW, TEA_HOUSE, XIAOMING, Chatroom

pytestmark = pytest.mark.process


async def stage(room: Chatroom, **change: Any) -> dict[str, Any]:
    """Change people and chats of the room."""
    async with (
        aiohttp.ClientSession(room.url) as session,
        session.post("/playground/chats", json=change) as response,
    ):
        changed: dict[str, Any] = await response.json()
        return changed


async def test_a_group_with_topics_that_moves(tmp_path):
    async with Chatroom() as room:
        settings = telegram_settings(room) | {"BOT_MODERATION__PUBLISH_CHAT_ID": "null"}
        async with running_bot(tmp_path, **settings) as bot:
            await each_topic_has_its_game(room)
            await a_file_is_summed_up_by_its_caption(room)
            await a_post_is_published_where_it_was_made(room)
            await a_game_follows_its_group(room)
        assert_no_surprises(bot)


async def each_topic_has_its_game(room: Chatroom) -> None:
    topic: int = (await stage(room, action="topic", chat_id=TEA_HOUSE, title="茶话"))[
        "message_thread_id"
    ]
    said = room.say(XIAOMING, TEA_HOUSE, "/idiom 画蛇添足", topic_id=topic)
    played = await bot_says(room, TEA_HOUSE, said, "该接")
    assert played["message_thread_id"] == topic
    said = room.say(XIAOMING, TEA_HOUSE, "/idiom 记录")
    assert "没有接龙" in (await bot_says(room, TEA_HOUSE, said, ""))["text"]


async def a_file_is_summed_up_by_its_caption(room: Chatroom) -> None:
    report = docx(["这是一份很长的报告。" * 30])
    said = room.send_file(XIAOMING, TEA_HOUSE, report, "报告.docx", caption="/summarize")
    await bot_says(room, TEA_HOUSE, said, "报告.docx")


async def a_post_is_published_where_it_was_made(room: Chatroom) -> None:
    said = room.say(XIAOMING, TEA_HOUSE, "/post 群里的一篇")
    await room.wait_for(lambda: room.messages(REVIEW))
    room.press(AJIE, room.last(REVIEW), "✅ 通过")
    published = await bot_says(room, TEA_HOUSE, said, "群里的一篇")
    assert published["text"] == "群里的一篇"


async def a_game_follows_its_group(room: Chatroom) -> None:
    made = await stage(room, action="create", title="小群", type="group", members=[101, 102])
    group = made["chat"]["id"]
    await stage(room, action="join", chat_id=group)
    said = room.say(LUCY, group, "/idiom 画蛇添足")
    await bot_says(room, group, said, "Next")
    supergroup = (await stage(room, action="migrate", chat_id=group))["chat_id"]
    # The move and the question are handled at the same time: ask again where it was not done yet.
    for _ in range(20):
        said = room.say(LUCY, supergroup, "/idiom chain")
        answer = str((await bot_says(room, supergroup, said, ""))["text"])
        if "画蛇添足" in answer:
            return
    pytest.fail(f"The game was lost: {answer}")
