"""How fast readers see an answer while it is written, and what that costs in CPU.

    python -m bench streaming

The delay of a character is the time from being written to being shown, in virtual time. The bound is
that of a schedule that knows the answer's length, shows without delay, and keeps these limits: a
private chat's bucket; in a group 8 calls at once, then 1 every 3 s, at most 20 a minute, 4 of them kept
for durable calls. With m edits evenly spaced in T seconds the mean delay is T / 2(m + 1), and no other
spacing of m edits does better (the mean delay is the sum of the squared gaps over 2T); the bound takes
the largest m that the limits allow. No editor reaches it, since none knows T. `naive` is a placeholder
and an edit each second.
"""

import asyncio
import math
from collections.abc import Awaitable, Sequence
from statistics import fmean
from typing import Any, TypeVar

import looptime

from bench import concurrent_answers, editor_cpu
from bench.figure import Figure
from bot.models.flood import ChatLimits, FloodLimits
from bot.storage.flood.local_flood_budget import LocalFloodBudget
from bot.streaming.editor import StreamEditor
from tests.fakes.streamed_answers import (
    TOKEN,
    TOKENS_PER_S,
    BudgetedReply,
    SeenAnswer,
    Server,
    Writer,
    answers_at_once,
    stream,
)

_COMMAND = "python -m bench streaming"
PERSON, GROUP = 1, -1
_THOUGHTS_S = (0.3, 1, 2.9, 3.5, 6, 30)
_CALL_S, _FIRST_TOKENS = 0.05, 6
_LIMITS = {"private": ChatLimits(4, 1, 1), "group": ChatLimits(8, 20 / 60, 4, per_minute=20)}
_T = TypeVar("_T")


async def naive(reply: BudgetedReply, tokens: int) -> None:
    """The baseline: a placeholder, then an edit each second."""
    message_id = await reply.send_now("…")
    text, edited = "", asyncio.get_running_loop().time()
    for _ in range(tokens):
        text += TOKEN
        await asyncio.sleep(1 / TOKENS_PER_S)
        if asyncio.get_running_loop().time() - edited >= 1:
            await reply.edit(message_id, text)
            edited = asyncio.get_running_loop().time()
    await reply.edit(message_id, text)


def bound_s(limits: ChatLimits, seconds: float) -> float:
    """The least mean delay of a character; see above."""
    burst, edits = limits.burst - limits.reserve, 0
    most = limits.per_minute - limits.reserve if limits.per_minute else math.inf
    while edits < most and all(
        seconds * k / (edits + 2) >= (k - burst) / limits.per_s for k in range(1, edits + 2)
    ):
        edits += 1
    return seconds / 2 / (edits + 1)


async def alone(write: Writer, kind: str, seconds: int) -> tuple[SeenAnswer, float]:
    """One answer in a chat; what its reader sees, and the mean delay as a multiple of the bound."""
    server = Server(LocalFloodBudget(FloodLimits()))
    [answer] = await answers_at_once(
        server, [PERSON if kind == "private" else GROUP], seconds, write
    )
    bound = bound_s(_LIMITS[kind], seconds)
    ratio = answer.mean_delay_s / bound
    print(
        f"{kind}, {seconds} s, {write.__name__}: first text {answer.first_s:.2f} s, mean delay"
        f" {answer.mean_delay_s:.2f} s = {ratio:.2f} x bound {bound:.2f} s, {answer.calls} calls,"
        f" {answer.dropped} dropped, end {answer.late_s:+.2f} s"
    )
    return answer, ratio


async def at_once(name: str, chat_ids: Sequence[int], seconds: int) -> tuple[float, float, int]:
    """Answers at once, 0.1 s a call; the last first text, the mean delay, how many calls got a 429."""
    server = Server(LocalFloodBudget(FloodLimits()), call_s=0.1)
    answers = await answers_at_once(server, chat_ids, seconds)
    first_s = max(answer.first_s for answer in answers)
    mean_s = fmean(answer.mean_delay_s for answer in answers)
    print(
        f"{name}, {seconds} s: first text after at most {first_s:.2f} s, mean delay {mean_s:.2f} s,"
        f" {len(server.times)} calls, {server.refused} refused,"
        f" {sum(answer.dropped for answer in answers)} edits dropped"
    )
    return first_s, mean_s, server.refused


async def after_thought(chat_id: int, seconds: float) -> tuple[float, float]:
    """The first sign of an answer that takes so long to begin, and how late its first text is."""
    server = Server(LocalFloodBudget(FloodLimits()), call_s=_CALL_S)
    reply = BudgetedReply(server, chat_id)
    async with StreamEditor(reply) as editor:
        await asyncio.sleep(seconds)
        editor.append(TOKEN * _FIRST_TOKENS)
        await asyncio.sleep(1)
        await editor.finish()
    text_at = next(at for at, count in reply.shown if count == len(TOKEN) * _FIRST_TOKENS)
    return server.times[0], text_at - seconds


def in_virtual_time(work: Awaitable[_T]) -> _T:
    """Run it on a loop of its own."""
    loop: Any = looptime.new_event_loop(start=0)
    try:
        return loop.run_until_complete(work)  # type: ignore[no-any-return]  # looptime has no types
    finally:
        loop.close()


def delays() -> list[Figure]:
    """What readers see; one value a figure, since every run gives the same."""
    found = []
    for seconds in (6, 30):
        for kind in _LIMITS:
            ours, ratio = in_virtual_time(alone(stream, kind, seconds))
            in_virtual_time(alone(naive, kind, seconds))
            name = f"{kind}, {seconds} s"
            found += [
                Figure(f"first text, {name}", "s", 0.25, [ours.first_s], _COMMAND),
                Figure(f"mean delay of a character, {name}", "x bound", 1.2, [ratio], _COMMAND),
            ]
    for kind, chat_id in (("private", PERSON), ("group", GROUP)):
        thoughts = [in_virtual_time(after_thought(chat_id, s)) for s in _THOUGHTS_S]
        signs, texts = zip(*thoughts, strict=True)
        name = f"{kind}, thoughts of {_THOUGHTS_S[0]} to {_THOUGHTS_S[-1]} s"
        found.append(Figure(f"first sign, {name}", "s", 0.3, signs, _COMMAND))
        found.append(
            Figure(f"first text after the first token, {name}", "s", 0.25, texts, _COMMAND)
        )
    name = "25 private answers at once"
    first_s, _, refused = in_virtual_time(at_once(name, range(1, 26), 6))
    found.append(Figure(f"429s, {name}, 6 s", "calls", 3, [refused], _COMMAND))
    found.append(Figure(f"last first text, {name}, 6 s", "s", 0.5, [first_s], _COMMAND))
    name = "4 answers at once in a group"
    _, mean_s, _ = in_virtual_time(at_once(name, [GROUP] * 4, 6))
    found.append(Figure(f"mean delay of a character, {name}, 6 s", "s", 1.5, [mean_s], _COMMAND))
    return found


def figures() -> list[Figure]:
    """Measure."""
    return delays() + editor_cpu.figures(_COMMAND) + concurrent_answers.figures(_COMMAND)
