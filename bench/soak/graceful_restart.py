"""SIGTERM while answers stream: the next process finishes them in the same messages."""

import time
from contextlib import suppress

from bench.soak.report import Report
from bench.soak.users import AskingUser, model_answer
from tests.fakes.replicas import Replicas, open_replicas
from tests.servers.steering import Says

ANSWERS, SMALL_ANSWERS = 50, 6
_LONGEST_S = 60


async def soak(*, small: bool) -> Report:
    """Ask, stop the one process that answers, start another."""
    count = SMALL_ANSWERS if small else ANSWERS
    async with open_replicas() as replicas:
        # Longer than the grace, so that nothing ends by itself.
        replicas.model.answer = lambda body: Says(model_answer(body).chunks * 4, gap_s=1)
        replicas.settings["BOT_TELEGRAM__STOP_GRACE_S"] = "2" if small else "8"
        first = await replicas.start()
        people = [AskingUser(replicas.telegram, number) for number in range(count)]
        for one in people:
            one.say(f"/ask 问{one.id}第0题")
        await replicas.telegram.wait_for(lambda: all(one.heard for one in people), _LONGEST_S)
        begun = time.monotonic()
        code = await first.stop()
        took_s = time.monotonic() - begun
        half = sum(text.endswith("。") for one in people for text in one.heard)
        replicas.model.answer = lambda body: Says(model_answer(body).chunks, gap_s=0.05)
        return await _finished(replicas, people, {"exit s": took_s, "cut off": count - half}, code)


async def _finished(
    replicas: Replicas, people: list[AskingUser], counts: dict[str, float], code: int
) -> Report:
    """Start the next process and wait for the last answer."""
    begun = time.monotonic()
    await replicas.start()
    started_s = time.monotonic() - begun
    await replicas.telegram.wait_for(lambda: _edited(replicas, len(people)), _LONGEST_S)
    went_on_s = time.monotonic() - begun
    with suppress(AssertionError):  # then the report says what is missing
        await replicas.telegram.wait_for(
            lambda: not any(any(one.faults().values()) for one in people), _LONGEST_S
        )
    report = Report(f"handover: SIGTERM with {len(people)} answers streaming")
    report.counts = counts | {"start s": started_s, "all go on after s": went_on_s}
    report.faults = {"exit code": code, "over 10 s": int(counts["exit s"] > 10)}
    for kind in ("lost", "twice", "left hanging", "misplaced"):
        found = [text for one in people for text in one.faults()[kind]]
        report.faults[kind] = len(found)
        report.examples += found[:3]
    return report


def _edited(replicas: Replicas, count: int) -> bool:
    """Has the new process touched every message? Its texts do not say that it restarts."""
    texts = [
        made["text"]
        for chat in replicas.telegram.state.chats.values()
        if chat.id >= 1000
        for made in chat.messages.values()
        if made["from"]["is_bot"]
    ]
    return len(texts) == count and not any("重启" in text for text in texts)
