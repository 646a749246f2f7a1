"""Landlock (Linux 5.13 and newer): lets this process open no further file or TCP connection.

docs.kernel.org/userspace-api/landlock.html. A ruleset without a rule denies everything it handles;
newer kernels handle more, so the version decides what is asked for. A process that is confined so
cannot debug one that is not, nor read its environment in /proc.
"""

import ctypes
import os

_CREATE_RULESET, _RESTRICT_SELF = 444, 446  # the same on every architecture
_CREATE_RULESET_VERSION = 1  # the flag that asks for the version
_VERSION_OF_TCP, _VERSION_OF_SCOPES = 4, 6
_FILE_RIGHTS = {1: 13, 2: 14, 3: 15, 5: 16}
"""How many rights on files a version knows: one bit each, from bit 0."""
_BIND_AND_CONNECT_TCP = 0b11
_ABSTRACT_SOCKETS_AND_SIGNALS = 0b11


class _RulesetAttr(ctypes.Structure):
    """struct landlock_ruleset_attr; an older kernel refuses a size that it does not know."""

    _fields_ = (
        ("handled_access_fs", ctypes.c_uint64),
        ("handled_access_net", ctypes.c_uint64),
        ("scoped", ctypes.c_uint64),
    )


def kernel_version() -> int:
    """The version of Landlock in this kernel; raises OSError where there is none."""
    return _call(_CREATE_RULESET, None, 0, _CREATE_RULESET_VERSION)


def deny_access() -> None:
    """Apply an empty ruleset to this thread; raises OSError where the kernel does not do it."""
    version = kernel_version()
    rights = max(count for known, count in _FILE_RIGHTS.items() if known <= version)
    has_tcp, has_scopes = version >= _VERSION_OF_TCP, version >= _VERSION_OF_SCOPES
    attr = _RulesetAttr(
        handled_access_fs=(1 << rights) - 1,
        handled_access_net=_BIND_AND_CONNECT_TCP if has_tcp else 0,
        scoped=_ABSTRACT_SOCKETS_AND_SIGNALS if has_scopes else 0,
    )
    size = 8 * (1 + has_tcp + has_scopes)
    ruleset = _call(_CREATE_RULESET, ctypes.byref(attr), size, 0)
    try:
        _call(_RESTRICT_SELF, ruleset, 0)
    finally:
        os.close(ruleset)


def _call(number: int, *arguments: object) -> int:
    """A system call; raises OSError."""
    libc = ctypes.CDLL(None, use_errno=True)
    words = [ctypes.c_long(word) if isinstance(word, int) else word for word in arguments]
    result = int(libc.syscall(ctypes.c_long(number), *words))
    if result < 0:
        raise OSError(ctypes.get_errno(), "Landlock")
    return result
