"""The limits of a confined process."""

import socket
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
CONFINED = "import os; from bot.documents.sandbox import confine; confine(os.getppid())\n"


def confined(code: str) -> subprocess.CompletedProcess[str]:
    """Run `code` in a confined process."""
    return subprocess.run(
        [sys.executable, "-c", CONFINED + code],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=30,
        check=False,
    )


def test_memory_is_limited_to_a_gigabyte():
    assert "MemoryError" in confined("bytearray(1 << 30)").stderr


def test_a_result_is_limited_to_32_mb():
    code = "with open(os.memfd_create('x'), 'wb') as f: f.write(bytes(33_000_000))"
    assert "File too large" in confined(code).stderr  # Python ignores SIGXFSZ and gets EFBIG


def test_the_process_has_no_network_where_the_kernel_allows_that():
    if all(
        subprocess.run(["unshare", flag, "true"], check=False).returncode for flag in ("-n", "-rn")
    ):
        pytest.skip("this kernel gives no network namespace to this user")
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        run = confined(f"import socket; socket.create_connection(('127.0.0.1', {port}), 2)")
    assert "unreachable" in run.stderr


def test_the_child_dies_when_its_parent_is_killed():
    """The pipe closes after both processes have ended."""
    child = CONFINED + "print('confined', flush=True); import time; time.sleep(600)"
    parent = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {child!r}])"
    with subprocess.Popen([sys.executable, "-c", parent], cwd=ROOT, stdout=subprocess.PIPE) as run:
        assert run.stdout is not None
        assert run.stdout.readline() == b"confined\n"
        run.kill()
        assert run.stdout.read() == b""


def test_a_child_whose_parent_has_ended_does_not_start():
    code = "from bot.documents.sandbox import confine; confine(1 << 22); print('began')"
    run = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert (run.returncode, run.stdout) == (1, "")


def test_the_bot_process_imports_no_reader():
    code = (
        "import sys, bot.documents\n"
        "print({'kreuzberg', 'trafilatura', 'pypdfium2', 'chardet', 'lxml'} & set(sys.modules))"
    )
    run = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert run.stdout == "set()\n"
