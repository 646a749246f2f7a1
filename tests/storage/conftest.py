"""Every test of a store checks its keys and hash slots."""

from tests.fakes.watched_redis import redis

__all__ = ["redis"]
