"""Data of schema version 0 under today's bot: nothing is lost, nothing happens twice."""

import json
from collections import Counter
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest
from redis.asyncio.client import Pipeline

from bot.models.chat import Thread
from bot.models.custom_idiom import ProposalState
from bot.models.flood import FloodLimits
from bot.models.game import GameReply, LeaderboardEntry, Move, Score
from bot.models.inbox import IncomingUpdate
from bot.models.llm import Exchange
from bot.models.post import AuthorRecord, CardMessage
from bot.models.post_states import PostState
from bot.models.work import Capacity
from bot.storage.access_tokens.access_tokens import RedisAccessTokens
from bot.storage.cache import RedisCache
from bot.storage.connection import Redis
from bot.storage.custom_idioms.custom_idioms import RedisCustomIdioms
from bot.storage.flood.flood_budget import RedisFloodBudget
from bot.storage.games.games import RedisGames
from bot.storage.games.leaderboards import RedisLeaderboards
from bot.storage.history.history import RedisHistory
from bot.storage.inbox.inbox import RedisInbox
from bot.storage.migrations import v1
from bot.storage.posts.post_controls import RedisPostControls
from bot.storage.posts.post_queue import RedisPostQueue
from bot.storage.posts.posts import RedisPosts
from bot.storage.schema import migrate
from bot.storage.webhook_secret import shared_secret
from tests.fakes.chat import person
from tests.fakes.key_table import unknown_keys
from tests.fakes.valkey_cluster import ON_CLUSTER
from tests.fakes.work import claim_one, settle

pytestmark = pytest.mark.skipif(ON_CLUSTER, reason="version 0 never ran on a cluster")

SCHEMA_0 = json.loads((Path(__file__).parent / "schema0.json").read_text(encoding="utf-8"))
"""Redis commands that store what a bot of version 0 had: every kind of data, work in every state."""
GROUP, TOPIC = Thread(-100), Thread(-100, 7)
EVERYTHING = Capacity(normal=100, priority=100)
STATES: dict[int, PostState] = {
    1: "published",
    2: "rejected",
    3: "review",
    4: "withdrawn",
    5: "unknown",
    6: "dead",
    7: "retracted",
    8: "queued",
    9: "queued",
    10: "sending",
    11: "polishing",
    12: "sending",
    13: "queued",
    14: "queued",
}


async def restore(redis: Redis) -> None:
    """Store the data of version 0."""
    pipeline = redis.pipeline()
    for command in SCHEMA_0:
        pipeline.execute_command(*command)
    await pipeline.execute()


@pytest.fixture
async def upgraded(redis_of_version_0: Redis) -> Redis:
    await migrate(redis_of_version_0)
    return redis_of_version_0


async def test_every_key_is_one_of_todays(upgraded: Redis):
    assert not unknown_keys({str(key) for key in await upgraded.keys()})


async def test_updates_are_handled_in_the_order_they_had(upgraded: Redis):
    inbox = RedisInbox(upgraded, lease_ms=60_000)
    handled = []
    while update := await claim_one(inbox):
        handled.append(update.update_id)
        await settle(inbox, update)
    assert sorted(handled) == list(range(110, 119))
    assert handled[0] == 117  # the priority item
    for line in ([110, 111], [112, 113, 114], [115, 116]):
        assert [update_id for update_id in handled if update_id in line] == line
    assert await inbox.backlog() == 0


async def test_an_update_that_was_being_handled_goes_on_in_its_messages(upgraded: Redis):
    claimed = await RedisInbox(upgraded, lease_ms=60_000).exchange([], EVERYTHING)
    [update] = [update for update in claimed if update.update_id == 110]
    assert json.loads(update.raw)["message"]["text"] == "游戏之前的问题"
    assert update.sent == ((0, 7001), (1, 7002))


async def test_a_sender_stays_behind_the_messages_that_wait_in_a_games_line(upgraded: Redis):
    inbox = RedisInbox(upgraded, lease_ms=60_000)
    assert await inbox.put([IncomingUpdate(120, "{}", "-100:0:2", in_group=True)]) == 10
    handled = []
    while update := await claim_one(inbox):
        handled.append(update.update_id)
        await settle(inbox, update)
    assert handled.index(120) > handled.index(114) > handled.index(113)


