"""Runs code in a process of its own, also on a kernel or in a container that refuses a system call."""

import os
import platform
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

from bot.documents.sandbox.landlock import kernel_version

ROOT = Path(__file__).parents[2]
LANDLOCK_CREATE_RULESET, LANDLOCK_RESTRICT_SELF, SECCOMP = 444, 446, 317

needs_x86_64 = pytest.mark.skipif(
    platform.machine() != "x86_64", reason="the numbers of the system calls are those of x86_64"
)


def needs_landlock(version: int) -> pytest.MarkDecorator:
    """Skips a test on a kernel with an older Landlock, or without."""
    try:
        found = kernel_version()
    except OSError:
        found = 0
    return pytest.mark.skipif(found < version, reason=f"this kernel has Landlock {found}")


def run_code(
    code: str, cwd: Path = ROOT, env: Mapping[str, str] | None = None
) -> subprocess.CompletedProcess[str]:
    """Run `code` in a process of its own."""
    return subprocess.run(
        [sys.executable, "-c", code],
        cwd=cwd,
        env=os.environ | {"PYTHONPATH": str(ROOT)} if env is None else env,
        capture_output=True,
        text=True,
        timeout=30,
        check=False,
    )


def refusing(call: int, errno: int) -> str:
    """Code that makes the kernel refuse one system call with this error from now on."""
    return f"""
import ctypes
from bot.documents.sandbox.seccomp import install
ctypes.CDLL(None).prctl(38, 1, 0, 0, 0)
install([(0x20, 0, 0, 0), (0x15, 0, 1, {call}), (6, 0, 0, {0x50000 | errno}), (6, 0, 0, 0x7fff0000)], 317)
"""
