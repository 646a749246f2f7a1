"""The containers of deploy/compose, which are added to those of docker-compose.yml."""

from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "deploy" / "compose"


def read(path: Path) -> dict[str, Any]:
    made: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
    return made


SERVICES: dict[str, dict[str, Any]] = read(FOLDER / "replicas.yml")["services"]
BOT = SERVICES["bot"]
ADDED = sorted(set(SERVICES) - {"bot"})


@pytest.mark.parametrize("name", ADDED)
def test_a_container_has_a_read_only_root_limits_and_no_capability_that_it_does_not_need(name: str):
    service = SERVICES[name]
    assert service["cap_drop"] == ["ALL"]
    assert service.get("cap_add", []) == (["NET_BIND_SERVICE"] if name == "proxy" else [])
    assert service["read_only"]
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert service["mem_limit"]
    assert service["pids_limit"]


def test_only_the_proxy_can_be_reached_from_outside():
    assert "ports" not in BOT
    assert SERVICES["prometheus"]["ports"] == ["127.0.0.1:9090:9090"]


def test_the_proxy_leads_to_where_the_bot_listens():
    url, proxy = (
        BOT["environment"]["BOT_TELEGRAM__WEBHOOK__URL"],
        (FOLDER / "Caddyfile").read_text(),
    )
    assert url.endswith("/telegram")
    assert "handle /telegram" in proxy
    port = read(ROOT / "config.yaml")["telegram"]["webhook"]["port"]
    assert f"dynamic a bot {port}" in proxy


def test_prometheus_asks_every_process_at_the_port_of_its_metrics():
    [job] = read(FOLDER / "prometheus.yml")["scrape_configs"]
    [found] = job["dns_sd_configs"]
    assert found["names"] == ["bot"]
    assert str(found["port"]) == BOT["environment"]["BOT_METRICS__PORT"]


def test_every_file_that_is_mounted_is_there():
    mounts = [m for service in SERVICES.values() for m in service.get("volumes", ())]
    files = [ROOT / mount.split(":")[0] for mount in mounts if mount.startswith("./")]
    assert [file for file in files if not file.is_file()] == []
