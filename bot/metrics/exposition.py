"""Writes all metrics in the text format of Prometheus, with the gauges that are read when it asks."""

from collections.abc import Mapping

from prometheus_client import CONTENT_TYPE_LATEST, Gauge, generate_latest

CONTENT_TYPE = CONTENT_TYPE_LATEST

_INBOX_WAITING = Gauge("bot_inbox_waiting", "Updates that wait or are worked on, of all replicas.")
_INBOX_OLDEST = Gauge(
    "bot_inbox_oldest_seconds", "For how long the oldest update waits that could be handled."
)
_DEAD = Gauge("bot_dead_letters", "What was given up.", ["queue"])
_POSTS_OLDEST = Gauge(
    "bot_posts_oldest_seconds", "For how long the oldest post waits that could be worked on."
)
_POSTS = Gauge("bot_posts", "Posts by state.", ["state"])
_SLOTS = Gauge("bot_call_slots_used", "Slots of the censor's calls a second in use.")
_READY = Gauge("bot_ready", "1 while this process takes updates and the store answers.")
_REPLICAS = Gauge("bot_replicas", "Processes that are alive.")
_MEMORY = Gauge("bot_store_memory_bytes", "Memory that Redis uses.")
_MEMORY_LIMIT = Gauge("bot_store_memory_limit_bytes", "Memory that it may use; 0: not known.")


def set_gauges(figures: Mapping[str, float], posts: Mapping[str, int]) -> None:
    """Take over what the store says; `figures` by the name of `StoreFigures`' field."""
    gauges = {
        "inbox_waiting": _INBOX_WAITING,
        "inbox_oldest_s": _INBOX_OLDEST,
        "inbox_dead": _DEAD.labels("inbox"),
        "posts_dead": _DEAD.labels("posts"),
        "posts_oldest_s": _POSTS_OLDEST,
        "slots_used": _SLOTS,
        "replicas": _REPLICAS,
        "memory_bytes": _MEMORY,
        "memory_limit_bytes": _MEMORY_LIMIT,
    }
    for name, gauge in gauges.items():
        gauge.set(figures[name])
    for state, count in posts.items():
        _POSTS.labels(state).set(count)


def set_ready(*, is_ready: bool) -> None:
    """Is this process ready?"""
    _READY.set(is_ready)


def exposition() -> bytes:
    """All of it."""
    return generate_latest()
