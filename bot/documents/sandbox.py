"""Shuts the current process in: limits, no network, no life of its own.

Called by the worker before it imports a reader or looks at the file. What a hostile document can
then cost is 20 seconds of one core and 1 GB, for one process that nobody misses.
"""

import ctypes
import os
import resource
import signal

_MEMORY_BYTES = 1 << 30
_CPU_S = (20, 22)  # soft: SIGXCPU, told as a time-out; hard: SIGKILL
_RESULT_BYTES = 32_000_000
_OPEN_FILES = 64

_PR_SET_PDEATHSIG = 1  # linux/prctl.h
_PR_SET_NO_NEW_PRIVS = 38
_CLONE_NEWUSER = 0x10000000  # linux/sched.h
_CLONE_NEWNET = 0x40000000


def confine(parent: int) -> None:
    """Limit this process and tie its life to that of `parent` (a process id)."""
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
    # The new user namespace is what lets an ordinary user give up the network; where the kernel
    # permits neither, the container's own network policy is what is left.
    if libc.unshare(_CLONE_NEWNET) != 0:
        libc.unshare(_CLONE_NEWUSER | _CLONE_NEWNET)
    libc.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
    # Last, because a change of namespace clears it (prctl(2)).
    libc.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
    if os.getppid() != parent:  # it died before we could ask to be told
        raise SystemExit(1)