async def test_known_and_given_up_updates_stay_so(upgraded: Redis):
    inbox = RedisInbox(upgraded, lease_ms=60_000)
    assert await inbox.put([IncomingUpdate(100, "{}", "5:0:5")]) == 9
    assert [(dead.update_id, dead.reason) for dead in await inbox.dead()] == [
        (101, "failed 3 times")
    ]


async def test_every_post_is_in_its_state(upgraded: Redis):
    posts = RedisPosts(upgraded)
    found = [await posts.get(post_id) for post_id in STATES]
    assert {post.id: post.state for post in found if post} == STATES
    assert {state: count for state, count in (await posts.counts()).items() if count} == Counter(
        STATES.values()
    )
    for state in ("review", "unknown", "dead"):
        listed = [post.id for post in await posts.waiting(state, 9)]
        assert listed == [post_id for post_id, has in STATES.items() if has == state]


async def test_what_is_known_about_posts_and_authors_is_kept(upgraded: Redis):
    posts, controls = RedisPosts(upgraded), RedisPostControls(upgraded)
    assert [post.id for post in await posts.of_author(12, 9)] == [13, 12]
    published = await posts.of_message(-100, 1)
    assert published
    assert (published.final, published.published_message_id) == ("发布过的！", 42)
    assert await posts.record(1) == AuthorRecord(published=1)
    assert await posts.cards(3) == [CardMessage(-900, 62, 1)]
    assert await posts.prompted_by(-900, 63) == (3, 1)
    assert await posts.place(13) == 5
    assert await posts.is_banned(99)
    assert await posts.language_of(11111) == "en"
    assert await controls.paused_by() == "阿杰"


async def test_audit_trails_tell_transitions_of_todays_states(upgraded: Redis):
    trail = await RedisPosts(upgraded).audit(5)
    assert [(entry.before, entry.to) for entry in trail] == [
        (None, "queued"),
        ("queued", "sending"),
        ("sending", "unknown"),
    ]
    assert [entry.to for entry in await RedisPosts(upgraded).audit(8)] == ["queued"]


async def test_notifications_that_were_not_sent_are_sent_in_order(upgraded: Redis):
    queue = RedisPostQueue(upgraded)
    sent = []
    while claimed := await claim_one(queue):  # posts are paused, notifications are not
        assert claimed.post
        sent.append((claimed.notification, claimed.post.id, claimed.about))
        await settle(queue, claimed)
    assert [(kind, about) for kind, post_id, about in sent if post_id == 2] == [
        ("show_card", "review"),
        ("tell_author", "review"),
        ("close_cards", "rejected"),
        ("tell_author", "rejected"),
    ]
    assert len(sent) == 14


async def test_posts_are_worked_on_where_they_were(upgraded: Redis):
    assert await upgraded.zscore("{posts}:ready", "11") == 1795284562180  # it was delayed till then
    await RedisPostControls(upgraded).resume(person("甲"))
    queue = RedisPostQueue(upgraded)
    claimed = [item for item in await queue.exchange([], EVERYTHING) if item.notification is None]
    assert {item.post.id for item in claimed} == {8, 10, 11, 12, 13, 14}  # 9 waits for 8
    [delivering] = [item.post for item in claimed if item.post.id == 10]
    assert delivering.delivery_started
    tokens = [item.lease.token for item in claimed]
    assert min(tokens) > 11  # fencing tokens go on growing


async def test_a_game_goes_on(upgraded: Redis):
    games = RedisGames(upgraded)
    found = await games.find(GROUP, 50)
    assert found.earlier_reply == GameReply("我出：画蛇添足", 50)
    game = found.game
    assert game
    assert game.chain == (Move("画蛇添足"), Move("足智多谋", 1))
    assert game.scores == {1: Score("小明", 12, 3, 2, 2)}
    assert (game.mode, game.level, game.hints) == ("notone", 2, 1)
    assert (game.turn_limit_s, game.idle_turns, game.turn_started_s) == (60, 1, 1795284502)
    assert await RedisLeaderboards(upgraded).leaderboard(-100, 9) == [
        LeaderboardEntry("小明", 12, 12),
        LeaderboardEntry("小红", 3, 3),
    ]
    topic = (await games.find(TOPIC, 0)).game
    assert topic
    assert topic.last == "一心一意"
    assert await upgraded.zrange("idiom:turn_checks", 0, -1) == ["-100:0"]


