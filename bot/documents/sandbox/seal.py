"""Takes from this process every file, socket, program and process that it has not open yet."""

import os
from typing import NamedTuple

from bot.documents.sandbox.landlock import deny_access
from bot.documents.sandbox.seccomp import deny_system_calls


class Lack(NamedTuple):
    """A protection that could not be had, and the kernel's reason."""

    protection: str
    reason: str

    def __str__(self) -> str:
        return f"{self.protection} ({self.reason})"


def seal() -> list[Lack]:
    """Seal this process for good; return what could not be had.

    Landlock comes first, since seccomp refuses its system calls too.
    """
    lacks = []
    for protection, apply in (("Landlock", deny_access), ("seccomp", deny_system_calls)):
        try:
            apply()
        except OSError as error:
            reason = os.strerror(error.errno) if error.errno else str(error)
            lacks.append(Lack(protection, reason))
    return lacks
