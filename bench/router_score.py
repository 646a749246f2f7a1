"""Scores intent and argument on labelled texts: without a model, and with one.

python -m bench.router_score [FILE ...]                          without a model, and with a perfect one
python -m bench.router_score --model tongyi qwen-flash [FILE …]  the key from DASHSCOPE_API_KEY
python -m bench.router_score --model openai MODEL --base-url URL [FILE …]

FILE is a table with the columns text, destination, category, argument; by default every table of
bench/utterances. The perfect model answers over the protocol server of the tests what the label says.
The classifier was trained on these tables: what it is worth on other texts, `python -m bench.train_intent
--validate` says.
"""

import argparse
import asyncio
import csv
import json
import os
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from contextlib import aclosing
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import Any, NamedTuple

from bot.app.route import Route, route
from bot.commands.intent import cut_argument
from bot.commands.summary_source import FromLink, FromText, find_source
from bot.models.llm import Destination
from bot.models.usage import Caller
from bot.ports.llm import Router
from tests.fakes.chat import said
from tests.fakes.usage import FakeUsage
from tests.servers.dashscope import dashscope_server
from tests.servers.steering import API_KEY, Answer, Says

SETS = Path(__file__).parent / "utterances"
KEYS = {"tongyi": "DASHSCOPE_API_KEY", "openai": "OPENAI_API_KEY"}
_OPEN_CALLS = 8


class Row(NamedTuple):
    """A labelled text; `argument`: what the command is to work on."""

    text: str
    destination: str
    category: str
    argument: str


class Scored(NamedTuple):
    """Where a text went, and what was cut out of it."""

    row: Row
    route: Route
    argument: str

    @property
    def is_right(self) -> bool:
        return self.route.destination == self.row.destination

    @property
    def is_wholly_right(self) -> bool:
        return self.is_right and self.argument == self.row.argument


def read(path: Path) -> list[Row]:
    """The labelled texts of a table; a backslash and an n stand for a new line."""
    with path.open(encoding="utf-8") as lines:
        return [
            Row(*(row[name].replace("\\n", "\n") for name in Row._fields))
            for row in csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE)
        ]


async def score(rows: Iterable[Row], router: Router | None) -> list[Scored]:
    """Send every text its way, some at a time."""
    slots = asyncio.Semaphore(_OPEN_CALLS)

    async def one(row: Row) -> Scored:
        async with slots:
            routed = await route(row.text, router)
        return Scored(row, routed, argument_of(row))

    return await asyncio.gather(*map(one, rows))


def argument_of(row: Row) -> str:
    """What the labelled command works on; questions and help work on the whole text."""
    match row.destination:
        case "idiom" | "post":
            return cut_argument(row.text, row.destination).text
        case "summarize":
            source = find_source(said(cut_argument(row.text, "summarize").text))
            if isinstance(source, FromLink):
                return source.url
            return source.text if isinstance(source, FromText) else ""
        case _:
            return ""


def report(title: str, scored: list[Scored], *, with_argument: bool) -> None:
    """Print the mistakes, and the shares by category."""
    print(f"\n{title}")
    right, total = Counter[str](), Counter[str]()
    for each in scored:
        is_right = each.is_wholly_right if with_argument else each.is_right
        for group in ("all", each.row.category):
            total[group] += 1
            right[group] += is_right
        if not is_right:
            found = f"{each.route.destination} ({each.route.how})"
            found += f", {each.argument!r}" if with_argument else ""
            print(f"  {each.row.destination} -> {found}: {each.row.text!r}")
    for group, count in sorted(total.items(), key=lambda item: item[0] != "all"):
        print(f"{group:20} {right[group]:4}/{count:<4} {right[group] / count:.1%}")


def report_rules(scored: list[Scored]) -> None:
    """Print how often the sure rules decide and are right, and what needs a model."""
    sure = [each for each in scored if each.route.how == "rule"]
    right = sum(each.is_right for each in sure)
    print(f"\nsure rules decide {len(sure)} of {len(scored)}, right: {right / len(sure):.1%}")
    calls = len(scored) - len(sure)
    print(
        f"texts that cost a call of the router: {calls} of {len(scored)} ({calls / len(scored):.0%})"
    )
    obeyed = [
        each.row.text
        for each in scored
        if "injection" in each.row.category
        and each.route.destination == "post" != each.row.destination
    ]
    print(f"injections that reached /post: {len(obeyed)}")


def _answer(rows: list[Row]) -> Callable[[Mapping[str, Any]], Answer]:
    """The label of the text in the request, as a model writes it."""
    by_text = {row.text.strip(): row.destination for row in rows}

    def answer(body: Mapping[str, Any]) -> Answer:
        prompt = body["input"]["messages"][-1]["content"]
        asked = prompt.rpartition("<message>\n")[2].removesuffix("\n</message>")
        destination = by_text.get(asked.replace("＜", "<"), "DEFAULT")
        return Says([json.dumps({"destination": destination, "next_inputs": ""})])

    return answer


async def with_perfect_model(rows: list[Row]) -> list[Scored]:
    """Scores with a model that knows the labels."""
    async with dashscope_server() as server:
        server.answer = _answer(rows)
        return await with_model(rows, "tongyi", "qwen-flash", API_KEY, server.url)


async def with_model(
    rows: list[Row], provider: str, name: str, key: str | None, base_url: str | None
) -> list[Scored]:
    """Scores with a model behind the router."""
    # Imported here, since the rules need no langchain (3 s).
    from bot.chains.factory import ModelConfig, router_chat_model  # noqa: PLC0415 -- see above
    from bot.chains.router import ModelRouter  # noqa: PLC0415 -- see above

    config = ModelConfig("tongyi" if provider == "tongyi" else "openai", name, name, key, base_url)
    async with aclosing(router_chat_model(config)) as model:
        timed = TimedRouter(ModelRouter(model, FakeUsage(), timeout_s=10))
        scored = await score(rows, timed)
    if timed.times_s:
        print(f"\n{name}: median {median(timed.times_s):.3f} s a call")
    return scored


class TimedRouter:
    """Takes the time of each call."""

    def __init__(self, router: Router) -> None:
        self._router = router
        self.times_s: list[float] = []

    async def route(self, text: str, caller: Caller) -> Destination | None:
        start = perf_counter()
        destination = await self._router.route(text, caller)
        self.times_s.append(perf_counter() - start)
        return destination


def main() -> None:
    """Score each table."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("files", nargs="*", type=Path, metavar="FILE")
    parser.add_argument("--model", nargs=2, metavar=("PROVIDER", "NAME"))
    parser.add_argument("--base-url")
    arguments = parser.parse_args()
    for path in arguments.files or sorted(SETS.glob("*.tsv")):
        rows = read(path)
        print(f"\n== {path.name}: {len(rows)} texts")
        report("without a model: destination", asyncio.run(score(rows, None)), with_argument=False)
        if arguments.model:
            provider, name = arguments.model
            key = os.environ.get(KEYS[provider])
            scored = asyncio.run(with_model(rows, provider, name, key, arguments.base_url))
        else:
            scored = asyncio.run(with_perfect_model(rows))
        report("with the model: destination and argument", scored, with_argument=True)
        report_rules(scored)


if __name__ == "__main__":
    main()