async def test_custom_idioms_and_their_proposals_are_kept(upgraded: Redis):
    custom = RedisCustomIdioms(upgraded)
    version, idioms = await custom.all()
    assert (version, {one.word: one.bot_plays for one in idioms}) == (
        4,
        {"躺平主义": False, "内卷之王": True},
    )
    states: list[ProposalState] = ["approved", "bot_plays", "rejected", "pending", "removed"]
    found = [await custom.get(proposal_id) for proposal_id in range(1, 6)]
    assert [proposal.state for proposal in found if proposal] == states
    assert await custom.pending(9) == (1, [found[3]])
    assert await custom.cards(4) == [CardMessage(-900, 71)]
    assert await custom.proposal_of_update(204) == 4
    assert await custom.remove("躺平主义", by="阿杰", update_id=9)


async def test_conversations_and_shared_secrets_are_kept(upgraded: Redis):
    history = RedisHistory(upgraded, keep=100)
    assert await history.tail(Thread(5), 9) == [
        Exchange("你好", "你好！", cause=90),
        Exchange("再见", "再见！", cause=91),
    ]
    assert await RedisCache(upgraded).get("meaning:zh:画蛇添足") == "多此一举。"
    assert await RedisAccessTokens(upgraded).get("abc") == "24.token"
    assert await shared_secret(upgraded) == "a-secret-of-version-0"


async def test_a_chat_that_asked_for_patience_is_still_left_alone(redis_of_version_0: Redis):
    now_ms = int((await redis_of_version_0.time())[0]) * 1000
    await redis_of_version_0.hset("{flood}:-100", "blocked", str(now_ms + 20_000))
    await migrate(redis_of_version_0)
    budget = RedisFloodBudget(redis_of_version_0, FloodLimits())
    assert 15 < await budget.take(-100, cosmetic=False) <= 20
    assert await budget.take(5, cosmetic=False) == 0


async def test_times_to_live_go_on(upgraded: Redis):
    assert 0 < await upgraded.ttl("{posts}:post:1") <= 180 * 24 * 3600
    assert 0 < await upgraded.ttl("{posts}:audit:1") <= 180 * 24 * 3600
    assert await upgraded.ttl("{posts}:post:3") == -1
    assert 0 < await upgraded.ttl("idiom:{-100}:0:game") <= 30 * 24 * 3600


async def dump(redis: Redis) -> dict[str, object]:
    """Everything stored; of what is due, only what, since that time is the migration's."""
    found: dict[str, object] = {}
    for key in map(str, await redis.keys()):
        kind = await redis.type(key)
        if kind == "hash":
            found[key] = await redis.hgetall(key)
        elif kind == "zset":
            with_scores = not key.endswith((":ready", ":priority"))
            found[key] = sorted(await redis.zrange(key, 0, -1, withscores=with_scores))
        elif kind == "stream":
            found[key] = await redis.xrange(key)
        elif kind == "list":
            found[key] = await redis.lrange(key, 0, -1)
        elif kind == "set":
            found[key] = await redis.smembers(key)
        else:
            found[key] = await redis.dump(key)
    return found


class Crash(Exception):
    """The process dies here."""


@pytest.mark.parametrize("round_trips", range(0, 40, 3))
async def test_a_crash_in_the_middle_is_repeated_without_a_difference(
    redis_of_version_0: Redis, monkeypatch: pytest.MonkeyPatch, round_trips: int
):
    redis, left = redis_of_version_0, round_trips

    def until_crash(execute: Callable[..., Awaitable[object]]) -> Callable[..., Awaitable[object]]:
        async def execute_until_crash(*args: object, **options: object) -> object:
            nonlocal left
            left -= 1
            if left < 0:
                raise Crash
            return await execute(*args, **options)

        return execute_until_crash

    monkeypatch.setattr(v1, "_PAGE", 20)
    with monkeypatch.context() as patched:
        for client, method in ((Redis, "execute_command"), (Pipeline, "execute")):
            patched.setattr(client, method, until_crash(getattr(client, method)))
        with pytest.raises(Crash):
            await v1.migrate(redis)
    await v1.migrate(redis)
    crashed = await dump(redis)
    await redis.flushall()
    await restore(redis)
    await v1.migrate(redis)
    assert crashed == await dump(redis)
