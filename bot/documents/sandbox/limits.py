"""How much a document may cost: the resource limits of the process that reads it."""

import ctypes
import os
import resource
import signal
from contextlib import suppress
from pathlib import Path

_MEMORY_BYTES = 1 << 30
_CPU_S = (20, 22)  # soft: SIGXCPU, reported as a time-out; hard: SIGKILL
_RESULT_BYTES = 32_000_000
_OPEN_FILES = 64
_NICENESS = 5  # a third of the CPU of the bot where both want it

_PR_SET_PDEATHSIG = 1  # linux/prctl.h
_PR_SET_NO_NEW_PRIVS = 38


def limit(parent: int) -> None:
    """Limit this process, and let the kernel kill it when `parent` (a process id) ends."""
    limits = (
        (resource.RLIMIT_AS, (_MEMORY_BYTES, _MEMORY_BYTES)),
        (resource.RLIMIT_CPU, _CPU_S),
        (resource.RLIMIT_FSIZE, (_RESULT_BYTES, _RESULT_BYTES)),
        (resource.RLIMIT_NOFILE, (_OPEN_FILES, _OPEN_FILES)),
        (resource.RLIMIT_CORE, (0, 0)),
    )
    for what, values in limits:
        resource.setrlimit(what, values)
    os.nice(_NICENESS)
    with suppress(OSError):  # so that a container without memory left kills this process first
        Path("/proc/self/oom_score_adj").write_text("1000", encoding="ascii")
    libc = ctypes.CDLL(None)
    libc.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)  # Landlock and seccomp ask for it
    libc.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
    if os.getppid() != parent:  # it ended before the call
        raise SystemExit(1)
