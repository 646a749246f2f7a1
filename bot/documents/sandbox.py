"""Confines the current process: limits of memory, time and files, no network, dies with its parent.

The worker calls it before it imports a reader or opens the file. A hostile document then costs at
most 20 seconds of one core and 1 GB.
"""

import ctypes
import os
import resource
import signal

_MEMORY_BYTES = 1 << 30
_CPU_S = (20, 22)  # soft: SIGXCPU, reported as a time-out; hard: SIGKILL
_RESULT_BYTES = 32_000_000
_OPEN_FILES = 64

_PR_SET_PDEATHSIG = 1  # linux/prctl.h
_PR_SET_NO_NEW_PRIVS = 38
_CLONE_NEWUSER = 0x10000000  # linux/sched.h
_CLONE_NEWNET = 0x40000000


def confine(parent: int) -> None:
    """Limit this process, and let the kernel kill it when `parent` (a process id) ends."""
    limits = (
        (resource.RLIMIT_AS, (_MEMORY_BYTES, _MEMORY_BYTES)),
        (resource.RLIMIT_CPU, _CPU_S),
        (resource.RLIMIT_FSIZE, (_RESULT_BYTES, _RESULT_BYTES)),
        (resource.RLIMIT_NOFILE, (_OPEN_FILES, _OPEN_FILES)),
        (resource.RLIMIT_CORE, (0, 0)),
    )
    for limit, values in limits:
        resource.setrlimit(limit, values)
    libc = ctypes.CDLL(None)
    # An ordinary user may leave the network only in a new user namespace. Where the kernel allows
    # neither, the network policy of the container remains.
    if libc.unshare(_CLONE_NEWNET) != 0:
        libc.unshare(_CLONE_NEWUSER | _CLONE_NEWNET)
    libc.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
    # Last: a change of the namespace clears it (prctl(2)).
    libc.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
    if os.getppid() != parent:  # it ended before the call
        raise SystemExit(1)
