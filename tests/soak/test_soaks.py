"""Short soaks; `make soak` runs them in full, and the others of docs/reliability.md.

`.ci/run` runs more of them that are too long for `make test`.
"""

import asyncio
from importlib import import_module

import pytest

pytestmark = [pytest.mark.slow, pytest.mark.timeout(120)]


def test_hostile_texts_take_little_time_and_raise_nothing():
    report = asyncio.run(import_module("bench.soak.hostile_texts").soak(small=True))
    assert report.is_kept, report.text


def test_no_reader_of_input_breaks_its_promise():
    report = asyncio.run(import_module("bench.soak.fuzz").soak(small=True))
    assert report.is_kept, report.text


@pytest.mark.parametrize("name", ["crowd", "backlog"])
async def test_nobody_waits_for_a_crowd_or_a_flood_elsewhere(name: str):
    report = await import_module(f"bench.soak.{name}").soak(small=True)
    assert report.is_kept, report.text
