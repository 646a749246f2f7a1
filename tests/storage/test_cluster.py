"""Redis Cluster, with three real masters. `make test-cluster` runs all tests of stores on it."""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator, Sequence

import pytest
from redis.exceptions import RedisClusterException

from bot.errors import PartlyStored, StartError, StorageDown
from bot.models.chat import Thread
from bot.models.inbox import IncomingUpdate
from bot.models.work import Capacity, Outcome
from bot.ports.inbox import Inbox
from bot.storage import keys
from bot.storage.cancel_registry import RedisCancelRegistry
from bot.storage.connection import Redis, check_server, infos, open_redis
from bot.storage.inbox.partitions import inbox_prefixes, open_inbox
from bot.storage.leases.leader_lease import RedisLeaderLease
from bot.storage.schema import SCHEMA_VERSION, migrate
from tests.fakes.valkey_cluster import ClusterServer, ValkeyCluster, valkey_cluster

pytestmark = pytest.mark.slow

MANY = [keys.cache(str(number)) for number in range(50)]


@pytest.fixture
async def store(cluster: ValkeyCluster) -> AsyncIterator[Redis]:
    """A client of the cluster, emptied first."""
    async with open_redis(cluster.url()) as client:
        await client.flushall()
        yield client


IN_SLOT_0 = keys.cache("{06S}")


@pytest.fixture
def moved_slot(cluster: ValkeyCluster, store: Redis) -> Iterator[Callable[[], None]]:
    """Gives slot 0, which is empty, to another master; the end of the test gives it back."""
    source = cluster.master_of(0)
    target = next(master for master in cluster.masters() if master is not source)

    def give(to: ClusterServer, by: ClusterServer) -> None:
        to.client.cluster("bumpepoch")  # so that the other nodes believe it
        for server in (to, by):
            server.client.cluster("setslot", 0, "node", to.client.cluster("myid"))

    yield lambda: give(target, source)
    target.client.delete(IN_SLOT_0)
    give(source, target)


async def test_keys_of_all_slots_are_read_written_counted_and_deleted(store):
    pipeline = store.pipeline(transaction=False)
    for key in MANY:
        pipeline.set(key, "好")
    assert all(await pipeline.execute())
    assert await store.dbsize() == await store.exists(*MANY) == len(MANY)
    assert {key async for key in store.scan_iter("cache:*")} == {*MANY}
    assert await store.delete(*MANY) == len(MANY)


async def test_a_transaction_returns_what_it_returns_on_one_server(store):
    pipeline = store.pipeline()
    pipeline.hset("idiom:{5}:names", mapping={"7": "阿杰"})
    pipeline.hgetall("idiom:{5}:names")
    pipeline.zadd("idiom:{5}:week", {"7": 1.5})
    pipeline.zrange("idiom:{5}:week", 0, -1, withscores=True)
    pipeline.get("idiom:{5}:0:ended")
    assert await pipeline.execute() == [1, {"7": "阿杰"}, 1, [("7", 1.5)], None]


async def test_a_transaction_over_several_slots_is_a_mistake_that_is_told(store):
    pipeline = store.pipeline()
    pipeline.set(MANY[0], 1)
    pipeline.set(MANY[1], 1)
    with pytest.raises(RedisClusterException, match="must map to the same"):
        await pipeline.execute()
    with pytest.raises(RedisClusterException, match="must map to the same"):
        await store.mget(MANY[:2])


async def test_a_script_is_sent_to_a_master_that_does_not_know_it(store, cluster):
    lease = RedisLeaderLease(store, "polling", lease_ms=60_000)
    assert await lease.hold()
    for server in cluster.masters():
        server.client.script_flush()
    assert await lease.hold()


@pytest.mark.parametrize("transaction", [None, False, True])
async def test_a_slot_that_has_moved_is_found(store, moved_slot, transaction):
    assert await store.get(IN_SLOT_0) is None
    moved_slot()
    if transaction is None:
        assert await store.set(IN_SLOT_0, "好")
    else:
        pipeline = store.pipeline(transaction=transaction)
        pipeline.set(IN_SLOT_0, "好")
        assert await pipeline.execute() == [True]
    assert await store.get(IN_SLOT_0) == "好"


@pytest.mark.parametrize("later", range(5))
async def test_who_takes_a_connection_that_is_being_closed_notices_nothing(store, later):
    """As redis-py closes those that are free, after another command has failed."""
    await store.set(MANY[0], "好")
    closing = asyncio.create_task(store.get_node_from_key(MANY[0]).disconnect_free_connections())
    for _ in range(later):
        await asyncio.sleep(0)
    assert await store.get(MANY[0]) == "好"
    await closing


