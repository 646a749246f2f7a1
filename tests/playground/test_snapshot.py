"""The snapshot: what survives a restart of the server, and the server as a process."""

import asyncio
import json
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from bot.playground.server.initial_state import initial_state
from bot.playground.server.snapshot import Snapshot
from tests.fakes.process import ROOT
from tests.fakes.telegram import AJIE, GROUP, LUCY, XIAOMING, BotClient, TelegramServer
from tests.fakes.telegram_chats import open_topic


async def test_the_state_is_the_same_after_a_restart(tmp_path, http):
    snapshot = Snapshot(tmp_path / "state.json")
    async with TelegramServer(snapshot=snapshot) as telegram:
        bot = BotClient(http, telegram)
        topic = open_topic(telegram.server, telegram.state.chats[GROUP], "闲聊")
        telegram.send_file(XIAOMING, XIAOMING, "第一章".encode(), "书.txt")
        sent = await bot.ok("sendMessage", chat_id=LUCY, text="你好")
        markup = {"force_reply": True}
        asking = await bot.ok("sendMessage", chat_id=LUCY, text="？", reply_markup=markup)
        before = telegram.state
    async with TelegramServer(snapshot=snapshot) as telegram:
        bot = BotClient(http, telegram)
        updates = await bot.ok("getUpdates")
        assert [u["update_id"] for u in updates] == [u["update_id"] for u in before.pending_updates]
        file_id = updates[-1]["message"]["document"]["file_id"]
        assert telegram.state.files[file_id].data == "第一章".encode()
        await bot.ok("sendMessage", chat_id=GROUP, text="x", message_thread_id=topic)
        await bot.ok("editMessageText", chat_id=LUCY, message_id=sent["message_id"], text="您好")
        edit = {"chat_id": LUCY, "message_id": asking["message_id"], "text": "！"}
        assert "can't be edited" in await bot.error("editMessageText", **edit)
        assert telegram.say(XIAOMING, XIAOMING, "又来")["message_id"] > sent["message_id"]


def test_a_snapshot_of_the_first_version_is_upgraded_with_nothing_lost(tmp_path):
    path = tmp_path / "state.json"
    path.write_bytes((Path(__file__).parent / "data" / "snapshot_v1.json").read_bytes())
    state = initial_state()
    assert Snapshot(path).load(state)
    assert [user.first_name for user in state.users.values()] == ["小明", "Lucy", "阿杰"]
    assert [len(chat.messages) for chat in state.chats.values()] == [1, 1, 1, 1, 0, 0]
    assert state.chats[GROUP].topics[1790000007].name == "闲聊"
    assert state.chats[AJIE].not_editable == state.chats[AJIE].sent_by_bot == {1790000003}
    assert [list(update)[1] for update in state.pending_updates] == [
        *("message", "callback_query", "message"),
    ]
    assert state.callback_queries == {"1790000005": LUCY}
    assert state.webhook is not None
    assert state.webhook.secret_token == "s"
    Snapshot(path).save(state)
    again = initial_state()
    Snapshot(path).load(again)
    assert again.chats == state.chats


@pytest.mark.parametrize("content", ["[]", '{"version": 3}'], ids=["no object", "newer"])
def test_a_file_that_is_no_snapshot_of_ours_is_refused(tmp_path, content):
    path = tmp_path / "state.json"
    path.write_text(content)
    with pytest.raises((TypeError, ValueError)):
        Snapshot(path).load(initial_state())


def test_ids_grow_over_a_restart_without_a_snapshot(monkeypatch):
    monkeypatch.setattr("time.time", lambda: 1_790_000_000.0)
    first = initial_state()
    ids = [first.next_id() for _ in range(100)]
    monkeypatch.setattr("time.time", lambda: 1_790_000_200.0)
    assert initial_state().next_id() > max(ids)


@pytest.mark.looptime
async def test_the_state_is_saved_at_most_once_a_second(tmp_path):
    state, path = initial_state(), tmp_path / "state.json"
    saving = asyncio.create_task(Snapshot(path).save_periodically(state))
    state.next_id()
    await asyncio.sleep(0.5)
    assert not path.exists()
    await asyncio.sleep(0.6)
    assert json.loads(path.read_text(encoding="utf-8"))["last_id"] == state.last_id
    path.unlink()
    await asyncio.sleep(5)
    assert not path.exists()
    saving.cancel()


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


@pytest.mark.slow
async def test_sigterm_ends_the_process_with_a_snapshot(tmp_path, unused_tcp_port):
    data = tmp_path / "state.json"
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
    assert json.loads(data.read_text(encoding="utf-8"))["users"][0]["first_name"] == "小明"


@pytest.mark.slow
async def test_a_broken_snapshot_is_named_in_one_sentence(tmp_path, unused_tcp_port):
    data = tmp_path / "state.json"
    data.write_text("{")
    async with server("--port", str(unused_tcp_port), "--data", str(data)) as process:
        _, err = await process.communicate()
        assert process.returncode not in {0, 1}
        assert str(data) in err.decode()
        assert len(err.decode().strip().splitlines()) == 1
