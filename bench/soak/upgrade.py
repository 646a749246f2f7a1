"""Replaces processes of an earlier version by today's one at a time, and back, under a mixed load."""

import asyncio
import subprocess
import tempfile
from pathlib import Path

from bench.soak.replicas import SETTINGS, acting, report, settled
from bench.soak.report import Report
from bench.soak.users import (
    AdminUser,
    AskingUser,
    AuthorUser,
    PlayingUser,
    SimulatedUser,
    model_answer,
)
from tests.fakes.process import ROOT
from tests.fakes.replicas import open_replicas

ROUNDS, SMALL_ROUNDS = 5, 1
_MERGES_AGO = 5
_SIDE_BY_SIDE_S = 5


async def soak(*, small: bool) -> Report:
    """Upgrade and downgrade two processes again and again."""
    rounds = SMALL_ROUNDS if small else ROUNDS
    with tempfile.TemporaryDirectory() as name:
        earlier = await asyncio.to_thread(_check_out, Path(name))
        async with open_replicas() as replicas:
            replicas.model.answer = model_answer
            replicas.settings |= SETTINGS
            users: list[SimulatedUser] = [AskingUser(replicas.telegram, one) for one in range(6)]
            users += [PlayingUser(replicas.telegram, one) for one in range(10, 14)]
            users += [AuthorUser(replicas.telegram, one) for one in range(20, 22)]
            admin = AdminUser(replicas.telegram)
            processes = [await replicas.start(PYTHONPATH=name) for _ in range(2)]
            async with acting([*(user.act for user in users), admin.act]) as end:
                for version in [str(ROOT), name] * rounds:
                    for _ in range(2):
                        processes.append(await replicas.start(PYTHONPATH=version))
                        await asyncio.sleep(_SIDE_BY_SIDE_S)
                        await processes.pop(0).stop()
                await end()
            await settled(replicas, admin)
            found = await report(replicas, users, admin)
            found.title = (
                f"upgrade: from {earlier} to today's version and back, {rounds} times, "
                f"one process of two at a time"
            )
            return found


def _check_out(folder: Path) -> str:
    """Put an earlier version into the folder; returns its commit."""
    git = ["git", "-C", str(ROOT)]
    log = [
        *git,
        "rev-list",
        "--first-parent",
        "--merges",
        "-n",
        "1",
        f"--skip={_MERGES_AGO}",
        "HEAD",
    ]
    commit = subprocess.run(log, check=True, capture_output=True, text=True).stdout.strip()
    archive = subprocess.run([*git, "archive", commit, "bot"], check=True, capture_output=True)
    subprocess.run(["tar", "-x", "-C", str(folder)], input=archive.stdout, check=True)  # noqa: S607 -- of the system
    return commit[:8]
