"""Does the chat always show what the model wrote? A thousand random answers, in virtual time.

    python -m bench property
    python -m bench.property --runs 50 --seed 7

The real editor, reply, limiter and PTB call the strict server in memory, with its rate model. Calls
are refused with 429 (retry_after 1 to 30 s), fail with 5xx, or get lost before or after they were
carried out; models break off; two people ask at once in a group. A message whose delivery was
unknown may be there twice (docs/decisions/0072), and nothing else.
"""

import argparse
import asyncio
import logging
from collections import Counter
from typing import Any

import looptime

from tests.fakes.random_answers import RunResult, play

RUNS = 1000
_REPORT_EVERY = 100


def run(seed: int) -> RunResult:
    """One run on a loop of its own."""
    loop: Any = looptime.new_event_loop(start=0)
    try:
        asyncio.set_event_loop(loop)
        result: RunResult = loop.run_until_complete(play(seed))
    finally:
        asyncio.set_event_loop(None)
        loop.close()
    return result


def main() -> int:
    """Print what was found; 1 where something was lost, doubled without need, or too early."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=RUNS)
    parser.add_argument("--seed", type=int, default=0, help="of the first run")
    given = parser.parse_args()
    logging.getLogger("bot").setLevel(logging.ERROR)
    totals: Counter[str] = Counter()
    whole = 0
    for count in range(1, given.runs + 1):
        outcome = run(given.seed + count - 1)
        for name in ("answers", "characters", "calls", "floods", "early", "twice"):
            totals[name] += getattr(outcome, name)
        for fault in outcome.faults:
            print(f"run {outcome.seed}: {fault}")
        whole += not outcome.faults
        if count % _REPORT_EVERY == 0:
            print(f"{count} runs, {whole} whole", flush=True)
    print(
        f"{whole} of {given.runs} runs show exactly what the model wrote:"
        f" {totals['answers']:,} answers, {totals['characters']:,} characters,"
        f" {totals['calls']:,} calls, {totals['floods']:,} refused with 429,"
        f" {totals['early']} made before retry_after had passed,"
        f" {totals['twice']} second copies of messages whose delivery was unknown"
    )
    return 0 if whole == given.runs else 1


if __name__ == "__main__":
    raise SystemExit(main())
