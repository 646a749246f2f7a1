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

SET = Path(__file__).parent.parent / "tests" / "chains" / "router_set.tsv"
KEYS = {"tongyi": "DASHSCOPE_API_KEY", "openai": "OPENAI_API_KEY"}
TIMEOUT_S = 2


def rows() -> list[dict[str, str]]:
    """destination, kind, text of every utterance."""
    with SET.open(encoding="utf-8") as lines:
        return list(csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE))


async def by_model(provider: str, name: str, base_url: str | None) -> tuple[list[str], float]:
    """The model's choices, one call at a time, and the median seconds of a call."""
    # Imported here: the rules are scored without the 3 s that langchain takes.
    from bot.chains.factory import ModelConfig, chat_model  # noqa: PLC0415 -- see above
    from bot.chains.request_limiter import RequestLimiter  # noqa: PLC0415 -- see above
    from bot.chains.router import ModelRouter  # noqa: PLC0415 -- see above

    key = os.environ.get(KEYS[provider])
    config = ModelConfig("tongyi" if provider == "tongyi" else "openai", name, name, key, base_url)
    chosen, took = [], []
    async with aclosing(
        chat_model(config, name, RequestLimiter(at_once=1), max_tokens=60)
    ) as model:
        router = ModelRouter(model, timeout_s=TIMEOUT_S)
        for row in rows():
            begun = time.perf_counter()
            chosen.append(await router.route(row["text"]))
            took.append(time.perf_counter() - begun)
    return chosen, median(took)


def report(chosen: Sequence[str]) -> None:
    """Print the share of right choices, in all and by kind, and what went wrong."""
    right, total = Counter[str](), Counter[str]()
    for row, choice in zip(rows(), chosen, strict=True):
        for group in ("all", row["kind"], row["destination"]):
            total[group] += 1
            right[group] += choice == row["destination"]
        if choice != row["destination"]:
            print(f"  {row['destination']} taken for {choice}: {row['text']}")
    for group, count in total.items():
        print(f"{group:10} {right[group]:3}/{count:3}  {right[group] / count:.0%}")


def main() -> None:
    """Score what the command line names."""
    if len(sys.argv) < 3:
        report([route_by_rules(row["text"]) for row in rows()])
        return
    provider, name, *rest = sys.argv[1:]
    chosen, median_s = asyncio.run(by_model(provider, name, rest[0] if rest else None))
    report(chosen)
    print(f"median {median_s:.3f} s a call")


if __name__ == "__main__":
    main()
