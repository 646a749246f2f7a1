"""The server as a process: its world outlives it."""

import asyncio
import json
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from bot.playground.server.places import default_world
from bot.playground.server.store import Store
from tests.fakes.process import ROOT
from tests.fakes.telegram import LUCY, TEA_HOUSE, XIAOMING, BotClient, Chatroom


async def test_the_world_is_the_same_after_a_restart(tmp_path, http):
    store = Store(tmp_path / "world.json")
    async with Chatroom(store=store) as room:
        bot = BotClient(http, room)
        topic = room.service.places.open_topic(room.service.world.chats[TEA_HOUSE], "闲聊")
        room.send_file(XIAOMING, XIAOMING, "第一章".encode(), "书.txt")
        sent = await bot.ok("sendMessage", chat_id=LUCY, text="你好")
        markup = {"force_reply": True}
        asking = await bot.ok("sendMessage", chat_id=LUCY, text="？", reply_markup=markup)
        before = room.service.world
    async with Chatroom(store=store) as room:
        bot = BotClient(http, room)
        updates = await bot.ok("getUpdates")
        assert [u["update_id"] for u in updates] == [u["update_id"] for u in before.pending]
        file_id = updates[-1]["message"]["document"]["file_id"]
        assert room.service.world.files[file_id].data == "第一章".encode()
        await bot.ok("sendMessage", chat_id=TEA_HOUSE, text="x", message_thread_id=topic)
        await bot.ok("editMessageText", chat_id=LUCY, message_id=sent["message_id"], text="您好")
        edit = {"chat_id": LUCY, "message_id": asking["message_id"], "text": "！"}
        assert "can't be edited" in await bot.refusal("editMessageText", **edit)
        assert room.say(XIAOMING, XIAOMING, "又来")["message_id"] > sent["message_id"]


def test_ids_grow_over_a_restart_without_a_snapshot(monkeypatch):
    monkeypatch.setattr("time.time", lambda: 1_790_000_000.0)
    first = default_world()
    ids = [first.next_id() for _ in range(100)]
    monkeypatch.setattr("time.time", lambda: 1_790_000_200.0)
    assert default_world().next_id() > max(ids)


@pytest.mark.looptime
async def test_the_world_is_saved_at_most_once_a_second(tmp_path):
    world, path = default_world(), tmp_path / "world.json"
    keeping = asyncio.create_task(Store(path).keep(world))
    world.next_id()
    await asyncio.sleep(0.5)
    assert not path.exists()
    await asyncio.sleep(0.6)
    assert json.loads(path.read_text(encoding="utf-8"))["last_id"] == world.last_id
    path.unlink()
    await asyncio.sleep(5)
    assert not path.exists()
    keeping.cancel()


@asynccontextmanager
async def server(*options: str) -> AsyncIterator[asyncio.subprocess.Process]:
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bot.playground.server", *options,
        cwd=ROOT,
        stderr=asyncio.subprocess.PIPE,
    )  # fmt: skip
    try:
        yield process
    finally:
        if process.returncode is None:
            process.kill()
        await process.communicate()


@pytest.mark.process
async def test_sigterm_ends_the_process_with_a_snapshot(tmp_path, unused_tcp_port):
    data = tmp_path / "world.json"
    async with server("--port", str(unused_tcp_port), "--data", str(data)) as process:
        while True:
            try:
                _, writer = await asyncio.open_connection("127.0.0.1", unused_tcp_port)
            except OSError:
                await asyncio.sleep(0.02)
            else:
                writer.close()
                await writer.wait_closed()
                break
        process.send_signal(signal.SIGTERM)
        assert await process.wait() == 0
    assert json.loads(data.read_text(encoding="utf-8"))["people"][0]["first_name"] == "小明"


@pytest.mark.process
async def test_a_broken_snapshot_is_named_in_one_sentence(tmp_path, unused_tcp_port):
    data = tmp_path / "world.json"
    data.write_text("{")
    async with server("--port", str(unused_tcp_port), "--data", str(data)) as process:
        _, err = await process.communicate()
        assert process.returncode not in {0, 1}
        assert str(data) in err.decode()
        assert len(err.decode().strip().splitlines()) == 1
