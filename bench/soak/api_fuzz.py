"""Sends thousands of requests made from the OpenAPI document: no 500, nothing that it does not have."""

import random
import tempfile
from pathlib import Path

from bench.soak.report import Report
from bot.storage.connection import open_redis
from tests.fakes.api import running_chat, settings_for
from tests.fakes.api_fuzz import cases_of, faults_of
from tests.fakes.valkey import ValkeyServer

EXAMPLES, SMALL_EXAMPLES = 60, 5


async def soak(*, small: bool) -> Report:
    """Another seed each time; the report names it."""
    number = random.randrange(10**6)
    report = Report(f"api_fuzz: requests made from the OpenAPI document, seed {number}")
    faults: list[str] = []
    with tempfile.TemporaryDirectory(prefix="valkey-") as folder:
        valkey = ValkeyServer(Path(folder), durable=False)
        valkey.start()
        try:
            async with (
                open_redis(valkey.url) as redis,
                running_chat(redis, settings_for()) as chat,
            ):
                document = (await chat.client.get("/openapi.json")).json()
                examples = SMALL_EXAMPLES if small else EXAMPLES
                sent = 0
                for case in cases_of(document, examples=examples, number=number):
                    faults += await faults_of(chat.client, case)
                    sent += 1
        finally:
            valkey.kill()
    report.counts = {"requests": sent}
    report.faults = {"not as documented": len(faults)}
    report.examples = faults
    return report
