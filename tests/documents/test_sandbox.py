"""What a confined process can still do."""

import socket
import subprocess
import sys
from collections.abc import Iterator

import pytest

from bot.documents.sandbox_check import lacking_protections
from tests.fakes.confined import (
    LANDLOCK_CREATE_RULESET,
    LANDLOCK_RESTRICT_SELF,
    ROOT,
    SECCOMP,
    needs_landlock,
    needs_x86_64,
    refusing,
    run_code,
)

pytestmark = pytest.mark.slow

LIMITED = "import os; from bot.documents.sandbox import limit, seal; limit(os.getppid())\n"
SEALED = LIMITED + "import _socket, ctypes, resource, threading; lacks = seal()\n"
LANDLOCK = (
    LIMITED + "import _socket; from bot.documents.sandbox.landlock import deny_access as f; f()\n"
)


@pytest.fixture
def listener() -> Iterator[int]:
    """The port of a server on this machine."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield server.getsockname()[1]


def test_memory_is_limited_to_a_gigabyte():
    assert "MemoryError" in run_code(LIMITED + "bytearray(1 << 30)").stderr


def test_a_result_is_limited_to_32_mb():
    code = "with open(os.memfd_create('x'), 'wb') as f: f.write(bytes(33_000_000))"
    assert (
        "File too large" in run_code(LIMITED + code).stderr
    )  # Python ignores SIGXFSZ and gets EFBIG


def test_a_container_without_memory_loses_the_child_first():
    assert run_code(LIMITED + "print(open('/proc/self/oom_score_adj').read())").stdout.split() == [
        "1000"
    ]


FORBIDDEN = {
    "read a file": "open('/etc/passwd')",
    "read the parent's environment": "open(f'/proc/{os.getppid()}/environ')",
    "read its own environment file": "open('/proc/self/environ')",
    "read the bot's settings": "open('config.yaml')",
    "list a folder": "os.listdir('/')",
    "look at a file": "os.stat('/etc/passwd')",
    "write a file": "open('/tmp/written-by-a-document', 'w')",
    "delete a file": "os.unlink('/tmp/nothing')",
    "open a TCP socket": "_socket.socket(_socket.AF_INET)",
    "open a UDP socket": "_socket.socket(_socket.AF_INET, _socket.SOCK_DGRAM)",
    "open a Unix socket": "_socket.socket(_socket.AF_UNIX)",
    "make a pair of sockets other than Unix": "_socket.socketpair(_socket.AF_INET)",
    "fork": "os.fork()",
    "start a program": "os.execv('/bin/true', ['true'])",
    "signal the parent": "os.kill(os.getppid(), 0)",
    "signal itself by the general call": "os.kill(os.getpid(), 0)",
    "raise its limits": "resource.setrlimit(resource.RLIMIT_CPU, (30, 30))",
    "change the parent's limits": "resource.prlimit(os.getppid(), resource.RLIMIT_NOFILE, (9, 9))",
    "make a memory file": "os.memfd_create('x')",
    "change its user": "os.setuid(os.getuid())",
    "leave a namespace": "call(272, 0x10000000)",
    "debug the parent": "call(101, 16, os.getppid(), 0, 0)",
    "read the parent's memory": "call(310, os.getppid(), 0, 0, 0, 0, 0)",
    "take a file of the parent": "call(434, os.getppid(), 0)",
    "open a file by io_uring": "call(425, 8, 0)",
    "make a process by clone3": "call(435, 0, 0)",
    "make a process by clone": "call(56, 17, 0, 0, 0, 0)",
    "make a process by vfork": "call(58)",
    "load a program into the kernel": "call(321, 0, 0, 0)",
    "use a call by its 32-bit number": "call(0x40000002, b'/etc/passwd', 0, 0)",
}
CALL = """
def call(number, *words):
    if ctypes.CDLL(None, use_errno=True).syscall(number, *words) < 0:
        raise OSError(ctypes.get_errno(), 'refused')
