"""Every contract test checks the real store's keys and hash slots."""

from tests.fakes.watched_redis import redis

__all__ = ["redis"]
