"""The inbox of the store that tests use."""

from bot.storage.connection import Redis
from bot.storage.inbox.inbox import RedisInbox
from bot.storage.inbox.partitions import PartitionedInbox
from tests.fakes.valkey_cluster import ON_CLUSTER

AnyInbox = RedisInbox | PartitionedInbox


def redis_inbox(
    redis: Redis, *, lease_ms: int = 60_000, person_waiting: int | None = None
) -> AnyInbox:
    """An inbox with the keys of one server; in `make test-cluster` it is a partitioned one's only partition."""
    inbox = RedisInbox(redis, lease_ms=lease_ms, person_waiting=person_waiting)
    return PartitionedInbox(redis, [inbox]) if ON_CLUSTER else inbox
