"""What probes and Prometheus get over HTTP."""

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import aiohttp
import pytest

from bot.app import health_server
from bot.app.health import HealthServices
from bot.app.health_server import serving_health
from bot.errors import StartError
from bot.models.health import Replica
from bot.models.usage import UsageLimits
from bot.settings import Settings
from bot.settings.sections import Metrics
from bot.storage.connection import Redis, open_redis
from bot.storage.health.alert_marks import RedisAlertMarks
from bot.storage.health.figures import RedisStoreHealth
from bot.storage.health.replicas import RedisReplicas
from bot.storage.usage.usage import RedisUsage
from tests.fakes.usage import ZONE

NAMES = (
    "bot_updates_total{kind=",
    "bot_first_text_seconds_bucket{le=",
    "bot_telegram_retry_after_total ",
    "bot_inbox_waiting ",
    'bot_posts{state="review"} ',
    "bot_censor_calls_total{outcome=",
    "bot_errors_total{type=",
    "bot_replicas 1.0",
)


class Server:
    """Serves, in trouble or not."""

    trouble = ""

    @asynccontextmanager
    async def open(self, redis: Redis) -> AsyncIterator[str]:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        settings = Settings(metrics=Metrics(port=port))
        replicas = RedisReplicas(redis, "a:1")
        health = HealthServices(
            RedisStoreHealth(redis),
            replicas,
            RedisAlertMarks(redis),
            RedisUsage(redis, UsageLimits(), ZONE),
            {},
        )
        async with serving_health(settings, health, lambda: self.trouble):
            self.health = health
            yield f"http://127.0.0.1:{port}"


async def get(url: str) -> tuple[int, str]:
    async with aiohttp.ClientSession() as session, session.get(url) as response:
        return response.status, await response.text()


async def test_metrics_have_their_names_and_labels(redis):
    server = Server()
    async with server.open(redis) as url:
        await server.health.report("")
        status, text = await get(f"{url}/metrics")
    assert status == 200
    assert [name for name in NAMES if f"\n{name}" not in text] == []
    assert "_created" not in text


async def test_readiness_says_why_no_updates_are_taken(redis):
    server = Server()
    async with server.open(redis) as url:
        assert await get(f"{url}/readyz") == (200, "ok\n")
        server.trouble = "Telegram sends no updates (TimedOut)"
        assert await get(f"{url}/readyz") == (503, "Telegram sends no updates (TimedOut)\n")
        assert await get(f"{url}/healthz") == (200, "ok\n")


async def test_without_the_store_it_lives_and_is_not_ready():
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))
        async with (
            open_redis(f"redis://127.0.0.1:{nobody.getsockname()[1]}") as redis,
            Server().open(redis) as url,
        ):
            assert await get(f"{url}/readyz") == (503, "the store does not answer\n")
            assert (await get(f"{url}/healthz"))[0] == 200
            assert (await get(f"{url}/metrics"))[0] == 200


async def test_a_port_in_use_is_a_sentence(redis):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        settings = Settings(metrics=Metrics(port=taken.getsockname()[1]))
        with pytest.raises(StartError, match="BOT_METRICS__PORT"):
            async with serving_health(settings, None, lambda: ""):  # type: ignore[arg-type]  # not reached
                pass


async def test_a_store_that_hangs_does_not_hold_up_the_metrics(redis, monkeypatch):
    async def hang() -> list[Replica]:
        await asyncio.sleep(60)
        return []

    monkeypatch.setattr(health_server, "_STORE_S", 0.1)
    server = Server()
    async with server.open(redis) as url, asyncio.timeout(5):
        monkeypatch.setattr(server.health.replicas, "all", hang)
        assert (await get(f"{url}/metrics"))[0] == 200
