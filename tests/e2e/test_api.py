"""`python -m bot api`: the HTTP chat as a process, without a token."""

import asyncio
import socket

import httpx
import pytest

from tests.e2e.conftest import telegram_settings
from tests.fakes.process import (
    PROFILE_IMPORTS,
    forked_bot,
    imported_packages,
    run_bot,
    run_forked,
    running_bot,
)
from tests.fakes.telegram import TelegramServer

pytestmark = pytest.mark.slow


def free_port() -> str:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return str(probe.getsockname()[1])


async def test_conversations_and_documents_outlive_a_restart(tmp_path):
    port, metrics_port = free_port(), free_port()
    settings = {"BOT_API__PORT": port, "BOT_METRICS__PORT": metrics_port}
    async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}") as client:
        async with forked_bot(tmp_path, "api", **settings) as bot:
            asked = (await client.post("/chat", json={"query": "/idiom 画蛇添足"})).json()
            file = {"file": ("a.txt", "天空是蓝的。".encode() * 30)}
            uploaded = (await client.post("/documents", files=file)).json()
            health = f"http://127.0.0.1:{metrics_port}"
            assert (await client.get(f"{health}/readyz")).status_code == 200
            assert (
                'bot_updates_total{kind="http"} 1.0' in (await client.get(f"{health}/metrics")).text
            )
            assert await bot.stop() == 0
        async with forked_bot(tmp_path, "api", BOT_API__PORT=port):
            read = await client.get(f"/conversations/{asked['conversation_id']}")
            assert read.json()["messages"][1]["content"] == asked["text"]
            body = {"document_id": uploaded["document_id"]}
            summary = await client.post("/summarize", json=body)
            assert "天空是蓝的" in summary.json()["text"]


async def test_a_start_on_another_host_without_keys_is_refused_in_one_sentence(tmp_path):
    everywhere = {"BOT_API__HOST": "0.0.0.0"}  # noqa: S104 -- that is what is refused
    ended = await run_forked("api", folder=tmp_path, env=everywhere)
    assert ended.code == 69
    assert ended.stderr.count("\n") == 1
    assert "BOT_API_KEYS is not set" in ended.stderr


async def test_a_taken_port_is_refused_in_one_sentence(tmp_path):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        ended = await run_bot("api", folder=tmp_path, env={"BOT_API__PORT": port})
    assert ended.code == 69
    assert f"127.0.0.1:{port}" in ended.stderr


@pytest.mark.parametrize("enabled", ["true", "false"])
async def test_beside_the_bot_it_runs_only_where_it_is_enabled(tmp_path, enabled):
    port = free_port()
    async with TelegramServer() as telegram:
        settings = telegram_settings(telegram) | PROFILE_IMPORTS
        settings |= {"BOT_API__ENABLED": enabled, "BOT_API__PORT": port}
        async with running_bot(tmp_path, **settings) as bot, httpx.AsyncClient() as client:
            if enabled == "true":
                answer = await client.post(f"http://127.0.0.1:{port}/chat", json={"query": "/help"})
                assert answer.status_code == 200
            assert await bot.stop() == 0
            await asyncio.sleep(0)
        loaded = imported_packages(bot.log)
        assert ("fastapi" in loaded) == (enabled == "true")