"""


@needs_x86_64
@needs_landlock(1)
def test_a_sealed_process_can_do_nothing_that_is_forbidden():
    attempts = "".join(
        f"try:\n    {code}\nexcept (OSError, ValueError):\n    pass\nelse:\n    done.append({name!r})\n"
        for name, code in FORBIDDEN.items()
    )
    ended = run_code(f"{SEALED}{CALL}done = []\n{attempts}print(lacks, done)")
    assert (ended.stdout, ended.stderr) == ("[] []\n", "")


def test_a_sealed_process_computes_in_threads():
    code = (
        "found = []\nthread = threading.Thread(target=lambda: found.append(sum(range(10**6))))\n"
        "thread.start(); thread.join(); print(found, len(bytes(50_000_000)))"
    )
    assert run_code(SEALED + code).stdout == "[499999500000] 50000000\n"


def test_an_abort_ends_a_sealed_process_as_any_other():
    assert run_code(SEALED + "os.abort()").returncode == -6


@pytest.mark.parametrize(
    "code",
    [
        pytest.param("open('/etc/passwd')", marks=needs_landlock(1)),
        pytest.param("os.listdir('/')", marks=needs_landlock(1)),
        pytest.param("open(f'/proc/{os.getppid()}/environ')", marks=needs_landlock(1)),
        pytest.param("os.execv('/bin/true', ['true'])", marks=needs_landlock(1)),
        pytest.param("os.kill(os.getppid(), 0)", marks=needs_landlock(6)),
    ],
)
def test_landlock_alone_takes_files_programs_and_signals(code: str):
    ended = run_code(LANDLOCK + code)
    assert "PermissionError" in ended.stderr


@needs_landlock(4)
def test_landlock_alone_takes_tcp(listener: int):
    code = f"_socket.socket().connect(('127.0.0.1', {listener}))"
    assert "PermissionError" in run_code(LANDLOCK + code).stderr


@needs_x86_64
@needs_landlock(1)
@pytest.mark.parametrize(
    ("number", "errno", "named"),
    [
        (LANDLOCK_CREATE_RULESET, 38, "Landlock (Function not implemented)"),
        (LANDLOCK_RESTRICT_SELF, 1, "Landlock (Operation not permitted)"),
        (SECCOMP, 1, "seccomp (Operation not permitted)"),
    ],
)
def test_a_protection_that_the_kernel_refuses_is_named_and_the_other_holds(
    number: int, errno: int, named: str
):
    code = f"{refusing(number, errno)}{SEALED}print(*lacks)\nopen('/etc/passwd')"
    ended = run_code(code)
    assert ended.stdout == f"{named}\n"
    assert "PermissionError" in ended.stderr


@needs_x86_64
@needs_landlock(1)
def test_an_unknown_architecture_is_named():
    code = "import platform; platform.machine = lambda: 'vax'\n" + SEALED + "print(*lacks)"
    assert run_code(code).stdout == "seccomp (not known for vax)\n"


@needs_landlock(1)
async def test_nothing_is_lacking_where_the_kernel_has_both():
    assert await lacking_protections() == []


@needs_x86_64
def test_the_check_names_what_the_child_lacks():
    code = (
        f"{refusing(LANDLOCK_CREATE_RULESET, 38)}\nimport asyncio\n"
        "from bot.documents.sandbox_check import lacking_protections\n"
        "print(*asyncio.run(lacking_protections()))"
    )
    assert run_code(code).stdout == "Landlock (Function not implemented)\n"


def test_the_child_dies_when_its_parent_is_killed():
    """The pipe closes after both processes have ended."""
    child = LIMITED + "print('limited', flush=True); import time; time.sleep(600)"
    parent = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {child!r}])"
    with subprocess.Popen(
        [sys.executable, "-c", parent], cwd=ROOT, stdout=subprocess.PIPE
    ) as started:
        assert started.stdout is not None
        assert started.stdout.readline() == b"limited\n"
        started.kill()
        assert started.stdout.read() == b""


def test_a_child_whose_parent_has_ended_does_not_start():
    ended = run_code("from bot.documents.sandbox import limit; limit(1 << 22); print('began')")
    assert (ended.returncode, ended.stdout) == (1, "")


def test_the_bot_process_imports_no_reader():
    code = (
        "import sys, bot.documents.loader\n"
        "print({'kreuzberg', 'trafilatura', 'pypdfium2', 'chardet', 'lxml'} & set(sys.modules))"
    )
    assert run_code(code).stdout == "set()\n"
