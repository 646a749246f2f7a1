"""A stream editor that is cancelled or left before its end."""

import asyncio

import pytest

from bot.streaming.editor import StreamEditor
from tests.fakes.chat import FakeReply

pytestmark = pytest.mark.looptime


async def write(reply: FakeReply, text: str, *, pause_s: float = 0) -> None:
    async with StreamEditor(reply) as editor:
        editor.append(text)
        await asyncio.sleep(pause_s)
        await editor.finish()


async def test_a_cancelled_finish_still_leaves_the_message_whole():
    reply = FakeReply()

    async def answer() -> None:
        await write(reply, "完整的一句话，一个字都不能少。")

    task = asyncio.create_task(answer())
    await asyncio.sleep(0)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert reply.texts in ([], ["完整的一句话，一个字都不能少。"])


async def test_leaving_without_finish_ends_the_background_work():
    reply = FakeReply()

    async def leave() -> None:
        async with StreamEditor(reply) as editor:
            editor.append("x")
            raise ValueError("boom")

    with pytest.raises(ValueError, match="boom"):
        await leave()
    assert len(asyncio.all_tasks()) == 1


async def test_a_cancelled_finish_leaves_no_task_behind_however_long_a_call_takes():
    class HangingReply(FakeReply):
        async def send_now(self, *args, **options):
            await asyncio.sleep(60)
            return await super().send_now(*args, **options)

    task = asyncio.create_task(write(HangingReply(), "一二三四五六七八九十一二", pause_s=1))
    await asyncio.sleep(2)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert asyncio.all_tasks() == {asyncio.current_task()}
