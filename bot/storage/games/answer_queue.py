"""Answers to moves that wait because their group is busy; implements `ports.games.AnswerQueue`."""

import json
from dataclasses import asdict

from bot.models.chat import Thread
from bot.models.game import WaitingAnswer
from bot.storage import keys
from bot.storage.connection import Redis
from bot.storage.known_fields import known
from bot.storage.scripts import load_script

_LEASE_S = 60
"""A caller that dies leaves its answers to the next one after it; sending takes less."""


class RedisAnswerQueue:
    """Paces the answers of all replicas by the server's time.

    Args:
        redis: shared by the replicas.
        at_once: so many answers in `window_s` go without a pause.
        gap_s: between further ones.
    """

    def __init__(self, redis: Redis, *, at_once: int, window_s: float, gap_s: float) -> None:
        self._redis = redis
        self._at_once = at_once
        self._window_ms, self._gap_ms = int(window_s * 1000), int(gap_s * 1000)
        self._claim = load_script(redis, "games/claim_answer.lua")
        self._take = load_script(redis, "games/take_answers.lua")

    async def claim(self, thread: Thread, answer: WaitingAnswer) -> float | None:
        """Seconds since the answer before, where it may be sent now; None where it was queued."""
        text = json.dumps(asdict(answer), ensure_ascii=False)
        limits = [self._at_once, self._window_ms, self._gap_ms, keys.GAME_REPLY_S]
        may_go, since_ms = await self._claim(keys=self._keys(thread), args=[text, *limits])
        if may_go:
            return int(since_ms) / 1000 if int(since_ms) >= 0 else float("inf")
        await self._redis.sadd(keys.ANSWERS_WAITING, thread.key)
        return None

    async def waiting(self) -> list[Thread]:
        """The threads for which answers wait."""
        found = sorted(map(str, await self._redis.smembers(keys.ANSWERS_WAITING)))
        return [
            Thread(int(chat), int(topic) or None) for chat, topic in (k.split(":") for k in found)
        ]

    async def take(self, thread: Thread) -> list[WaitingAnswer]:
        """The answers that may be sent now, together; empty where it is too early or they are leased."""
        lease = keys.idiom_in(thread, "answers_lease")
        texts = await self._take(
            keys=[*self._keys(thread), lease], args=[self._at_once, self._gap_ms, _LEASE_S]
        )
        return [known(WaitingAnswer, json.loads(text)) for text in texts]

    async def sent(self, thread: Thread, count: int) -> None:
        """The first `count` of them were sent; 0: they must be tried again."""
        _, queue = self._keys(thread)
        pipeline = self._redis.pipeline()
        pipeline.ltrim(queue, count, -1)
        pipeline.delete(keys.idiom_in(thread, "answers_lease"))
        await pipeline.execute()
        await self._redis.srem(keys.ANSWERS_WAITING, thread.key)
        if await self._redis.exists(queue):  # more have come
            await self._redis.sadd(keys.ANSWERS_WAITING, thread.key)

    def _keys(self, thread: Thread) -> list[str]:
        return [keys.idiom_in(thread, "answer_times"), keys.idiom_in(thread, "answers")]
