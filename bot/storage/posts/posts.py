"""The repository of posts: submitting, deciding and looking them up.

Each transition is one script: it compares the state and version it stands on, changes the post,
writes the audit entry and queues the notifications. The keys are described in `posts.lua`.
"""

from collections.abc import Sequence
from typing import Any, cast

from bot.models.chat import Language, Person
from bot.models.post import (
    AuditEntry,
    AuthorRecord,
    CardMessage,
    Post,
    PostDraft,
    ReviewBacklog,
    Submission,
    Transition,
)
from bot.models.post_states import UNDECIDED, PostState
from bot.storage import keys
from bot.storage.connection import Redis
from bot.storage.posts.post_fields import content_hash, draft_to_json, fields_of, to_post
from bot.storage.posts.posts_lua import load_post_script

_RETIRED_STATES = {"checking": "queued"}
"""States that old audit entries name, and what they are called since schema version 1."""
_AUDIT = keys.posts("audit")
_AUDIT_PAGE = 1000
_READY = [keys.queue(keys.POSTS, "ready")]


class RedisPosts:
    """Implements the protocols of `ports.posts` about submitting, deciding and reading."""

    def __init__(self, redis: Redis) -> None:
        self._redis = redis
        self._submit = load_post_script(redis, "submit.lua")
        self._count_edit = load_post_script(redis, "count_edit.lua")
        self._decide = load_post_script(redis, "decide.lua")

    async def submit(self, draft: PostDraft, *, per_hour: int) -> Submission:
        """Store a draft and queue it, in one step."""
        identity = (draft.author_id, draft.chat_id, draft.message_id, content_hash(draft))
        arguments: list[Any] = [keys.POSTS, *identity, per_hour, draft_to_json(draft)]
        outcome, number = await self._submit(_READY, arguments)
        if outcome == "too_many":
            return Submission("too_many", wait_s=int(number))
        return Submission(outcome, post_id=int(number))

    async def decide(self, before: Post, transition: Transition, *, by: Person) -> Post | None:
        """Apply a person's decision if state and version still are those of `before`.

        Returns the post after it; None where somebody or something else was first.
        """
        fields = fields_of(transition)
        if transition.to != before.state:
            # What is checked, polished or reviewed again is decided by nobody yet.
            fields += ["decided_by", "" if transition.to in UNDECIDED else by.name]
        arguments: list[Any] = [keys.POSTS, before.id, before.state, before.version]
        reason = transition.reason or transition.audit_reason or ""
        arguments += [transition.to, by.name, by.id, reason]
        arguments += ["bans" if transition.bans_author else "", keys.ORDERS_KEPT]
        arguments += [len(fields), *fields, *transition.notifications]
        row = await self._decide(_READY, arguments)
        return to_post(before.id, dict(zip(row[::2], row[1::2], strict=True)))

    async def count_edit(self, post: Post, *, per_hour: int) -> int:
        """Count an edit as one more in its author's hour; 0, or the seconds until it may be made."""
        arguments: list[Any] = [keys.POSTS, post.draft.author_id, post.id, post.version, per_hour]
        return int(await self._count_edit(_READY, arguments))

    async def get(self, post_id: int) -> Post | None:
        """The post; None where there never was one, or it was forgotten."""
        return (await self._load([post_id]))[0]

    async def of_message(self, chat_id: int, message_id: int) -> Post | None:
        """The post a message became within the last seven days."""
        post_id = await self._redis.get(keys.posts("message", chat_id, message_id))
        return None if post_id is None else await self.get(int(post_id))

    async def of_author(self, author_id: int, limit: int) -> list[Post]:
        """The author's posts, newest first."""
        return await self._existing(
            await self._redis.lrange(keys.posts("author", author_id), 0, limit - 1)
        )

    async def record(self, author_id: int) -> AuthorRecord:
        """How the author's earlier posts ended."""
        fields = await self._redis.hgetall(keys.posts("record", author_id))
        return AuthorRecord(**{str(name): int(count) for name, count in fields.items()})

    async def is_banned(self, author_id: int) -> bool:
        """Are no posts of that author accepted?"""
        return bool(await self._redis.hexists(keys.posts("banned"), str(author_id)))

    async def place(self, post_id: int) -> int | None:
        """How many posts wait before it, for a worker or for a reviewer; None: it does not wait."""
        pipeline = self._redis.pipeline(transaction=False)
        pipeline.zrank(keys.posts("in_progress"), str(post_id))
        pipeline.zrank(keys.posts("state", "review"), str(post_id))
        in_progress, in_review = await pipeline.execute()
        place = in_progress if in_progress is not None else in_review
        return int(place) if place is not None else None

    async def waiting(self, state: PostState, limit: int) -> list[Post]:
        """The posts in `review`, `unknown` or `dead`, longest first."""
        return await self._existing(
            await self._redis.zrange(keys.posts("state", state), 0, limit - 1)
        )

    async def in_review_longer_than(self, seconds: int, limit: int) -> list[int]:
        """The ids of posts that have been in review for longer, longest first."""
        now_s, _ = await self._redis.time()
        ids = await self._redis.zrangebyscore(
            keys.posts("state", "review"), "-inf", (now_s - seconds) * 1000, start=0, num=limit
        )
        return [int(str(post_id)) for post_id in ids]

    async def clean_posts(self, author_id: int, chat_id: int) -> int:
        """How many posts for which a chat answers were published of an author, that nobody doubted."""
        return int(await self._redis.hget(keys.posts("clean", author_id), str(chat_id)) or 0)

    async def backlog(self) -> ReviewBacklog:
        """What waits in review."""
        key = keys.posts("state", "review")
        pipeline = self._redis.pipeline(transaction=False)
        pipeline.zcard(key)
        pipeline.zrange(key, 0, 0, withscores=True)
        pipeline.time()
        count, oldest, (now_s, now_us) = await pipeline.execute()
        if not oldest:
            return ReviewBacklog()
        [(post_id, since_ms)] = oldest
        return ReviewBacklog(int(count), int(post_id), now_s + now_us / 1e6 - since_ms / 1000)

    async def decided_between(self, start_s: float, end_s: float) -> dict[str, int]:
        """How many posts were `published` and `rejected` from one Unix time until another.

        Counted in the audit trail, which has about the last 100,000 transitions.
        """
        counts = {"published": 0, "rejected": 0}
        first, last = str(int(start_s * 1000)), f"({int(end_s * 1000)}"
        while True:
            rows: Any = await self._redis.xrange(_AUDIT, first, last, count=_AUDIT_PAGE)
            for _, row in rows:
                if row["to"] in counts and row["from"] != row["to"]:
                    counts[row["to"]] += 1
            if len(rows) < _AUDIT_PAGE:
                return counts
            first = f"({rows[-1][0]}"

    async def counts(self) -> dict[PostState, int]:
        """How many posts are in each state."""
        fields = await self._redis.hgetall(keys.posts("counts"))
        return {cast("PostState", state): int(count) for state, count in fields.items()}

    async def audit(self, post_id: int) -> list[AuditEntry]:
        """The post's whole audit trail, oldest first."""
        rows: Any = await self._redis.xrange(keys.posts("audit", post_id))
        return [
            AuditEntry(
                at_s=int(at.split("-")[0]) / 1000,
                before=_RETIRED_STATES.get(row["from"], row["from"]) or None,
                to=_RETIRED_STATES.get(row["to"], row["to"]),
                by=row["by"],
                by_id=int(row["by_id"]) if row.get("by_id") else None,
                reason=row["reason"],
            )
            for at, row in rows
        ]

    async def add_card(self, post_id: int, card: CardMessage) -> None:
        """Remember a message that shows the post to reviewers."""
        key = keys.posts("cards", post_id)
        pipeline = self._redis.pipeline()
        pipeline.sadd(key, f"{card.chat_id}:{card.message_id}:{card.version}")
        pipeline.expire(key, keys.POSTS_KEPT_S)
        await pipeline.execute()

    async def cards(self, post_id: int) -> list[CardMessage]:
        """Every card of the post; a card that was switched to a newer version counts as that."""
        members = await self._redis.smembers(keys.posts("cards", post_id))
        found = sorted(CardMessage(*map(int, str(member).split(":"))) for member in members)
        return list({(card.chat_id, card.message_id): card for card in found}.values())

    async def add_rewrite_prompt(self, prompt: CardMessage, post_id: int) -> None:
        """Remember, for a day, a message that asks to reword the post as it was at its version."""
        key = keys.posts("rewrite_prompt", prompt.chat_id, prompt.message_id)
        await self._redis.set(key, f"{post_id}:{prompt.version}", ex=keys.REWRITE_PROMPT_S)

    async def prompted_by(self, chat_id: int, message_id: int) -> tuple[int, int] | None:
        """The post and version that a message asks to reword; None: it is no such message."""
        asked = await self._redis.get(keys.posts("rewrite_prompt", chat_id, message_id))
        if asked is None:
            return None
        post_id, _, version = str(asked).partition(":")
        return int(post_id), int(version)

    async def rejection(self, post_id: int) -> AuditEntry | None:
        """The entry of its audit trail that says who rejected it last, and when."""
        decisions = [
            entry
            for entry in await self.audit(post_id)
            if entry.to == "rejected" and entry.before != "rejected"
        ]
        return decisions[-1] if decisions else None

    async def expect_appeal(self, chat_id: int, author_id: int, post_id: int) -> None:
        """Remember, while the author is asked for a reason, about which post."""
        key = keys.posts("appealing", chat_id, author_id)
        await self._redis.set(key, post_id, ex=keys.AWAITED_INPUT_S)

    async def expected_appeal(self, chat_id: int, author_id: int) -> int | None:
        """That post; None: the author is not asked."""
        post_id = await self._redis.get(keys.posts("appealing", chat_id, author_id))
        return None if post_id is None else int(post_id)

    async def begin_status(self, chat_id: int, message_id: int) -> None:
        """Note that a message about the post of this message is being sent, unless one is there."""
        key = keys.posts("status", chat_id, message_id)
        await self._redis.set(key, 0, ex=keys.POST_STATUS_SENDING_S, nx=True)

    async def set_status(self, chat_id: int, message_id: int, status_id: int) -> None:
        """Note its id."""
        key = keys.posts("status", chat_id, message_id)
        await self._redis.set(key, status_id, ex=keys.POST_STATUS_S)

    async def status_of(self, chat_id: int, message_id: int) -> int | None:
        """Its id; 0 while it is being sent; None where there is none."""
        status = await self._redis.get(keys.posts("status", chat_id, message_id))
        return None if status is None else int(status)

    async def set_album(self, chat_id: int, album: str, post_id: int) -> None:
        """Remember, as long as its parts may be edited, which post an album became."""
        await self._redis.set(keys.posts("album_post", chat_id, album), post_id, ex=keys.ALBUM_S)

    async def of_album(self, chat_id: int, album: str) -> Post | None:
        """The post an album became within the last two days."""
        post_id = await self._redis.get(keys.posts("album_post", chat_id, album))
        return None if post_id is None else await self.get(int(post_id))

    async def set_language(self, reviewer_id: int, language: Language) -> None:
        """Remember the language of a reviewer."""
        await self._redis.hset(keys.posts("languages"), str(reviewer_id), language)

    async def language_of(self, reviewer_id: int) -> Language | None:
        """The language of a reviewer; None where it is not known."""
        language = await self._redis.hget(keys.posts("languages"), str(reviewer_id))
        return cast("Language | None", language)

    async def _existing(self, ids: Sequence[Any]) -> list[Post]:
        return [post for post in await self._load(ids) if post is not None]

    async def _load(self, ids: Sequence[Any]) -> list[Post | None]:
        pipeline = self._redis.pipeline(transaction=False)
        for post_id in ids:
            pipeline.hgetall(keys.posts("post", post_id))
        found = await pipeline.execute() if ids else []
        return [to_post(int(post_id), fields) for post_id, fields in zip(ids, found, strict=True)]
