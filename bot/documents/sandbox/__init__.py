"""Confines the process that reads a document, in two steps: `limit`, then `seal`.

`limit` comes before a reader is imported or the file is opened: memory, time and output are bounded,
and the process dies with its parent. `seal` comes once the reader is loaded: from then on the process
can only compute, read the files that it has open, and write its result. A hostile document then costs
at most 20 seconds of one core and 1 GB, and sees nothing but itself.

Two parts of the kernel do the same work, so that one of them suffices: seccomp refuses the system
calls, Landlock the access. `seal` says which of them could not be had; `sandbox_check.py` asks a child for
that at the bot's start.
"""

from bot.documents.sandbox.limits import limit
from bot.documents.sandbox.seal import Lack, seal

__all__ = ["Lack", "limit", "seal"]
