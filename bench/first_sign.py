"""Measures how soon a person sees that the bot works on an answer, and how soon its first text.

    python -m bench first_sign

From a question in private to the first call of the bot, and to the first message with text, at the
local Bot API server; the model's first token comes after a second or five. One real process, polling,
with the flood budget; both servers are in this process, so their work is in the figure. Each question
has a chat of its own.
"""

import asyncio
import time
from collections.abc import Callable, Mapping
from typing import Any

from bench.figure import Figure
from bot.playground.server.state import BotApiUser
from tests.fakes.replicas import open_replicas
from tests.fakes.telegram import TelegramServer
from tests.servers.steering import Answer, Says

QUESTIONS = 11
_ANSWER = "十二个字一起来了就立刻显示。"
_FIRST_USER = 5000
_TIMEOUT_S = 20


async def measured() -> list[Figure]:
    """Figures for a first token after a second and after five; the first question does not count."""
    found = []
    async with open_replicas() as replicas:
        await replicas.start(BOT_TELEGRAM__LIMITS="{}")
        for index, thought_s in enumerate((1, 5)):
            replicas.model.answer = _after(thought_s)
            first = _FIRST_USER + index * QUESTIONS
            seen = [await _asked(replicas.telegram, first + nth) for nth in range(QUESTIONS)][1:]
            name = f"first token after {thought_s} s"
            signs, texts = ([each[kind] for each in seen] for kind in (0, 1))
            command = "python -m bench first_sign"
            found.append(Figure(f"first sign, {name}", "s", 0.3, signs, command))
            found.append(Figure(f"first text, {name}", "s", thought_s + 0.1, texts, command))
    return found


async def _asked(telegram: TelegramServer, user_id: int) -> tuple[float, float]:
    """Seconds to the first call, and to the first text of the answer."""
    telegram.state.add_user(BotApiUser(user_id, f"用户{user_id}", None, "zh-hans"))
    asked_ms = time.time() * 1000
    telegram.say(user_id, user_id, "/ask 慢慢想")
    async with asyncio.timeout(_TIMEOUT_S):
        while not (texts := [call for call in _calls(telegram, user_id) if _shows(call)]):  # noqa: ASYNC110 -- the server notes calls, nobody tells
            await asyncio.sleep(0.005)
    first = _calls(telegram, user_id)[0]
    return (first["time_ms"] - asked_ms) / 1000, (texts[0]["time_ms"] - asked_ms) / 1000


def _calls(telegram: TelegramServer, user_id: int) -> list[dict[str, Any]]:
    return [call for call in telegram.calls() if str(call["params"].get("chat_id")) == str(user_id)]


def _shows(call: dict[str, Any]) -> bool:
    return bool(call["params"].get("text") == _ANSWER)


def _after(thought_s: float) -> Callable[[Mapping[str, Any]], Answer]:
    return lambda _: Says(["", _ANSWER], gap_s=thought_s)


def figures() -> list[Figure]:
    """Measure."""
    return asyncio.run(measured())
