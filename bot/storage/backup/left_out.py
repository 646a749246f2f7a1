"""Which keys a backup leaves out: work under way, leases, budgets of a moment, and what can be had again.

The table in `bot/storage/keys.py` says the same of each key, which a test compares. A key that no pattern
here names is kept.
"""

import re

_PATTERNS = (
    r"schema:migrating",
    r"store:restoring",
    r"\{inbox(:\d+)?\}:.*",
    r"inbox:partitions",
    r"\{posts\}:(ready|priority|shares|token|dead|wake|(line|share|parked|item):.*)",
    r"idiom:\{[^}]*\}:\d+:(answers|answers_lease|answer_times)",
    r"idiom:answers_waiting",
    r"cancel_scopes:.*",
    r"cancel:.*",
    r"chat_log:\{[^}]*\}(:texts)?",  # what members write to each other
    r"cache:.*",
    r"slots:.*",
    r"access_token:.*",
    r"media_groups?:.*",  # updates
    r"\{posts\}:appealing:.*",
    r"document:\{[^}]*\}:embedding:.*",
    r"replicas|alerts",
    r"leader:.*",
    r"\{flood\}:.*",
    r"\{usage\}:(minute|request|call):.*",
    r"awaited_input:.*",
    r"persona_inputs:.*",
    r"notice:.*",
)
_LEFT_OUT = re.compile("|".join(_PATTERNS), re.DOTALL)


def is_kept(key: str) -> bool:
    """Does a backup contain the key?"""
    return _LEFT_OUT.fullmatch(key) is None
