"""Runs every query of the dashboard and of the alert rules in a real Prometheus, over a mixed load.

In full it also draws the panels into docs/screenshots/metrics.svg. Prometheus is `prometheus` of the PATH (Debian: apt-get install prometheus) or of PROMETHEUS; without it
nothing is run, and the report says so.
"""

import asyncio
import json
import os
import re
import shutil
import socket
import tempfile
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import aiohttp
import yaml

from bench.soak.replicas import SETTINGS, Act, acting
from bench.soak.report import Report
from bench.soak.series_picture import Panel, draw
from bench.soak.users import AdminUser, AskingUser, AuthorUser, SimulatedUser, model_answer
from tests.fakes.replicas import open_replicas

LOAD_S, SMALL_LOAD_S = 60.0, 10.0
DEPLOY = Path(__file__).parents[2] / "deploy"
PICTURES = DEPLOY.parent / "docs" / "screenshots"
_SCRAPE_S = 1
_WINDOW = "10s"
"""In the place of Grafana's variable, which is four scrapes at least."""
_COMPARISON = re.compile(r"\s(?:<|>|==)\s[0-9.e]+$")
PRICES = '{"qwen-plus": {"in": 0.8, "out": 2}, "qwen-flash": {"in": 0.15, "out": 1.5}}'


def prometheus_binary() -> str | None:
    """Where Prometheus is, if it is anywhere."""
    return os.environ.get("PROMETHEUS") or shutil.which("prometheus")


def panels_of_dashboard() -> list[Panel]:
    """With a window in the place of Grafana's variable."""
    dashboard = json.loads((DEPLOY / "grafana-dashboard.json").read_text())
    return [
        (
            panel["title"],
            [
                (target["expr"].replace("$__rate_interval", _WINDOW), target["legendFormat"])
                for target in panel["targets"]
            ],
        )
        for panel in dashboard["panels"]
    ]


def rule_queries() -> Iterator[tuple[str, str]]:
    """(alert, query) of the rules: the expression without its comparison, which holds only when it fires."""
    groups = yaml.safe_load((DEPLOY / "alerts.yml").read_text())["groups"]
    for group in groups:
        for rule in group["rules"]:
            query, compared = _COMPARISON.subn("", rule["expr"])
            assert compared == 1, rule["alert"]
            yield rule["alert"], query


async def soak(*, small: bool) -> Report:
    """Let people use two processes while Prometheus looks, then run the queries."""
    binary = prometheus_binary()
    report = Report("prometheus: every query of the dashboard and of the alerts")
    if binary is None:
        report.title += " - NOT RUN: there is no prometheus here"
        return report
    ports = [free_port(), free_port()]
    async with open_replicas(are_forked=small) as replicas:
        replicas.model.answer = model_answer
        replicas.settings |= SETTINGS | {"BOT_LLM__PRICES": PRICES}
        replicas.settings.pop("BOT_BUDGET")
        await asyncio.gather(*(replicas.start(BOT_METRICS__PORT=str(port)) for port in ports))
        users: list[SimulatedUser] = [AskingUser(replicas.telegram, number) for number in range(4)]
        users.append(AuthorUser(replicas.telegram, 20))
        admin = AdminUser(replicas.telegram)
        acts: list[Act] = [*(user.act for user in users), admin.act]
        async with running_prometheus(binary, ports) as url, acting(acts) as end:
            began_s = time.time()
            await asyncio.sleep(SMALL_LOAD_S if small else LOAD_S)
            await _query_all(url, report)
            if not small:
                picture = await draw(url, panels_of_dashboard(), began_s, time.time())
                (PICTURES / "metrics.svg").write_text(picture)
            await end()
    return report


async def _query_all(url: str, report: Report) -> None:
    report.faults = {"panels without data": 0, "alerts without data": 0, "failed queries": 0}
    queries = [
        ("panels", title, query) for title, targets in panels_of_dashboard() for query, _ in targets
    ]
    queries += [("alerts", *row) for row in rule_queries()]
    report.counts = {kind: sum(row[0] == kind for row in queries) for kind in ("panels", "alerts")}
    async with aiohttp.ClientSession() as session:
        for kind, name, query in queries:
            async with session.get(f"{url}/api/v1/query", params={"query": query}) as response:
                answer: Any = await response.json()
            if answer["status"] != "success":
                report.faults["failed queries"] += 1
                report.examples.append(f"{name}: {answer.get('error')}")
            elif not answer["data"]["result"]:
                report.faults[f"{kind} without data"] += 1
                report.examples.append(f"{name}: {query}")
        async with session.get(f"{url}/api/v1/rules") as response:
            rules = (await response.json())["data"]["groups"][0]["rules"]
    report.counts["alerts that Prometheus has loaded"] = len(rules)
    report.counts["firing"] = sum(rule["state"] == "firing" for rule in rules)
    broken = [rule["name"] for rule in rules if rule["health"] == "err"]
    report.faults["rules that fail"] = len(broken)
    report.examples += broken


@asynccontextmanager
async def running_prometheus(binary: str, ports: list[int]) -> AsyncIterator[str]:
    """Prometheus with the files of deploy/, scraping these ports every second."""
    config = yaml.safe_load((DEPLOY / "prometheus.yml").read_text())
    config["global"] = {"scrape_interval": f"{_SCRAPE_S}s", "evaluation_interval": f"{_SCRAPE_S}s"}
    config["rule_files"] = [str(DEPLOY / name) for name in config["rule_files"]]
    targets = [f"127.0.0.1:{port}" for port in ports]
    config["scrape_configs"][0]["static_configs"] = [{"targets": targets}]
    with tempfile.TemporaryDirectory(prefix="prometheus-") as folder:
        file = Path(folder) / "prometheus.yml"
        file.write_text(yaml.safe_dump(config))
        address = f"127.0.0.1:{free_port()}"
        process = await asyncio.create_subprocess_exec(
            binary,
            f"--config.file={file}",
            f"--storage.tsdb.path={folder}/data",
            f"--web.listen-address={address}",
            "--log.level=error",
        )
        try:
            await _ready(f"http://{address}")
            yield f"http://{address}"
        finally:
            process.terminate()
            await process.wait()


async def _ready(url: str) -> None:
    async with asyncio.timeout(20), aiohttp.ClientSession() as session:
        while True:
            try:
                async with session.get(f"{url}/-/ready") as response:
                    if response.status == 200:
                        return
            except aiohttp.ClientError:
                pass
            await asyncio.sleep(0.1)


def free_port() -> int:
    """One that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
