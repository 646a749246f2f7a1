"""Kills the HTTP chat (SIGKILL) in the middle of streamed answers: each conversation is whole or empty."""

import asyncio
import json
import random
import socket
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import httpx

from bench.soak.report import Report
from tests.fakes.process import running_bot
from tests.servers.dashscope import dashscope_server
from tests.servers.steering import API_KEY, Says

ANSWERS, SMALL_ANSWERS = 30, 6
ROUNDS, SMALL_ROUNDS = 8, 1
_CHUNKS = 20


def whole_answer(question: str) -> str:
    """What the model answers to a question; no two are alike."""
    return "".join(f"{question}之{n}。" for n in range(_CHUNKS))


def _says(body: Mapping[str, Any]) -> Says:
    question = body["input"]["messages"][-1]["content"]
    # Answers end all over the time in which the kill comes.
    gap_s = random.uniform(0.01, 0.1)
    return Says([f"{question}之{n}。" for n in range(_CHUNKS)], gap_s=gap_s)


async def soak(*, small: bool) -> Report:
    """Ask at once, kill, start again and read every conversation."""
    count = SMALL_ANSWERS if small else ANSWERS
    rounds = SMALL_ROUNDS if small else ROUNDS
    report = Report(f"api_kills: {rounds} x SIGKILL in the middle of {count} streamed answers")
    report.counts = {"stored whole": 0, "not stored": 0, "read to the end": 0}
    report.faults = {"half stored": 0, "read but lost": 0}
    with tempfile.TemporaryDirectory(prefix="api-") as folder:
        async with dashscope_server() as model:
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
            for number in range(rounds):
                await _round(report, Path(folder), settings, number, count)
    return report


async def _round(
    report: Report, folder: Path, settings: dict[str, str], number: int, count: int
) -> None:
    url = f"http://127.0.0.1:{settings['BOT_API__PORT']}"
    limits = httpx.Limits(max_connections=None)
    async with (
        running_bot(folder, "api", **settings) as bot,
        httpx.AsyncClient(base_url=url, limits=limits, timeout=60) as client,
    ):
        asking = [
            asyncio.create_task(_ask(client, f"第{number}轮{person}问")) for person in range(count)
        ]
        await asyncio.sleep(2)
        bot.kill()
        asked = await asyncio.gather(*asking)
    async with (
        running_bot(folder, "api", **settings),
        httpx.AsyncClient(base_url=url, timeout=60) as client,
    ):
        for question, conversation_id, is_read in asked:
            await _check(report, client, question, conversation_id, is_read=is_read)


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
