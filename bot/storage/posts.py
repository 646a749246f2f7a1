"""The posts as people see them and decide: `ports.posts.PostDesk` on the keyed queue.

Every transition is one script: it compares what it stands on, changes the post, writes the audit
entry and queues what is to be told. The keys are described in `lua/lib/posts.lua`.
"""

from typing import Any, cast

from bot.models.chat import Language
from bot.models.post import (
    AuditEntry,
    AuthorRecord,
    CardMessage,
    Post,
    PostDraft,
    PostState,
    Submission,
    Transition,
)
from bot.storage import keys
from bot.storage.connection import Redis
from bot.storage.post_fields import draft_to_json, fields_of, hash_of, to_post
from bot.storage.scripts import load_script

_LIBRARIES = ("leased_queue", "posts")
_P = keys.POSTS


class RedisPosts:
    """Implements `ports.posts.PostDesk`."""

    def __init__(self, redis: Redis) -> None:
        self._redis = redis
        self._submit = load_script(redis, "post_submit", *_LIBRARIES)
        self._decide = load_script(redis, "post_decide", *_LIBRARIES)

    async def submit(self, draft: PostDraft, *, per_hour: int) -> Submission:
        """Store a draft and queue it, in one step."""
        outcome, number = await self._submit(
            [f"{_P}:ready"],
            [
                _P,
                draft.author_id,
                draft.chat_id,
                draft.message_id,
                hash_of(draft),
                per_hour,
                draft_to_json(draft),
            ],
        )
        if outcome == "too_many":
            return Submission("too_many", wait_s=int(number))
        return Submission(outcome, post_id=int(number))

    async def get(self, post_id: int) -> Post | None:
        """The post, or None."""
        fields: Any = await self._redis.hgetall(f"{_P}:p:{post_id}")
        return to_post(post_id, fields)

    async def of_message(self, chat_id: int, message_id: int) -> Post | None:
        """The post a message became within the last seven days, or None."""
        post_id = await self._redis.get(f"{_P}:message:{chat_id}:{message_id}")
        return None if post_id is None else await self.get(int(post_id))

    async def is_banned(self, author_id: int) -> bool:
        """Are no posts of that author taken?"""
        return bool(await self._redis.hexists(keys.POSTS_BANNED, str(author_id)))

    async def of_author(self, author_id: int, limit: int) -> list[Post]:
        """The author's posts, newest first."""
        return await self._all(await self._redis.lrange(f"{_P}:by:{author_id}", 0, limit - 1))

    async def record(self, author_id: int) -> AuthorRecord:
        """How the author's earlier posts ended."""
        fields = await self._redis.hgetall(f"{_P}:record:{author_id}")
        return AuthorRecord(**{str(name): int(count) for name, count in fields.items()})

    async def place(self, post_id: int) -> int | None:
        """How many posts wait before it, for a worker or for a reviewer."""
        pipeline = self._redis.pipeline(transaction=False)
        pipeline.zrank(f"{_P}:moving", str(post_id))
        pipeline.zrank(f"{_P}:in:review", str(post_id))
        moving, review = await pipeline.execute()
        place = moving if moving is not None else review
        return int(place) if place is not None else None

    async def waiting(self, state: PostState, limit: int) -> list[Post]:
        """The posts that wait in `review` or `unknown`, or are `dead`, longest first."""
        return await self._all(await self._redis.zrange(f"{_P}:in:{state}", 0, limit - 1))

    async def waiting_over(self, seconds: int, limit: int) -> list[int]:
        """The posts that have been in review for longer, longest first."""
        now_s, _ = await self._redis.time()
        ids = await self._redis.zrangebyscore(
            f"{_P}:in:review", "-inf", (now_s - seconds) * 1000, start=0, num=limit
        )
        return [int(str(post_id)) for post_id in ids]

    async def counts(self) -> dict[PostState, int]:
        """How many posts are in each state."""
        fields = await self._redis.hgetall(f"{_P}:counts")
        return {cast("PostState", state): int(count) for state, count in fields.items()}

    async def decide(self, before: Post, change: Transition, *, by: str) -> bool:
        """Apply a person's decision if state and version still are those of `before`."""
        fields = fields_of(change)
        if change.to != before.state:
            # What goes through the checks again is decided by nobody yet.
            fields += ["decided_by", "" if change.to == "queued" else by]
        arguments: list[Any] = [_P, before.id, before.state, before.version, change.to, by]
        arguments += [change.reason or change.why or "", "bans" if change.bans else ""]
        arguments += [len(fields), *fields, *change.notices]
        return bool(await self._decide([f"{_P}:ready"], arguments))

    async def add_card(self, post_id: int, card: CardMessage) -> None:
        """Remember a message that shows the post to reviewers."""
        member = f"{card.chat_id}:{card.message_id}:{card.version}"
        await self._redis.sadd(f"{_P}:cards:{post_id}", member)
        await self._redis.expire(f"{_P}:cards:{post_id}", keys.POSTS_KEPT_S)

    async def add_prompt(self, card: CardMessage, post_id: int, version: int) -> None:
        """Remember a message that asks for another wording of the post as it was at `version`."""
        await self._redis.set(_prompt(card), f"{post_id}:{version}", ex=keys.POST_PROMPT_S)

    async def asked_by(self, card: CardMessage) -> tuple[int, int] | None:
        """The post and version a message asks about, for a day; None: it is no such message."""
        asked = await self._redis.get(_prompt(card))
        if asked is None:
            return None
        post_id, _, version = str(asked).partition(":")
        return int(post_id), int(version)

    async def add_album(self, chat_id: int, album: str) -> None:
        """Remember, for a day, that a picture of the album was handed in."""
        await self._redis.set(_album(chat_id, album), "1", ex=keys.POST_ALBUM_S)

    async def has_album(self, chat_id: int, album: str) -> bool:
        """Was a picture of the album handed in?"""
        return bool(await self._redis.exists(_album(chat_id, album)))

    async def remember_language(self, user_id: int, language: Language) -> None:
        """Keep the language of a reviewer."""
        await self._redis.hset(f"{_P}:languages", str(user_id), language)

    async def language_of(self, user_id: int) -> Language | None:
        """The language of a reviewer, if they were ever here."""
        language = await self._redis.hget(f"{_P}:languages", str(user_id))
        return cast("Language | None", language)

    async def cards(self, post_id: int) -> list[CardMessage]:
        """Every card of the post."""
        members = sorted(await self._redis.smembers(f"{_P}:cards:{post_id}"))
        return [CardMessage(*map(int, str(member).split(":"))) for member in members]

    async def audit(self, post_id: int) -> list[AuditEntry]:
        """The post's whole way, oldest first."""
        rows: Any = await self._redis.xrange(f"{_P}:trail:{post_id}")
        return [
            AuditEntry(
                at_s=int(at.split("-")[0]) / 1000,
                before=row["from"] or None,
                to=row["to"],
                by=row["by"],
                reason=row["reason"],
            )
            for at, row in rows
        ]

    async def _all(self, ids: list[Any]) -> list[Post]:
        pipeline = self._redis.pipeline(transaction=False)
        for post_id in ids:
            pipeline.hgetall(f"{_P}:p:{post_id}")
        found = await pipeline.execute() if ids else []
        posts = (to_post(int(post_id), fields) for post_id, fields in zip(ids, found, strict=True))
        return [post for post in posts if post is not None]


def _album(chat_id: int, album: str) -> str:
    return f"{_P}:album:{chat_id}:{album}"


def _prompt(card: CardMessage) -> str:
    return f"{_P}:prompt:{card.chat_id}:{card.message_id}"
