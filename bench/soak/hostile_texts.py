"""Gives hostile texts to what reads texts on the event loop, and measures the CPU each one takes.

The renderer reads what models write; the judge, the rules of free text and the local censor read
what people write. A text of at most 16 KB must not hold the loop, and one that is four times as long
must not take more than five times as long.
"""

import time
from collections import Counter
from collections.abc import Callable
from typing import NamedTuple

from bench.soak.report import Report
from bot.app.gc_tuning import tune_gc
from bot.commands.idiom.subcommands import parse_subcommand, parse_turn_limit
from bot.commands.intent import (
    cut_argument,
    game_subcommand,
    is_about_chat,
    is_cancel,
    is_wait,
    read_alias,
    recognise,
    topic_of,
)
from bot.commands.post.permissions import parse_id_and_rest
from bot.commands.summary_source import find_source
from bot.errors import PostError
from bot.idioms import judge, shipped_dictionary
from bot.idioms.normalise import word_key
from bot.idioms.pinyin import parse_pinyin
from bot.models.blank import is_blank
from bot.models.post import CensorVerdict
from bot.models.utf16 import MESSAGE_UNITS, utf16_len
from bot.moderation.local_censor import LocalCensor
from bot.moderation.word_list import WordList
from bot.streaming.growing_text import GrowingText
from bot.texts import administration
from tests.fakes.chat import said
from tests.fakes.hostile_texts import hostile_text

TEXTS, SMALL_TEXTS = 100_000, 120
MAX_BYTES = 16 * 1024
_MIN_BYTES = 64
MAX_MS = 50
_MAX_FACTOR, _ALLOWANCE_MS = 5, 2
_SMALL_SLACK = 8
"""In the tests, on whatever machine; what hangs or grows by the square takes far longer."""
_TRIES = 3
_JUDGED_CHARS, _JUDGED_HAN = 400, 48
"""The judge reads no longer text, and no more Chinese characters."""

_CENSOR = LocalCensor(WordList.read())


class BadMessage(Exception):
    """A message that is blank or too long."""


class Slow(NamedTuple):
    """The slowest text of a reader."""

    ms: float
    seed: int
    size_bytes: int


async def soak(*, small: bool) -> Report:
    """Every text to every reader, at its length and at a quarter of it."""
    _warm_up()
    tune_gc()
    count, slack = (SMALL_TEXTS, _SMALL_SLACK) if small else (TEXTS, 1)
    max_ms = MAX_MS * slack
    report = Report(f"hostile_texts: {count} texts of {_MIN_BYTES} bytes to {MAX_BYTES // 1024} KB")
    faults: Counter[str] = Counter(dict.fromkeys((f"over {max_ms} ms", "not linear", "raised"), 0))
    slowest = dict.fromkeys(_READERS, Slow(0, 0, 0))
    total_bytes = 0
    for seed in range(count):
        text = hostile_text(seed)
        size_bytes = _size_of(seed)
        short, long = text(size_bytes // 4), text(size_bytes)
        total_bytes += len(long.encode("utf-8", "surrogatepass"))
        for name, read in _READERS.items():
            try:
                ms, is_linear = _measure(read, short, long, slack)
            except Exception as error:  # noqa: BLE001 -- whatever is raised is a finding
                faults["raised"] += 1
                report.examples.append(f"{name} of seed {seed}, {size_bytes} bytes: {error!r}")
                continue
            slowest[name] = max(slowest[name], Slow(ms, seed, size_bytes))
            if ms > max_ms or not is_linear:
                faults[f"over {max_ms} ms"] += ms > max_ms
                faults["not linear"] += not is_linear
                report.examples.append(f"{name} of seed {seed}, {size_bytes} bytes: {ms:.1f} ms")
    report.counts = {"MB": round(total_bytes / 1e6)}
    report.counts |= {f"{name}, slowest ms": slow.ms for name, slow in slowest.items()}
    report.faults = dict(faults)
    return report


def _size_of(seed: int) -> int:
    """One text of eight has the full length, the others any length, short ones more often."""
    share = seed * 0.6180339887 % 1
    return MAX_BYTES if seed % 8 == 0 else int(_MIN_BYTES * (MAX_BYTES / _MIN_BYTES) ** share)


def _measure(
    read: Callable[[str], object], short: str, long: str, slack: int
) -> tuple[float, bool]:
    """CPU of the long text in ms, the best of three, and whether it is in proportion to its length.

    A text is read again only where the first time seemed too long, and then compared with its own
    quarters, too: what grows step by step is not four times the shorter text, but may have much more
    markup that takes effect.
    """
    best_short = best_long = float("inf")
    for _ in range(_TRIES):
        best_short = min(best_short, _cpu_ms(read, short))
        best_long = min(best_long, _cpu_ms(read, long))
        if best_long <= MAX_MS * slack and _is_in_proportion(best_long, best_short, slack):
            return best_long, True
    dearest = max([best_short, *(_best_cpu_ms(read, quarter) for quarter in _quarters(long))])
    return best_long, _is_in_proportion(best_long, dearest, slack)


def _is_in_proportion(long_ms: float, short_ms: float, slack: int) -> bool:
    return long_ms <= _MAX_FACTOR * short_ms + _ALLOWANCE_MS * slack


def _quarters(text: str) -> list[str]:
    length = len(text) // 4
    return [text[nth * length : (nth + 1) * length] for nth in range(4)]


def _best_cpu_ms(read: Callable[[str], object], text: str) -> float:
    return min(_cpu_ms(read, text) for _ in range(_TRIES))


def _cpu_ms(read: Callable[[str], object], text: str) -> float:
    begun = time.process_time()
    read(text)
    return (time.process_time() - begun) * 1000


def _render(text: str) -> None:
    growing = GrowingText()
    growing.append(text)
    parts = growing.final_parts()
    if any(utf16_len(part.text) > MESSAGE_UNITS for part in parts):
        raise BadMessage("a message is too long")
    if len(parts) > 1 and any(is_blank(part.text) for part in parts):
        raise BadMessage("a message is blank")


def _judge(text: str) -> None:
    for mode in ("exact", "adaptive"):
        judge(text, last="画蛇添足", used=("画蛇添足",), mode=mode)
        for length in (_JUDGED_CHARS, _JUDGED_HAN):
            judge(text[:length], last="足智多谋", used=("足智多谋",), mode=mode, addressed=False)


def _apply_rules(text: str) -> None:
    read_alias(text)
    find_source(said(text))
    parse_subcommand(text)
    parse_turn_limit(text)
    recognise(text)
    for destination in ("idiom", "summarize", "post"):
        cut_argument(text, destination)
    for read in (topic_of, game_subcommand, is_about_chat, is_cancel, is_wait):
        read(text)
    word_key(text)
    parse_pinyin(text, shipped_dictionary())
    try:
        parse_id_and_rest(text, administration.AUDIT_USAGE)
    except PostError as refusal:
        refusal.say("zh")


def _censor(text: str) -> CensorVerdict | None:
    """It waits for nothing, so it needs no event loop."""
    check = _CENSOR.check(text)
    try:
        check.send(None)
    except StopIteration as done:
        verdict: CensorVerdict = done.value
        return verdict
    return None


_READERS: dict[str, Callable[[str], object]] = {
    "renderer": _render,
    "judge": _judge,
    "rules": _apply_rules,
    "censor": _censor,
}


def _warm_up() -> None:
    """Load what is loaded at its first use: dictionary, converter, patterns."""
    for read in _READERS.values():
        for text in ("画蛇添足 1. **行**，见 https://a.cn/ $x^2$ v信", "投稿 接龙"):
            read(text)