async def test_a_stop_reaches_a_process_on_any_node(store, cluster):
    async with open_redis(cluster.url()) as another:
        stopped: list[str] = []
        listener, sender = RedisCancelRegistry(store), RedisCancelRegistry(another)
        async with listener.listening(stopped.append), asyncio.timeout(5):
            while not stopped:
                await listener.add(Thread(-100), "a1", sender_id=5)
                await sender.stop_all_of(Thread(-100), 5)
                await asyncio.sleep(0.01)
            await listener.add(Thread(-100), "a2", sender_id=5)
            assert await sender.stop_all_of(Thread(-100), 5)


async def test_two_processes_share_the_partitions_of_the_inbox(store, cluster):
    async with open_redis(cluster.url()) as another:
        first = await open_inbox(store, lease_ms=60_000)
        second = await open_inbox(another, lease_ms=60_000)
        updates = [IncomingUpdate(n, "{}", f"{n}:0:{n}", chat_id=n) for n in range(100, 200)]
        assert await first.put(updates) == len(updates)
        assert await second.put(updates) == len(updates)
        claimed = [
            each.update_id
            for inbox in (first, second)
            for each in await inbox.exchange([], Capacity(1000, 1000))
        ]
        assert sorted(claimed) == [update.update_id for update in updates]
        assert await inbox_prefixes(store) == await inbox_prefixes(another)


async def test_what_was_acknowledged_outlives_its_master_and_other_chats_go_on(tmp_path):
    """A short kill run; bench/soak/cluster_kills.py is a long one with the whole bot."""
    chats = range(100, 140)
    first, second = (
        [IncomingUpdate(turn + chat, "{}", f"{chat}:0:1", chat_id=chat) for chat in chats]
        for turn in (0, 1000)
    )
    with valkey_cluster(tmp_path) as cluster:
        async with open_redis(cluster.url()) as store, asyncio.timeout(30):
            inbox = await open_inbox(store, lease_ms=60_000)
            await inbox.put(first)
            handled = held = await inbox.exchange([], Capacity(1000, 0))
            assert len(held) == len(first)
            cluster.masters()[0].kill()
            left = await put(inbox, second)
            assert 0 < len(left) < len(second)
            while len(handled) < len(first) + len(second):
                left = await put(inbox, left)
                ended = [(each.lease, Outcome()) for each in held]
                held = await inbox.exchange(ended, Capacity(99, 0))
                handled = handled + held
    by_chat = [
        [each.update_id for each in handled if each.update_id % 1000 == chat] for chat in chats
    ]
    assert by_chat == [[chat, 1000 + chat] for chat in chats]


async def put(inbox: Inbox, updates: Sequence[IncomingUpdate]) -> Sequence[IncomingUpdate]:
    """Put what can be stored now; return the rest."""
    try:
        await inbox.put(updates)
    except PartlyStored as error:
        return error.left
    return []


async def test_each_master_is_checked(store, cluster, caplog):
    await check_server(store, cluster.url())
    assert not caplog.text
    assert len(await infos(store, "memory")) == len(cluster.masters())
    last = cluster.masters()[-1].client
    last.config_set("maxmemory-policy", "allkeys-lru")
    await check_server(store, cluster.url())
    last.config_set("maxmemory-policy", "noeviction")
    assert "noeviction" in caplog.text


async def test_an_address_of_the_wrong_kind_is_told_in_a_sentence(cluster, redis_url):
    node = f"redis://127.0.0.1:{cluster.servers[0].port}"
    async with open_redis(node) as plain:
        with pytest.raises(StartError, match=r"begin its address with redis\+cluster://"):
            await check_server(plain, node)
    nowhere = "redis+cluster://user:secret@127.0.0.1:1"
    async with open_redis(nowhere) as absent:
        with pytest.raises(
            StartError, match=r"at 127\.0\.0\.1:1 cannot be used: it does not answer"
        ):
            await check_server(absent, nowhere)
        with pytest.raises(StorageDown):
            await absent.get("cache:greeting")


async def test_an_empty_cluster_gets_todays_version_and_older_data_is_refused(store):
    await migrate(store)
    assert await store.get(keys.SCHEMA_VERSION) == str(SCHEMA_VERSION)
    await store.flushall()
    await store.set(keys.WEBHOOK_SECRET, "s")
    with pytest.raises(StartError, match="restore"):
        await migrate(store, is_shared=False)
