"""Sends SIGTERM while answers stream: the next process must finish them in the same messages."""

import time
from contextlib import suppress

from bench.soak.report import Report
from bench.soak.users import AskingUser, model_answer
from tests.fakes.replicas import Replicas, open_replicas
from tests.servers.steering import Says

ANSWERS, SMALL_ANSWERS = 50, 6
_TIMEOUT_S = 60


async def soak(*, small: bool) -> Report:
    """Stop the process that streams the answers, and start another."""
    count = SMALL_ANSWERS if small else ANSWERS
    async with open_replicas() as replicas:
        # Longer than the stop grace, so that no answer ends by itself.
        replicas.model.answer = lambda body: Says([*model_answer(body).chunks] * 4, gap_s=1)
        replicas.settings["BOT_TELEGRAM__STOP_GRACE_S"] = "2" if small else "8"
        first = await replicas.start()
        users = [AskingUser(replicas.telegram, number) for number in range(count)]
        for user in users:
            user.say(f"/ask 问{user.id}第0题")
        await replicas.telegram.wait_for(lambda: all(user.answers for user in users), _TIMEOUT_S)
        started = time.monotonic()
        code = await first.stop()
        took_s = time.monotonic() - started
        whole = sum(text.endswith("。") for user in users for text in user.answers)
        replicas.model.answer = lambda body: Says(model_answer(body).chunks, gap_s=0.05)
        return await _finished(replicas, users, {"exit s": took_s, "cut off": count - whole}, code)


async def _finished(
    replicas: Replicas, users: list[AskingUser], counts: dict[str, float], code: int
) -> Report:
    """Start another process and wait for the last answer."""
    started = time.monotonic()
    await replicas.start()
    start_s = time.monotonic() - started
    await replicas.telegram.wait_for(lambda: _edited(replicas, len(users)), _TIMEOUT_S)
    continued_s = time.monotonic() - started
    with suppress(AssertionError):  # the report says what is missing
        await replicas.telegram.wait_for(
            lambda: not any(any(user.faults().values()) for user in users), _TIMEOUT_S
        )
    report = Report(f"graceful_restart: SIGTERM with {len(users)} answers streaming")
    report.counts = counts | {"start s": start_s, "all continue after s": continued_s}
    report.faults = {"exit code": code, "over 10 s": int(counts["exit s"] > 10)}
    for kind in ("lost", "twice", "not finished", "misplaced"):
        found = [text for user in users for text in user.faults()[kind]]
        report.faults[kind] = len(found)
        report.examples += found[:3]
    return report


def _edited(replicas: Replicas, count: int) -> bool:
    """Has the new process edited every message? The old one left "正在重启" in them."""
    texts = [
        made["text"]
        for chat in replicas.telegram.state.chats.values()
        if chat.id >= 1000
        for made in chat.messages.values()
        if made["from"]["is_bot"]
    ]
    return len(texts) == count and not any("重启" in text for text in texts)
