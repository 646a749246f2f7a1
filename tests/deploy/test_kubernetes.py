"""The manifests of deploy/kubernetes: valid by the schemas of Kubernetes, and true of the bot."""

from pathlib import Path
from typing import Any

import kubernetes_validate
import pytest
import yaml

from bot.settings import load_settings
from bot.settings.sections import Telegram
from bot.settings.settings import Secrets

FOLDER = Path(__file__).parents[2] / "deploy" / "kubernetes"
FILES: list[str] = yaml.safe_load((FOLDER / "kustomization.yaml").read_text())["resources"]
OBJECTS: list[dict[str, Any]] = [
    found for name in FILES for found in yaml.safe_load_all((FOLDER / name).read_text())
]


def one(kind: str, name: str = "groupbot") -> dict[str, Any]:
    [found] = [o for o in OBJECTS if (o["kind"], o["metadata"]["name"]) == (kind, name)]
    return found


def containers() -> list[dict[str, Any]]:
    workloads = [o for o in OBJECTS if o["kind"] in {"Deployment", "StatefulSet"}]
    return [c for o in workloads for c in o["spec"]["template"]["spec"]["containers"]]


@pytest.mark.parametrize("made", OBJECTS, ids=lambda o: f"{o['kind']} {o['metadata']['name']}")
def test_an_object_is_valid(made: dict[str, Any]):
    kubernetes_validate.validate(made, "1.33", strict=True)


def test_every_file_is_applied():
    assert sorted(p.name for p in FOLDER.glob("*.yaml")) == sorted([*FILES, "kustomization.yaml"])


def test_every_container_has_a_read_only_root_no_capabilities_and_a_limit_of_memory():
    for container in containers():
        context = container["securityContext"]
        assert context["readOnlyRootFilesystem"]
        assert not context["allowPrivilegeEscalation"]
        assert context["capabilities"] == {"drop": ["ALL"]}
        assert container["resources"]["limits"]["memory"]


def test_the_settings_of_the_config_map_are_taken_and_fit_ports_probes_and_ingress(monkeypatch):
    data = one("ConfigMap")["data"]
    for name, value in data.items():
        monkeypatch.setenv(name, value)
    settings = load_settings(Path(__file__).parents[2] / "config.yaml")
    [bot] = [c for c in containers() if c["name"] == "bot"]
    ports = {port["name"]: port["containerPort"] for port in bot["ports"]}
    assert ports == {"webhook": settings.telegram.webhook.port, "metrics": settings.metrics.port}
    assert bot["readinessProbe"]["httpGet"] == {"path": "/readyz", "port": "metrics"}
    assert bot["livenessProbe"]["httpGet"] == {"path": "/healthz", "port": "metrics"}
    [rule] = one("Ingress")["spec"]["rules"]
    [path] = rule["http"]["paths"]
    assert settings.telegram.webhook.url == f"https://{rule['host']}{path['path']}"


def test_a_pod_may_stop_for_longer_than_the_bot_takes():
    pod = one("Deployment")["spec"]["template"]["spec"]
    grace_s = Telegram().stop_grace_s
    assert pod["terminationGracePeriodSeconds"] > grace_s


def test_every_secret_of_the_manifest_is_one_that_the_bot_or_valkey_reads():
    known = {name.upper() for name in Secrets.model_fields}
    assert set(one("Secret")["stringData"]) <= known | {"VALKEY_PASSWORD"}
