"""The soaks of docs/reliability.md, short; `make soak` runs them in full."""

from importlib import import_module

import pytest

pytestmark = [pytest.mark.slow, pytest.mark.timeout(120)]


SHORT = (
    "replicas",
    "replicas_posts",
    "queue",
    "graceful_restart",
    "redis",
    "posts",
    "slots",
    "faults",
    "admins",
    "redis_outage",
)


@pytest.mark.parametrize("name", SHORT)
async def test_the_promise_is_kept_in_a_short_run(name):
    report = await import_module(f"bench.soak.{name}").soak(small=True)
    assert report.is_kept, report.text
