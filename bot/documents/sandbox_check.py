"""Asks a child process which protections of the sandbox it cannot have here."""

import json
from asyncio.subprocess import DEVNULL, PIPE

from bot.documents.extraction import start_worker
from bot.documents.sandbox import Lack


async def lacking_protections() -> list[Lack]:
    """What the kernel, or the container, refuses; empty where nothing is."""
    process = await start_worker(stdout=PIPE, stderr=DEVNULL)
    output, _ = await process.communicate()
    if process.returncode != 0:
        return [Lack("any", f"the test ended with {process.returncode}")]
    return [Lack(*fields) for fields in json.loads(output)]
