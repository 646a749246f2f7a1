"""Every key in Redis: its name, its value and its time to live, in one table.

Keys that one script touches together share a hash tag `{...}`, so that Redis Cluster keeps them on
one node.

| key                      | type   | value                                            | time to live |
|--------------------------|--------|--------------------------------------------------|--------------|
| `history:{<thread>}`     | list   | JSON exchange, oldest first, at most memory.keep | 30 days      |
| `webhook:secret`         | string | what Telegram sends with each webhook call       | none         |
"""

from bot.models.chat import Thread

HISTORY_TTL_S = 30 * 24 * 3600


def history(thread: Thread) -> str:
    """The finished exchanges of a thread."""
    return f"history:{{{thread.key}}}"


WEBHOOK_SECRET = "webhook:secret"  # noqa: S105 -- the name of a key
