"""Scores the router on the labelled set: the rules, and any provider's model.

python -m bench.router_score                            the rules
python -m bench.router_score tongyi qwen-flash          the key from DASHSCOPE_API_KEY
python -m bench.router_score openai MODEL [BASE_URL]    the key, if any, from OPENAI_API_KEY
"""

import asyncio
import csv
import os
import sys
import time
from collections import Counter
from collections.abc import Sequence
from contextlib import aclosing
from pathlib import Path
from statistics import median

from bot.chains.routing_rules import route_by_rules
from bot.models.usage import Caller
from tests.fakes.usage import FakeUsage

SET = Path(__file__).parent.parent / "tests" / "chains" / "router_set.tsv"
KEYS = {"tongyi": "DASHSCOPE_API_KEY", "openai": "OPENAI_API_KEY"}
TIMEOUT_S = 2


def rows() -> list[dict[str, str]]:
    """The labelled texts: destination, kind, text."""
    with SET.open(encoding="utf-8") as lines:
        return list(csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE))


async def by_model(provider: str, name: str, base_url: str | None) -> tuple[list[str], float]:
    """The model's destinations, one call at a time, and the median seconds of a call."""
    # Imported here, since the rules need no langchain (3 s).
    from bot.chains.factory import ModelConfig, chat_model  # noqa: PLC0415 -- see above
    from bot.chains.router import ModelRouter  # noqa: PLC0415 -- see above

    key = os.environ.get(KEYS[provider])
    config = ModelConfig("tongyi" if provider == "tongyi" else "openai", name, name, key, base_url)
    routed, times_s = list[str](), list[float]()
    async with aclosing(chat_model(config, name, max_tokens=60)) as model:
        router = ModelRouter(model, FakeUsage(), timeout_s=TIMEOUT_S)
        for row in rows():
            start = time.perf_counter()
            routed.append(await router.route(row["text"], Caller(0, None, "")))
            times_s.append(time.perf_counter() - start)
    return routed, median(times_s)


def report(routed: Sequence[str]) -> None:
    """Print the share of correct destinations, overall and by kind, and each mistake."""
    correct, total = Counter[str](), Counter[str]()
    for row, destination in zip(rows(), routed, strict=True):
        for group in ("all", row["kind"], row["destination"]):
            total[group] += 1
            correct[group] += destination == row["destination"]
        if destination != row["destination"]:
            print(f"  {row['destination']} routed to {destination}: {row['text']}")
    for group, count in total.items():
        print(f"{group:10} {correct[group]:3}/{count:3}  {correct[group] / count:.0%}")


def main() -> None:
    """Score the rules, or the model named on the command line."""
    if len(sys.argv) < 3:
        report([route_by_rules(row["text"]) for row in rows()])
        return
    provider, name, *rest = sys.argv[1:]
    routed, median_s = asyncio.run(by_model(provider, name, rest[0] if rest else None))
    report(routed)
    print(f"median {median_s:.3f} s a call")


if __name__ == "__main__":
    main()
