"""seccomp: leaves only the system calls that computing and open files need.

seccomp(2), in Docker's default profile too. A filter is a program of the classic BPF; it sees the
number of a call and its arguments, not what a pointer points at. Every call that is not listed fails
with EPERM, so a reader that tries one goes on without it. There is no `open`, no `socket`, no `execve`,
no `kill`, no `stat`; `clone` makes threads only (kreuzberg has some).
"""

import ctypes
import os
import platform
import struct
from collections.abc import Iterable
from errno import ENOSYS, EPERM
from typing import NamedTuple

_SECCOMP_SET_MODE_FILTER, _SECCOMP_FILTER_FLAG_TSYNC = 1, 1  # linux/seccomp.h
_ALLOW, _FAIL, _KILL_PROCESS = 0x7FFF0000, 0x00050000, 0x80000000
_LOAD_WORD, _JUMP_IF_EQUAL, _JUMP_IF_SET, _RETURN = 0x20, 0x15, 0x45, 0x06  # linux/bpf_common.h
_NUMBER, _ARCHITECTURE, _ARGUMENTS = 0, 4, 16  # offsets in struct seccomp_data
_CLONE_THREAD = 0x10000  # linux/sched.h
_AF_UNIX = 1


class _Architecture(NamedTuple):
    audit: int  # AUDIT_ARCH_… of linux/audit.h
    column: int  # in the tables below
    seccomp: int  # the number of seccomp(2)


_ARCHITECTURES = {
    "x86_64": _Architecture(0xC000003E, 0, 317),
    "aarch64": _Architecture(0xC00000B7, 1, 277),
}
# asm/unistd_64.h and asm-generic/unistd.h; -1: the architecture has no such call.
_ALLOWED = {
    # open files
    "read": (0, 63), "readv": (19, 65), "pread64": (17, 67), "write": (1, 64), "writev": (20, 66),
    "lseek": (8, 62), "fstat": (5, 80), "fcntl": (72, 25), "close": (3, 57),
    # memory
    "mmap": (9, 222), "munmap": (11, 215), "mremap": (25, 216), "mprotect": (10, 226),
    "madvise": (28, 233), "brk": (12, 214),
    # threads, and what an asynchronous runtime has to wait for them
    "futex": (202, 98), "set_robust_list": (273, 99), "rseq": (334, 293), "exit": (60, 93),
    "sched_yield": (24, 124), "sched_getaffinity": (204, 123), "getcpu": (309, 168),
    "epoll_create1": (291, 20), "epoll_ctl": (233, 21), "epoll_wait": (232, -1),
    "epoll_pwait": (281, 22), "eventfd2": (290, 19), "poll": (7, -1), "ppoll": (271, 73),
    # signals of its own, and its end
    "rt_sigaction": (13, 134), "rt_sigprocmask": (14, 135), "rt_sigreturn": (15, 139),
    "sigaltstack": (131, 132), "restart_syscall": (219, 128), "exit_group": (231, 94),
    # what it may know
    "getpid": (39, 172), "gettid": (186, 178), "getrandom": (318, 278), "getrusage": (98, 165),
    "sysinfo": (99, 179), "uname": (63, 160), "clock_gettime": (228, 113), "time": (201, -1),
    "clock_getres": (229, 114), "clock_nanosleep": (230, 115), "nanosleep": (35, 101),
    "gettimeofday": (96, 169),
}  # fmt: skip
_CLONE, _CLONE3 = (56, 220), (435, 435)
_SOCKETPAIR, _PRLIMIT64, _TGKILL = (53, 199), (302, 261), (234, 131)

Instruction = tuple[int, int, int, int]
"""struct sock_filter: code, jump if true, jump if false, value."""


def deny_system_calls() -> None:
    """Apply the filter to every thread of this process; raises OSError where that cannot be done."""
    architecture = _ARCHITECTURES.get(platform.machine())
    if architecture is None:
        raise OSError(f"not known for {platform.machine()}")
    install(_program(architecture), architecture.seccomp)


def install(program: Iterable[Instruction], seccomp: int) -> None:
    """Apply a filter to this process; raises OSError. `seccomp` is the number of seccomp(2)."""
    code = b"".join(struct.pack("=HBBI", *instruction) for instruction in program)
    buffer = ctypes.create_string_buffer(code, len(code))
    fprog = struct.pack("HxxxxxxP", len(code) // 8, ctypes.addressof(buffer))  # struct sock_fprog
    libc = ctypes.CDLL(None, use_errno=True)
    result = libc.syscall(
        ctypes.c_long(seccomp), _SECCOMP_SET_MODE_FILTER, _SECCOMP_FILTER_FLAG_TSYNC, fprog
    )
    if result != 0:
        raise OSError(ctypes.get_errno(), "seccomp")


def _program(architecture: _Architecture) -> list[Instruction]:
    column = architecture.column
    program = [
        (_LOAD_WORD, 0, 0, _ARCHITECTURE),
        (_JUMP_IF_EQUAL, 1, 0, architecture.audit),
        _returning(_KILL_PROCESS),  # a call of another architecture has other numbers
        (_LOAD_WORD, 0, 0, _NUMBER),
    ]
    for numbers in _ALLOWED.values():
        if numbers[column] >= 0:
            program += _for_call(numbers[column], [_returning(_ALLOW)])
    # glibc takes clone instead, whose flags are no pointer.
    program += _for_call(_CLONE3[column], [_returning(_FAIL | ENOSYS)])
    program += _for_call(_CLONE[column], _allowed_if(_JUMP_IF_SET, _low(0), _CLONE_THREAD))
    program += _for_call(_SOCKETPAIR[column], _allowed_if(_JUMP_IF_EQUAL, _low(0), _AF_UNIX))
    program += _for_call(_TGKILL[column], _allowed_if(_JUMP_IF_EQUAL, _low(0), os.getpid()))
    # Without new limits (a null pointer) it only reads them.
    is_null = [(_LOAD_WORD, 0, 0, _low(2)), (_JUMP_IF_EQUAL, 1, 0, 0), _returning(_FAIL | EPERM)]
    program += _for_call(_PRLIMIT64[column], is_null + _allowed_if(_JUMP_IF_EQUAL, _low(2) + 4, 0))
    return [*program, _returning(_FAIL | EPERM)]


def _for_call(number: int, body: list[Instruction]) -> list[Instruction]:
    """`body`, which returns, for one system call; others jump over it."""
    return [(_JUMP_IF_EQUAL, 0, len(body), number), *body]


def _allowed_if(test: int, word: int, value: int) -> list[Instruction]:
    """Allow the call if a word of its arguments passes the test."""
    return [
        (_LOAD_WORD, 0, 0, word),
        (test, 0, 1, value),
        _returning(_ALLOW),
        _returning(_FAIL | EPERM),
    ]


def _low(argument: int) -> int:
    """The offset of the low word of an argument, on a little-endian machine."""
    return _ARGUMENTS + 8 * argument


def _returning(action: int) -> Instruction:
    return (_RETURN, 0, 0, action)
