"""Fixtures for all tests: an empty Valkey, no certificates, and no event loop outside a test."""

import asyncio
import tempfile
import time
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest
from hypothesis import settings

from bot.app.gc_tuning import tune_gc
from bot.app.traditional import to_traditional
from bot.storage.connection import Redis, open_redis
from bot.texts import use_traditional
from tests.fakes.valkey import ValkeyServer
from tests.fakes.valkey_cluster import ON_CLUSTER, ValkeyCluster, valkey_cluster

# The same examples at every run, so that a test fails because of a change and not by luck.
# `make soak ARGS="fuzz hostile_texts"` and `make bench ARGS=property` look for new ones.
settings.register_profile("repeatable", derandomize=True)
settings.load_profile("repeatable")

use_traditional(to_traditional)


def pytest_collection_finish() -> None:
    """Collect garbage as the bot does: what the imports made costs 0.3 s each time it is looked at."""
    tune_gc()


@pytest.fixture(scope="session", autouse=True)
def no_loop_outside_tests() -> None:
    """Stop asyncio from creating an event loop for pytest-asyncio, which would never close it."""
    asyncio.set_event_loop(None)


@pytest.fixture(scope="session", autouse=True)
def no_certificates(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Trust nobody: every new HTTP client would load the machine's certificates, 25 ms of CPU."""
    with pytest.MonkeyPatch.context() as patch:
        patch.delenv("SSL_CERT_FILE", raising=False)
        patch.setenv("SSL_CERT_DIR", str(tmp_path_factory.mktemp("certificates")))
        yield


@pytest.fixture(scope="session")
def cluster() -> Iterator[ValkeyCluster]:
    """A real cluster of three masters without copies that runs as long as the tests."""
    patient = {"cluster-node-timeout": "15000"}  # a busy machine is no dead master
    with (
        tempfile.TemporaryDirectory(prefix="valkey-") as folder,
        valkey_cluster(Path(folder), copies=False, durable=False, options=patient) as formed,
    ):
        yield formed


@pytest.fixture(scope="session")
def redis_url(request: pytest.FixtureRequest) -> Iterator[str]:
    """The address of a real Valkey server that runs as long as the tests; of a cluster in `make test-cluster`."""
    if ON_CLUSTER:
        yield request.getfixturevalue("cluster").url()
        return
    with tempfile.TemporaryDirectory(prefix="valkey-") as folder:
        server = ValkeyServer(Path(folder), durable=False)
        server.start()
        try:
            yield server.url
        finally:
            server.kill()


@pytest.fixture
async def redis(redis_url: str) -> AsyncIterator[Redis]:
    """A client of the server, emptied first."""
    async with open_redis(redis_url) as client:
        await client.flushall()
        yield client


@pytest.fixture
def let_pass(monkeypatch: pytest.MonkeyPatch) -> Callable[[float], None]:
    """Moves the clock of event loops on by seconds, where real connections rule out `looptime`.

    So a time limit can be long: a busy machine does not meet it, and no test waits for it.
    """
    passed_s = 0.0

    def let_pass(seconds: float) -> None:
        nonlocal passed_s
        passed_s += seconds

    clock = SimpleNamespace(
        monotonic=lambda: time.monotonic() + passed_s, get_clock_info=time.get_clock_info
    )
    monkeypatch.setattr("asyncio.base_events.time", clock)
    return let_pass
