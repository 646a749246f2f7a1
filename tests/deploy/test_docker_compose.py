"""What the containers of docker-compose.yml may do."""

from pathlib import Path
from typing import Any

import pytest
import yaml

SERVICES: dict[str, dict[str, Any]] = yaml.safe_load(
    (Path(__file__).parents[2] / "docker-compose.yml").read_text(encoding="utf-8")
)["services"]


@pytest.mark.parametrize("name", SERVICES)
def test_a_container_has_no_capabilities_a_read_only_root_and_limits(name: str):
    service = SERVICES[name]
    assert service["cap_drop"] == ["ALL"]
    assert "cap_add" not in service
    assert service["read_only"]
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert service["mem_limit"]
    assert service["pids_limit"]
    assert "ports" not in service


def test_the_valkey_server_asks_for_a_password_that_has_no_default():
    password = "${VALKEY_PASSWORD"
    assert f"--requirepass {password}}}" in SERVICES["valkey"]["command"]
    assert f"redis://:{password}:?" in SERVICES["bot"]["environment"]["REDIS_URL"]
