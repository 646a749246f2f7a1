"""Kills the HTTP chat (SIGKILL) in the middle of streamed answers: each conversation is whole or empty.

In full it is `python -m bot api`; in a short run a forked bot beside which the chat is enabled.
"""

import asyncio
import json
import random
import socket
import tempfile
from collections.abc import Mapping
from contextlib import AbstractAsyncContextManager
from pathlib import Path
from typing import Any

import httpx

from bench.soak.report import Report
from tests.e2e.conftest import telegram_settings
from tests.fakes.process import BotProcess, forked_bot, running_bot
from tests.fakes.telegram import TelegramServer
from tests.servers.dashscope import dashscope_server
from tests.servers.steering import API_KEY, Says

ANSWERS, SMALL_ANSWERS = 30, 6
ROUNDS, SMALL_ROUNDS = 8, 1
_KILLED_AFTER_S, _SMALL_KILLED_AFTER_S = 2.0, 0.5
_CHUNKS, _SMALL_CHUNKS = 20, 8


def whole_answer(question: str) -> str:
    """What the model answers to a question; no two are alike."""
    return "".join(_pieces(question))


def _pieces(question: str) -> list[str]:
    # Questions of a short run say so themselves.
    count = _SMALL_CHUNKS if question.startswith("短") else _CHUNKS
    return [f"{question}之{n}。" for n in range(count)]


def _says(body: Mapping[str, Any]) -> Says:
    question = body["input"]["messages"][-1]["content"]
    # Answers end all over the time in which the kill comes.
    gap_s = random.uniform(0.01, 0.1)
    return Says(_pieces(question), gap_s=gap_s)


async def soak(*, small: bool) -> Report:
    """Ask at once, kill, start again and read every conversation."""
    count = SMALL_ANSWERS if small else ANSWERS
    rounds = SMALL_ROUNDS if small else ROUNDS
    report = Report(f"api_kills: {rounds} x SIGKILL in the middle of {count} streamed answers")
    report.counts = {"stored whole": 0, "not stored": 0, "read to the end": 0}
    report.faults = {"half stored": 0, "read but lost": 0}
    with tempfile.TemporaryDirectory(prefix="api-") as folder:
        async with dashscope_server() as model, TelegramServer() as telegram:
            model.answer = _says
            with socket.socket() as probe:
                probe.bind(("127.0.0.1", 0))
                port = str(probe.getsockname()[1])
            settings = {
                "BOT_API__PORT": port,
                "BOT_BUDGET": "null",
                "DASHSCOPE_API_KEY": API_KEY,
                "BOT_LLM__BASE_URL": model.url,
            }
            if small:
                settings |= telegram_settings(telegram) | {"BOT_API__ENABLED": "true"}
            for number in range(rounds):
                await _round(
                    report, Path(folder), settings, f"{'短' if small else ''}{number}", count
                )
    return report


async def _round(
    report: Report, folder: Path, settings: dict[str, str], name: str, count: int
) -> None:
    small = name.startswith("短")
    url = f"http://127.0.0.1:{settings['BOT_API__PORT']}"
    limits = httpx.Limits(max_connections=None)
    async with (
        _chat(folder, settings, small=small) as bot,
        httpx.AsyncClient(base_url=url, limits=limits, timeout=60) as client,
    ):
        asking = [
            asyncio.create_task(_ask(client, f"{name}轮{person}问")) for person in range(count)
        ]
        await asyncio.sleep(_SMALL_KILLED_AFTER_S if small else _KILLED_AFTER_S)
        bot.kill()
        asked = await asyncio.gather(*asking)
    async with (
        _chat(folder, settings, small=small),
        httpx.AsyncClient(base_url=url, timeout=60) as client,
    ):
        for question, conversation_id, is_read in asked:
            await _check(report, client, question, conversation_id, is_read=is_read)


def _chat(
    folder: Path, settings: dict[str, str], *, small: bool
) -> AbstractAsyncContextManager[BotProcess]:
    return forked_bot(folder, **settings) if small else running_bot(folder, "api", **settings)


async def _ask(client: httpx.AsyncClient, question: str) -> tuple[str, str, bool]:
    """Ask and read; the conversation's id where it was seen, and whether the end was."""
    conversation_id, is_read = "", False
    try:
        async with client.stream(
            "POST", "/chat", json={"query": question, "stream": True}
        ) as response:
            async for line in response.aiter_lines():
                is_read = is_read or line == "data: [DONE]"
                if line.startswith("data: {"):
                    conversation_id = json.loads(line[6:])["conversation_id"]
    except httpx.HTTPError:
        pass  # the server was killed
    return question, conversation_id, is_read


async def _check(
    report: Report, client: httpx.AsyncClient, question: str, conversation_id: str, *, is_read: bool
) -> None:
    report.counts["read to the end"] += is_read
    messages: list[dict[str, str]] = []
    if conversation_id:
        response = await client.get(f"/conversations/{conversation_id}")
        messages = response.json().get("messages", [])
    if not messages:
        report.counts["not stored"] += 1
        report.faults["read but lost"] += is_read
        return
    expected = [
        {"role": "user", "content": question},
        {"role": "assistant", "content": whole_answer(question)},
    ]
    if messages == expected:
        report.counts["stored whole"] += 1
    else:
        report.faults["half stored"] += 1
        report.examples.append(str(messages)[:200])
